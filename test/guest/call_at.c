/* SPDX-License-Identifier: MIT */
/* The calls that take a folder's descriptor, and those they grew out of, by number: each way to fail. */
#include "call.h"

static char too_long[PATH_MAX + 2], name_too_long[300], buf[PATH_MAX];
static int dir, file;

static void set_up(void)
{
	memset(too_long, 'p', sizeof too_long - 1);
	memset(name_too_long, 'n', sizeof name_too_long - 1);
	mkdir("d", 0755);
	put_file("f", "text");
	symlink("loop", "loop");
	symlink("f", "to_f");
	symlink("d", "to_d");
	dir = open("d", O_RDONLY | O_DIRECTORY);
	file = open("f", O_RDWR);
}

static void folders(void)
{
	C(mkdirat, dir, "a", 0755);
	C(mkdirat, dir, "a", 0755);
	C(mkdirat, CLOSED, "b", 0755);
	C(mkdirat, file, "b", 0755);
	C(mkdirat, dir, "", 0755);
	C(mkdirat, dir, "none/b", 0755);
	C(mkdirat, AT_FDCWD, "f/b", 0755);
	C(mkdirat, AT_FDCWD, "loop/b", 0755);
	C(mkdirat, dir, NULL, 0755);
	C(mkdirat, dir, BAD, 0755);
	C(mkdirat, dir, name_too_long, 0755);
	C(mkdirat, dir, too_long, 0755);
	C(mkdir, "loop/b", 0755);
	C(mkdir, NULL, 0755);
	C(rmdir, NULL);
	C(rmdir, "loop/x");
	C(rmdir, name_too_long);
	C(rmdir, "f/x");
	C(rmdir, "d/a/.");
	C(rmdir, "d/a/..");
	C(chdir, NULL);
	C(chdir, "loop");
	C(chdir, "f");
	C(chdir, name_too_long);
	C(fchdir, file);
	C(fchdir, CLOSED);
	C(chroot, "f");
	C(chroot, "none");
	C(chroot, BAD);
	C(getcwd, buf, 1);
	C(getcwd, BAD, 100);
	C(unlinkat, dir, "a", 0);
	C(unlinkat, dir, "a", 0x4000);
	C(unlinkat, dir, "a", AT_REMOVEDIR);
	C(unlinkat, dir, "a", AT_REMOVEDIR);
	C(unlinkat, CLOSED, "a", 0);
	C(unlinkat, file, "a", 0);
	C(unlinkat, dir, NULL, 0);
	C(unlinkat, dir, name_too_long, 0);
	C(unlinkat, AT_FDCWD, "loop/x", 0);
	C(unlinkat, AT_FDCWD, "f", AT_REMOVEDIR);
	C(unlink, NULL);
	C(unlink, "loop/x");
	C(unlink, name_too_long);
	C(unlink, "");
}

static void opening(void)
{
	int fd;

	fd = syscall(SYS_creat, "made", 0640);
	T(write(fd, "abc", 3));
	T(read(fd, buf, 1));
	T(close(fd));
	fd = syscall(SYS_creat, "made", 0600);
	T(lseek(fd, 0, SEEK_END));
	T(close(fd));
	C(unlink, "made");
	C(creat, "d", 0600);
	C(creat, "none/x", 0600);
	C(creat, "f/x", 0600);
	C(creat, NULL, 0600);
	C(creat, name_too_long, 0600);
	C(creat, "loop", 0600);
	C(openat, file, "x", O_RDONLY, 0);
	C(openat, CLOSED, "x", O_RDONLY, 0);
	C(openat, dir, NULL, O_RDONLY, 0);
	C(openat, dir, "", O_RDONLY, 0);
	C(openat, dir, name_too_long, O_RDONLY, 0);
	C(openat, AT_FDCWD, "loop", O_RDONLY, 0);
	C(openat, AT_FDCWD, "to_f", O_RDONLY | O_NOFOLLOW, 0);
	C(openat, AT_FDCWD, "f", O_RDWR | O_CREAT | O_EXCL, 0600);
	C(openat, AT_FDCWD, "d", O_RDWR, 0);
	C(openat, AT_FDCWD, "f", O_RDONLY | O_DIRECTORY, 0);
}

static void links(void)
{
	C(symlinkat, "target", dir, "s");
	C(symlinkat, "target", dir, "s");
	C(symlinkat, "target", CLOSED, "s");
	C(symlinkat, "target", file, "s");
	C(symlinkat, "", dir, "s2");
	C(symlinkat, "target", dir, "");
	C(symlinkat, NULL, dir, "s2");
	C(symlinkat, "target", dir, NULL);
	C(symlinkat, too_long, dir, "s2");
	C(symlinkat, "target", dir, name_too_long);
	C(symlinkat, "target", AT_FDCWD, "loop/x");
	C(symlink, "t", "f/x");
	C(symlink, "t", "loop/x");
	C(symlink, "t", name_too_long);
	C(symlink, NULL, "x");
	C(symlink, "", "x");
	C(readlinkat, dir, "s", buf, 3);
	C(readlinkat, dir, "s", buf, 100);
	C(readlinkat, dir, "s", buf, 0);
	C(readlinkat, dir, "s", buf, -1);
	C(readlinkat, dir, "s", BAD, 100);
	C(readlinkat, dir, "none", buf, 100);
	C(readlinkat, CLOSED, "s", buf, 100);
	C(readlinkat, file, "s", buf, 100);
	C(readlinkat, AT_FDCWD, "f", buf, 100);
	C(readlinkat, AT_FDCWD, "loop/x", buf, 100);
	C(readlinkat, dir, NULL, buf, 100);
	C(readlinkat, dir, name_too_long, buf, 100);
	C(readlink, "f/x", buf, 100);
	C(readlink, "loop/x", buf, 100);
	C(readlink, NULL, buf, 100);
	C(readlink, name_too_long, buf, 100);
	C(linkat, AT_FDCWD, "f", dir, "hard", 0);
	C(linkat, AT_FDCWD, "f", dir, "hard", 0);
	C(linkat, AT_FDCWD, "to_f", dir, "follow", AT_SYMLINK_FOLLOW);
	C(linkat, CLOSED, "f", dir, "x", 0);
	C(linkat, AT_FDCWD, "f", CLOSED, "x", 0);
	C(linkat, file, "f", dir, "x", 0);
	C(linkat, AT_FDCWD, "none", dir, "x", 0);
	C(linkat, AT_FDCWD, "d", dir, "x", 0);
	C(linkat, AT_FDCWD, NULL, dir, "x", 0);
	C(linkat, AT_FDCWD, "f", dir, NULL, 0);
	C(linkat, AT_FDCWD, "f", dir, name_too_long, 0);
	C(linkat, AT_FDCWD, "loop/x", dir, "x", 0);
	C(linkat, AT_FDCWD, "f", dir, "x", STRANGE);
	C(link, NULL, "x");
	C(link, "loop/x", "x");
	C(link, name_too_long, "x");
	C(unlinkat, dir, "follow", 0);
	C(unlinkat, dir, "s", 0);
}

static void names(void)
{
	C(renameat, dir, "hard", dir, "soft");
	C(renameat, dir, "hard", dir, "soft");
	C(renameat, CLOSED, "soft", dir, "x");
	C(renameat, dir, "soft", CLOSED, "x");
	C(renameat, file, "soft", dir, "x");
	C(renameat, dir, "", dir, "x");
	C(renameat, dir, NULL, dir, "x");
	C(renameat, dir, "soft", dir, NULL);
	C(renameat, dir, "soft", dir, name_too_long);
	C(renameat, dir, "soft", AT_FDCWD, "loop/x");
	C(renameat, dir, "soft", AT_FDCWD, "d");
	C(renameat, AT_FDCWD, "d", AT_FDCWD, "f");
	C(renameat, AT_FDCWD, "d", dir, "below");
	C(renameat, dir, ".", dir, "x");
	mkdir("e", 0755);
	C(renameat, AT_FDCWD, "e", AT_FDCWD, "d");
	rmdir("e");
	C(rename, NULL, "x");
	C(rename, "loop/x", "x");
	C(rename, name_too_long, "x");
	C(renameat2, dir, "soft", dir, "x", 1 << 20);
	C(renameat2, dir, "soft", AT_FDCWD, "f", 1);
	C(unlinkat, dir, "soft", 0);
}

int main(void)
{
	enter_own_folder();
	set_up();
	folders();
	opening();
	links();
	names();
	close(dir);
	close(file);
	unlink("f");
	unlink("to_f");
	unlink("to_d");
	unlink("loop");
	rmdir("d");
	leave_own_folder();
	return 0;
}
