/* SPDX-License-Identifier: MIT */
/* A program that is somebody else than root from its start. ids: 1234 */
#include "file.h"

#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>

static void opens(const char *name)
{
	int r = open(name, O_RDONLY), w = open(name, O_WRONLY);

	printf("%s: read %d", name, r >= 0);
	printf(", write %d\n", w >= 0);
	close(r);
	close(w);
}

int main(void)
{
	struct stat st;

	enter_own_folder();
	printf("%d %d, %d %d\n", getuid() == geteuid(), getgid() == getegid(), getauxval(AT_UID) == getuid(),
	       getauxval(AT_SECURE) != 0);
	printf("groups %d\n", getgroups(0, NULL));
	opens("/dev/null");
	opens("/dev/zero");
	opens("/proc/self/environ");
	opens("/proc/self/comm");
	opens("/proc/self/status");
	opens("/proc/version");
	put_file("f", "text");
	T(stat("f", &st));
	T(st.st_uid == getuid() && st.st_gid == getgid());
	opens("f");
	T(chmod("f", 0));
	opens("f");
	T(chmod("f", 0600));
	T(chown("f", getuid(), getgid()));
	T(chown("f", 4321, -1));
	T(chown("f", -1, 4321));
	T(mkdir("d", 0500));
	T(open("d/new", O_CREAT | O_WRONLY, 0600));
	T(mkdir("d/d", 0700));
	T(rename("f", "d/f"));
	T(chmod("d", 0300));
	T(open("d", O_RDONLY));
	T(rename("f", "d/f"));
	T(access("d/f", R_OK | W_OK));
	T(chmod("d", 0600));
	T(access("d/f", F_OK));
	T(unlink("d/f"));
	T(chdir("d"));
	T(chmod("d", 0700));
	T(unlink("d/f"));
	T(rmdir("d"));
	T(mknod("null", S_IFCHR | 0666, makedev(1, 3)));
	T(mknod("fifo", S_IFIFO | 0666, 0));
	T(unlink("fifo"));
	T(setuid(0));
	T(seteuid(0));
	T(setgid(0));
	T(chroot("."));
	T(mount("none", ".", "tmpfs", 0, NULL));
	T(chmod("/tmp", 0777));
	T(rename(own_folder, "/tmp/../elsewhere/x"));
	leave_own_folder();
	return 0;
}
