/* SPDX-License-Identifier: MIT */
/* open(2): every flag that a file system sees, and every way to fail. */
#include "file.h"

static void flags(void)
{
	char buf[8];
	int fd;

	OPEN(fd, "none", O_RDONLY);
	OPEN(fd, "", O_RDONLY);
	OPEN(fd, "", O_RDONLY | O_CREAT, 0644);
	OPEN(fd, (char *)0, O_RDONLY);
	OPEN(fd, (char *)0xdeadbeef00000000, O_RDONLY);
	OPEN(fd, "f", O_RDWR | O_CREAT | O_EXCL, 0666);
	T(write(fd, "hello", 5));
	T(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK | O_CREAT | O_EXCL));
	close(fd);
	OPEN(fd, "f", O_RDWR | O_CREAT | O_EXCL, 0666);
	OPEN(fd, "f/", O_RDONLY);
	OPEN(fd, "f/x", O_RDONLY);
	OPEN(fd, "f/.", O_RDONLY);
	OPEN(fd, "f", O_RDONLY | O_DIRECTORY);
	OPEN(fd, "new/", O_RDWR | O_CREAT, 0666);
	OPEN(fd, "f/", O_RDWR | O_CREAT, 0666);
	OPEN(fd, "f", O_RDONLY);
	T(write(fd, "x", 1));
	T(read(fd, buf, 2));
	T(read(fd, buf, 8));
	T(read(fd, buf, 8));
	T(ftruncate(fd, 1));
	close(fd);
	OPEN(fd, "f", O_WRONLY | O_TRUNC);
	T(read(fd, buf, 8));
	T(lseek(fd, 0, SEEK_END));
	close(fd);
	OPEN(fd, "f", 3);
	T(read(fd, buf, 1));
	T(write(fd, "x", 1));
	T(fcntl(fd, F_GETFL) & O_ACCMODE);
	close(fd);
	OPEN(fd, "d", O_RDONLY | O_CREAT | O_DIRECTORY, 0755);
	T(access("d", F_OK));
	T(unlink("f"));
}

static void folders(void)
{
	char buf[8];
	int fd;

	T(mkdir("d", 0755));
	OPEN(fd, "d", O_RDONLY);
	T(read(fd, buf, 1));
	T(write(fd, buf, 1));
	T(pread(fd, buf, 1, 0));
	T(ftruncate(fd, 0));
	T(fsync(fd));
	close(fd);
	OPEN(fd, "d", O_WRONLY);
	OPEN(fd, "d", O_RDWR);
	OPEN(fd, "d", O_RDONLY | O_TRUNC);
	OPEN(fd, "d", O_RDONLY | O_CREAT, 0644);
	OPEN(fd, "d", O_RDONLY | O_CREAT | O_EXCL, 0644);
	OPEN(fd, ".", O_RDONLY | O_CREAT, 0644);
	OPEN(fd, "d/..", O_RDONLY | O_CREAT | O_EXCL, 0644);
	OPEN(fd, "/", O_RDWR);
	OPEN(fd, "d/", O_RDONLY);
	close(fd);
	OPEN(fd, "d///./", O_RDONLY | O_DIRECTORY);
	close(fd);
	T(rmdir("d"));
}

static void links(void)
{
	char buf[8];
	int fd;

	put_file("f", "text");
	T(symlink("f", "l"));
	T(symlink("none", "dangling"));
	T(symlink("loop2", "loop1"));
	T(symlink("loop1", "loop2"));
	T(symlink(".", "here"));
	OPEN(fd, "l", O_RDONLY);
	T(read(fd, buf, 8));
	close(fd);
	OPEN(fd, "l", O_RDONLY | O_NOFOLLOW);
	OPEN(fd, "l", O_RDONLY | O_NOFOLLOW | O_DIRECTORY);
	OPEN(fd, "l", O_PATH | O_NOFOLLOW);
	T(read(fd, buf, 1));
	T(readlinkat(fd, "", buf, 8));
	close(fd);
	OPEN(fd, "l/", O_RDONLY);
	OPEN(fd, "l", O_RDWR | O_CREAT | O_EXCL, 0644);
	OPEN(fd, "dangling", O_RDONLY);
	OPEN(fd, "dangling", O_RDWR | O_CREAT | O_EXCL, 0644);
	OPEN(fd, "dangling", O_RDWR | O_CREAT | O_NOFOLLOW, 0644);
	OPEN(fd, "dangling", O_RDWR | O_CREAT, 0644);
	close(fd);
	T(access("none", F_OK));
	OPEN(fd, "loop1", O_RDONLY);
	OPEN(fd, "loop1/x", O_RDONLY);
	OPEN(fd, "here/here/here/l", O_RDONLY);
	close(fd);
	OPEN(fd, "here/", O_RDONLY);
	close(fd);
	OPEN(fd, "here", O_RDONLY | O_CREAT, 0644);
	OPEN(fd, "here/made", O_RDWR | O_CREAT, 0600);
	close(fd);
	T(unlink("made"));
	T(unlink("f"));
	T(unlink("l"));
	T(unlink("none"));
	T(unlink("dangling"));
	T(unlink("loop1"));
	T(unlink("loop2"));
	T(unlink("here"));
}

/* A chain of 40 links is followed, one of 41 is not. */
static void long_chain(void)
{
	char name[16], target[16];
	int fd;

	put_file("c0", "end");
	for (int i = 1; i <= 41; i++) {
		sprintf(name, "c%d", i);
		sprintf(target, "./c%d", i - 1);
		symlink(target, name);
	}
	OPEN(fd, "c40", O_RDONLY);
	close(fd);
	OPEN(fd, "c41", O_RDONLY);
	for (int i = 0; i <= 41; i++) {
		sprintf(name, "c%d", i);
		unlink(name);
	}
}

static void long_names(void)
{
	static char path[8192];
	char name[300];
	int fd;

	memset(name, 'n', sizeof name);
	name[255] = 0;
	OPEN(fd, name, O_RDWR | O_CREAT, 0644);
	close(fd);
	T(unlink(name));
	name[255] = 'n';
	name[256] = 0;
	OPEN(fd, name, O_RDWR | O_CREAT, 0644);
	OPEN(fd, name, O_RDONLY);
	T(mkdir(name, 0755));
	for (int i = 0; i < 4095; i += 2)
		memcpy(path + i, "./", 2);
	path[4094] = '.';
	path[4095] = 0;
	OPEN(fd, path, O_RDONLY);
	close(fd);
	memcpy(path + 4095, "/", 2);
	OPEN(fd, path, O_RDONLY);
}

static void places(void)
{
	char buf[8];
	int fd, dir;

	T(mkdir("d", 0755));
	put_file("d/f", "in d");
	OPEN(dir, "d", O_RDONLY | O_DIRECTORY);
	fd = openat(dir, "f", O_RDONLY);
	T(read(fd, buf, 8));
	T(openat(fd, "f", O_RDONLY));
	T(openat(-1, "f", O_RDONLY));
	T(openat(-1, own_folder, O_RDONLY) >= 0);
	T(openat(dir, "../d/f", O_PATH) >= 0);
	close(fd);
	fd = openat(dir, ".", O_PATH);
	T(openat(fd, "f", O_RDONLY) >= 0);
	T(fchdir(fd));
	T(access("f", R_OK));
	T(chdir(".."));
	T(chdir("d/f"));
	T(chdir("none"));
	T(fchdir(-1));
	T(unlinkat(dir, "f", AT_REMOVEDIR));
	T(unlinkat(dir, "f", 0));
	T(unlinkat(dir, "f", 12345));
	T(rmdir("d"));
	T(openat(dir, "f", O_RDWR | O_CREAT, 0644));
	T(openat(dir, "..", O_RDONLY) >= 0);
}

int main(void)
{
	enter_own_folder();
	flags();
	folders();
	links();
	long_chain();
	long_names();
	places();
	leave_own_folder();
	return 0;
}
