/* SPDX-License-Identifier: MIT */
/* What users other than root may do with files; as root it becomes each of them. ids: host */
#include "file.h"

#include <dirent.h>
#include <grp.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>

#define OWNER  1000
#define OTHER  1002
#define GROUP  2000
#define GROUP2 2001

static const char *const modes_of[] = { "r", "w", "rw" };

/* Act as (uid) and (gid), in the group (more) too; what is real stays root's. */
static void act_as(int uid, int gid, int more)
{
	gid_t groups[] = { more };

	seteuid(0);
	setegid(gid);
	printf("as %d:%d, groups %d: ", uid, gid, setgroups(more >= 0, groups));
	printf("%d\n", seteuid(uid));
}

static void act_as_root(void)
{
	seteuid(0);
	setegid(0);
	setgroups(0, NULL);
}

static void make(const char *name, int mode, int uid, int gid)
{
	put_file(name, "hello");
	chown(name, uid, gid);
	chmod(name, mode);
}

static void make_dir(const char *name, int mode, int uid, int gid)
{
	mkdir(name, 0700);
	chown(name, uid, gid);
	chmod(name, mode);
}

static void opens(const char *name)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR };

	printf("  %s:", name);
	for (int i = 0; i < 3; i++) {
		int fd = open(name, flags[i]);

		printf(" %s %s", modes_of[i], fd < 0 ? strerror(errno) : "yes");
		if (fd >= 0)
			close(fd);
	}
	printf(", access %d %d %d, eaccess %d %d %d\n", access(name, R_OK), access(name, W_OK),
	       access(name, X_OK), faccessat(AT_FDCWD, name, R_OK, AT_EACCESS),
	       faccessat(AT_FDCWD, name, W_OK, AT_EACCESS), faccessat(AT_FDCWD, name, X_OK, AT_EACCESS));
}

/* The bits of a file for its owner, its group, and others. */
static void bits(void)
{
	static const int modes[] = { 0, 0400, 0200, 0600, 0100, 040, 020, 060, 04, 02, 06, 0777, 0070, 0007, 0604 };
	static const int who[][3] = { { OWNER, 5, -1 }, { OTHER, GROUP, -1 }, { OTHER, 5, GROUP }, { OTHER, 5, -1 }, { 0, 0, -1 } };
	char name[20];

	for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
		sprintf(name, "f%o", modes[i]);
		make(name, modes[i], OWNER, GROUP);
	}
	for (unsigned k = 0; k < sizeof who / sizeof *who; k++) {
		act_as(who[k][0], who[k][1], who[k][2]);
		for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
			sprintf(name, "f%o", modes[i]);
			opens(name);
		}
	}
	act_as_root();
	for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
		sprintf(name, "f%o", modes[i]);
		unlink(name);
	}
}

/* Everything that a folder's bits decide. */
static void in_folder(const char *dir)
{
	char cwd[4096];
	struct stat st;

	printf(" in %s\n", dir);
	getcwd(cwd, sizeof cwd);
	T(open(dir, O_RDONLY | O_DIRECTORY) >= 0);
	T(chdir(dir));
	T(fchdir(open(dir, O_PATH)));
	seteuid(0);
	chdir(cwd);
	chdir(dir);
	seteuid(OTHER);
	T(stat("in", &st));
	T(stat("./in", &st));
	T(stat("../x", &st));
	T(stat("none", &st));
	T(access("in", F_OK));
	T(open("none", O_RDONLY));
	T(open("new", O_CREAT | O_WRONLY, 0) >= 0);
	T(open("new2", O_CREAT | O_EXCL | O_WRONLY, 0600) >= 0);
	T(open("in", O_CREAT | O_WRONLY, 0600) >= 0);
	T(open(".", O_TMPFILE | O_RDWR, 0600) >= 0);
	T(mkdir("d", 0755));
	T(mkdir("in", 0755));
	T(symlink("x", "l"));
	T(mknod("p", S_IFIFO | 0600, 0));
	T(mknod("c", S_IFCHR | 0600, makedev(1, 3)));
	T(mknod("in", S_IFCHR | 0600, makedev(1, 3)));
	T(link("in", "in2"));
	T(rename("in", "moved"));
	T(rename("none", "in"));
	T(unlink("none"));
	T(unlink("folder"));
	T(rmdir("folder"));
	T(unlink("in"));
	T(unlink("moved"));
	T(rmdir("d"));
	T(unlink("p"));
	T(unlink("l"));
	T(unlink("new"));
	T(unlink("new2"));
	seteuid(0);
	chdir(cwd);
	seteuid(OTHER);
}

static void folders(void)
{
	static const int modes[] = { 0700, 0711, 0744, 0755, 0766, 0777, 01777, 0733 };
	char name[20], path[50];

	for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
		sprintf(name, "d%o", modes[i]);
		make_dir(name, modes[i], OWNER, GROUP);
		sprintf(path, "%s/in", name);
		make(path, 0644, OWNER, GROUP);
		sprintf(path, "%s/folder", name);
		make_dir(path, 0755, OWNER, GROUP);
	}
	act_as(OTHER, 5, -1);
	for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
		sprintf(name, "d%o", modes[i]);
		in_folder(name);
	}
	act_as_root();
}

/* Folders with the sticky bit, and renames between them. */
static void moves(void)
{
	make_dir("sticky", 01777, OWNER, GROUP);
	make_dir("free", 0777, OWNER, GROUP);
	make_dir("closed", 0755, OWNER, GROUP);
	make("sticky/owner", 0666, OWNER, GROUP);
	make("sticky/other", 0666, OTHER, GROUP);
	make("free/owner", 0666, OWNER, GROUP);
	make("closed/owner", 0666, OWNER, GROUP);
	make_dir("free/dir", 0755, OWNER, GROUP);
	make_dir("free/mine", 0755, OTHER, GROUP);
	act_as(OTHER, 5, -1);
	T(unlink("sticky/owner"));
	T(rename("sticky/owner", "sticky/x"));
	T(rename("sticky/other", "sticky/owner"));
	T(rename("sticky/other", "sticky/x"));
	T(rename("sticky/x", "free/x"));
	T(rename("free/x", "closed/x"));
	T(rename("free/x", "closed/owner"));
	T(rename("closed/owner", "free/y"));
	T(rename("free/dir", "sticky/dir"));
	T(rename("free/dir", "free/dir2"));
	T(rename("free/dir2", "free/dir"));
	T(rename("free/mine", "sticky/mine"));
	T(syscall(SYS_renameat2, AT_FDCWD, "free/dir", AT_FDCWD, "sticky/mine", 2));
	T(rename("sticky/mine", "free/owner"));
	T(unlink("sticky/x"));
	act_as(OWNER, GROUP, -1);
	T(unlink("sticky/owner"));
	T(rmdir("sticky/mine"));
	T(unlink("free/x"));
	act_as_root();
}

static void attributes(void)
{
	struct timespec now[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct timespec one[2] = { { 0, UTIME_NOW }, { 0, UTIME_OMIT } };
	struct timespec old[2] = { { 5, 0 }, { 5, 0 } };
	struct stat st;

	make("a", 0666, OWNER, GROUP);
	make("r", 0644, OWNER, GROUP);
	make("m", 0644, OTHER, GROUP);
	act_as(OTHER, 5, GROUP2);
	T(chmod("a", 0777));
	T(chown("a", OTHER, -1));
	T(chown("a", -1, -1));
	T(utimensat(AT_FDCWD, "a", now, 0));
	T(utimensat(AT_FDCWD, "a", NULL, 0));
	T(utimensat(AT_FDCWD, "a", one, 0));
	T(utimensat(AT_FDCWD, "a", old, 0));
	T(utimensat(AT_FDCWD, "r", now, 0));
	T(truncate("a", 2));
	T(truncate("r", 2));
	T(truncate("d777", 2));
	T(open("a", O_RDONLY | O_NOATIME));
	T(fcntl(open("a", O_RDONLY), F_SETFL, O_NOATIME));
	T(open("r", O_RDONLY | O_TRUNC));
	T(setxattr("r", "user.x", "1", 1, 0));
	T(getxattr("f", "user.x", NULL, 0));
	T(link("r", "hard"));
	T(link("a", "hard2"));
	T(chroot("free"));
	/* one's own */
	T(chmod("m", 06755));
	T(stat("m", &st));
	printf("%o\n", st.st_mode);
	T(chown("m", OWNER, -1));
	T(chown("m", OTHER, -1));
	T(chown("m", -1, GROUP2));
	T(chmod("m", 06755));
	T(stat("m", &st));
	printf("%o %d\n", st.st_mode, st.st_gid);
	T(chown("m", -1, GROUP + 10));
	T(chown("m", -1, 5));
	T(utimensat(AT_FDCWD, "m", old, 0));
	T(chmod("m", 06755));
	int fd = open("m", O_RDWR);
	T(write(fd, "x", 1));
	T(fstat(fd, &st));
	printf("%o\n", st.st_mode);
	T(fchmod(fd, 04777));
	T(ftruncate(fd, 0));
	T(fstat(fd, &st));
	printf("%o\n", st.st_mode);
	close(fd);
	act_as_root();
	T(chmod("m", 06777));
	fd = open("m", O_RDWR);
	T(write(fd, "x", 1));
	T(fstat(fd, &st));
	printf("%o\n", st.st_mode);
	close(fd);
}

/* Who connects to a name of a socket writes to it. */
static void sockets(void)
{
	struct sockaddr_un a = { AF_UNIX, "s" };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	T(bind(s, (struct sockaddr *)&a, sizeof a));
	T(listen(s, 1));
	T(chmod("s", 0755));
	act_as(OTHER, 5, -1);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	T(connect(s, (struct sockaddr *)&a, sizeof a));
	act_as_root();
	T(chmod("s", 0733));
	act_as(OTHER, 5, -1);
	T(connect(s, (struct sockaddr *)&a, sizeof a));
	act_as_root();
}

/* access(2) asks for whom one really is, on the way, too. */
static void real_ids(void)
{
	make_dir("way", 0700, OWNER, GROUP);
	make("way/f", 0600, OWNER, GROUP);
	T(setresuid(OWNER, OTHER, 0));
	T(access("way/f", R_OK));
	T(faccessat(AT_FDCWD, "way/f", R_OK, AT_EACCESS));
	T(open("way/f", O_RDONLY));
	T(setresuid(OTHER, OWNER, 0));
	T(access("way/f", R_OK));
	T(faccessat(AT_FDCWD, "way/f", R_OK, AT_EACCESS));
	T(open("way/f", O_RDONLY) >= 0);
	T(setresuid(0, 0, 0));
}

static void groups(void)
{
	gid_t some[] = { 7, 3, 9, 3, 2147483648u }, got[10];
	int n;

	T(setgroups(5, some));
	T(getgroups(0, NULL));
	T(getgroups(2, got));
	T(getgroups(5, (gid_t *)8));
	n = getgroups(10, got);
	for (int i = 0; i < n; i++)
		printf("%u ", got[i]);
	puts("");
	T(getgroups(-1, got));
	T(syscall(SYS_setgroups, 65537, some));
	T(syscall(SYS_setgroups, 2, (gid_t *)8));
	T(getgroups(0, NULL));
	T(setgroups(0, NULL));
	T(getgroups(10, got));
}

/* Remove all that is in the working folder, as root. */
static void clean(void)
{
	DIR *d = opendir(".");
	struct dirent *e;

	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (unlink(e->d_name) && errno == EISDIR && chdir(e->d_name) == 0) {
			clean();
			chdir("..");
			rmdir(e->d_name);
		}
	}
	closedir(d);
}

int main(void)
{
	umask(0);
	setgroups(0, NULL);
	enter_own_folder();
	chmod(".", 0777);
	put_file("x", "");
	groups();
	bits();
	folders();
	moves();
	attributes();
	real_ids();
	sockets();
	clean();
	mkdir("free", 0777);
	make("a", 0600, OWNER, GROUP);
	chown(".", OTHER, -1);
	T(setgid(5));
	T(setuid(OTHER));
	T(setgroups(0, NULL));
	T(access("a", R_OK));
	T(open("a", O_RDONLY));
	T(setuid(0));
	T(mount("none", "free", "tmpfs", 0, NULL));
	T(umount("free"));
	rmdir("free");
	unlink("a");
	leave_own_folder();
	return 0;
}
