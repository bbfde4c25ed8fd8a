/* SPDX-License-Identifier: MIT */
/* Mounts: tmpfs with limits, bind, move, remount, what stands on what, and chroot. */
#include "file.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <time.h>

static char page[4096];

/* Linux: in a namespace of our own, so that the host sees nothing of it. Pith has but one. */
static void own_namespace(void)
{
	if (unshare(CLONE_NEWNS) == 0)
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static void errors(void)
{
	mkdir("m", 0755);
	put_file("f", "x");
	T(mount("none", "none", "tmpfs", 0, NULL));
	T(mount("none", "f", "tmpfs", 0, NULL));
	T(mount("none", "f/m", "tmpfs", 0, NULL));
	T(mount("none", "m", "nosuchfs", 0, NULL));
	T(mount("none", "m", NULL, 0, NULL));
	T(mount("none", "m", "tmpfs", 0, "size=1x"));
	T(mount("none", "m", "tmpfs", 0, "nosuch=1"));
	T(mount("none", "m", "tmpfs", 0, "mode=9"));
	T(mount("none", (char *)8, "tmpfs", 0, NULL));
	T(mount("none", "m", "tmpfs", MS_REMOUNT, NULL));
	T(mount("none", "m", NULL, MS_BIND, NULL));
	T(mount("", "m", NULL, MS_BIND, NULL));
	T(mount("m", "f", NULL, MS_BIND, NULL));
	T(mount("f", "m", NULL, MS_BIND, NULL));
	T(mount(NULL, "m", NULL, MS_PRIVATE, NULL));
	T(mount("m", "m", NULL, MS_MOVE, NULL));
	T(umount("m"));
	T(umount("none"));
	T(umount((char *)8));
	T(umount2("m", 0x100));
}

/* How many pages can be written? */
static int fill(const char *name)
{
	int n = 0, fd = open(name, O_CREAT | O_WRONLY, 0644);

	while (n < 1000 && write(fd, page, sizeof page) == sizeof page)
		n++;
	printf("%s: %d pages, errno %d\n", name, n, errno);
	close(fd);
	return n;
}

static void limits(void)
{
	struct statfs s;
	struct stat st;
	char name[16];
	int i;

	T(mount("box", "m", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,nr_inodes=20,mode=0750,uid=3,gid=4"));
	T(stat("m", &st));
	printf("%o %d %d\n", st.st_mode, st.st_uid, st.st_gid);
	T(statfs("m", &s));
	printf("%lx %ld %ld %ld %ld\n", (long)s.f_type, (long)s.f_blocks, (long)s.f_bfree,
	       (long)s.f_files, (long)s.f_ffree);
	printf("flags %lx\n", (long)s.f_flags & 0xf);
	put_file("m/program", "");
	T(chmod("m/program", 0755));
	T(access("m/program", X_OK));
	T(unlink("m/program"));
	fill("m/big");
	T(statfs("m", &s));
	printf("%ld %ld\n", (long)s.f_bfree, (long)s.f_ffree);
	T(truncate("m/big", 4096));
	T(statfs("m", &s));
	printf("%ld\n", (long)s.f_bfree);
	T(unlink("m/big"));
	for (i = 0; i < 30; i++) {
		sprintf(name, "m/%d", i);
		if (mkdir(name, 0700))
			break;
	}
	printf("folders %d errno %d\n", i, errno);
	while (i--) {
		sprintf(name, "m/%d", i);
		rmdir(name);
	}
	T(mount("box", "m", NULL, MS_REMOUNT, "size=32k"));
	fill("m/big");
	T(mount("box", "m", NULL, MS_REMOUNT, "size=4k"));
	T(mount("box", "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	T(unlink("m/big"));
	T(open("m/new", O_CREAT | O_WRONLY, 0600));
	T(open("m/big", O_WRONLY));
	T(chmod("m/big", 0600));
	T(mkdir("m/d", 0700));
	T(rename("m/big", "m/small"));
	T(truncate("m/big", 0));
	T(access("m/big", W_OK));
	T(mount("box", "m", NULL, MS_REMOUNT, NULL));
	T(unlink("m/big"));
	T(umount("m"));
	T(access("m/big", F_OK));
}

static void crossing(void)
{
	struct stat a, b;
	char buf[256];
	int fd;

	mkdir("m/in", 0755);
	T(mount("box", "m/in", "tmpfs", 0, NULL));
	T(mkdir("m/in/deep", 0755));
	T(stat("m", &a));
	T(stat("m/in/deep/../..", &b));
	T(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	T(stat("m/in", &b));
	T(a.st_dev == b.st_dev);
	T(rmdir("m/in"));
	T(rename("m/in", "m/out"));
	T(rename("m/in/deep", "m/deep"));
	T(link("f", "m/in/f"));
	T(chdir("m/in/deep"));
	T(getcwd(buf, sizeof buf) != NULL);
	printf("%s\n", buf + strlen(buf) - 10);
	T(umount("../../in"));
	T(chdir("../.."));
	put_file("in/file", "inside");
	fd = open("in/file", O_RDONLY);
	T(umount("in"));
	T(umount2("in", MNT_DETACH));
	T(read(fd, buf, 100));
	close(fd);
	T(access("in/file", F_OK));
	T(rmdir("in"));
	T(chdir(".."));
}

static void bind(void)
{
	struct stat a, b;

	mkdir("a", 0755);
	mkdir("b", 0755);
	put_file("a/one", "1");
	put_file("g", "other");
	T(mount("a", "b", NULL, MS_BIND, NULL));
	T(stat("a/one", &a));
	T(stat("b/one", &b));
	T(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	T(link("a/one", "b/two"));
	T(rename("a/one", "b/two"));
	put_file("b/three", "3");
	T(access("a/three", F_OK));
	T(stat(".", &a));
	T(stat("b/..", &b));
	T(a.st_ino == b.st_ino);
	T(mount(NULL, "b", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
	T(unlink("b/three"));
	T(unlink("a/three"));
	mkdir("c", 0755);
	T(mount("b", "c", NULL, MS_MOVE, NULL));
	T(access("b/one", F_OK));
	T(access("c/one", F_OK));
	T(umount("c"));
	T(mount("f", "g", NULL, MS_BIND, NULL));
	T(stat("f", &a));
	T(stat("g", &b));
	T(a.st_ino == b.st_ino);
	T(unlink("g"));
	T(umount("g"));
	T(mount("box", "b", "tmpfs", 0, NULL));
	T(mount("box", "b", "tmpfs", 0, NULL));
	T(umount2("b", MNT_EXPIRE));
	T(umount2("b", MNT_EXPIRE));
	T(umount2("b", MNT_EXPIRE | MNT_DETACH));
	T(umount("b"));
	T(umount("b"));
	T(unlink("a/one"));
	T(unlink("g"));
	T(rmdir("a"));
	T(rmdir("b"));
	T(rmdir("c"));
}

static void changed_root(void)
{
	char buf[256];
	struct stat a, b;

	mkdir("m/sub", 0755);
	put_file("m/sub/f", "x");
	symlink("/sub/f", "m/link");
	T(chroot("none"));
	T(chroot((char *)8));
	T(chroot("f"));
	T(chroot("m"));
	T(getcwd(buf, sizeof buf) == NULL || strncmp(buf, "/", 1));
	T(chdir("/"));
	T(getcwd(buf, sizeof buf) != NULL);
	printf("%s\n", buf);
	T(access("/link", F_OK));
	T(stat("/", &a));
	T(stat("/../..", &b));
	T(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	T(chdir("sub"));
	T(getcwd(buf, sizeof buf) != NULL);
	printf("%s\n", buf);
	T(unlink("f"));
	T(unlink("/link"));
	T(chdir("/"));
	T(rmdir("sub"));
}

/* Did reading (name) change the time of its last access? */
static int read_counts(const char *name)
{
	struct stat a, b;
	char c;
	int fd = open(name, O_RDONLY);

	fstat(fd, &a);
	nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	read(fd, &c, 1);
	fstat(fd, &b);
	close(fd);
	return a.st_atim.tv_sec != b.st_atim.tv_sec || a.st_atim.tv_nsec != b.st_atim.tv_nsec;
}

static void access_times(void)
{
	static const struct {
		const char *name;
		unsigned long flags;
	} kinds[] = {
		{ "remount", 0 },
		{ "relatime", MS_RELATIME },
		{ "strictatime", MS_STRICTATIME },
		{ "remount", 0 },
		{ "noatime", MS_NOATIME },
		{ "remount", 0 },
		{ "strictatime, noatime", MS_STRICTATIME | MS_NOATIME },
	};

	mkdir("t", 0755);
	T(mount("box", "t", "tmpfs", MS_STRICTATIME, NULL));
	put_file("t/f", "abc");
	printf("strictatime: %d", read_counts("t/f"));
	printf(" %d\n", read_counts("t/f"));
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		T(mount("box", "t", NULL, MS_REMOUNT | kinds[i].flags, NULL));
		printf("%s: %d", kinds[i].name, read_counts("t/f"));
		printf(" %d\n", read_counts("t/f"));
	}
	T(umount("t"));
	T(mount("box", "t", "tmpfs", 0, NULL));
	put_file("t/f", "abc");
	printf("nothing said: %d", read_counts("t/f"));
	printf(" %d\n", read_counts("t/f"));
	T(umount("t"));
}

int main(void)
{
	enter_own_folder();
	own_namespace();
	errors();
	limits();
	crossing();
	bind();
	access_times();
	T(unlink("f"));
	changed_root();
	return 0;
}
