/* SPDX-License-Identifier: MIT */
/* Extended attributes on a file system in memory, by path, link and descriptor. ids: host */
#include "file.h"

#include <sys/syscall.h>

#define setxattr(...)     syscall(SYS_setxattr, __VA_ARGS__)
#define lsetxattr(...)    syscall(SYS_lsetxattr, __VA_ARGS__)
#define fsetxattr(...)    syscall(SYS_fsetxattr, __VA_ARGS__)
#define getxattr(...)     syscall(SYS_getxattr, __VA_ARGS__)
#define lgetxattr(...)    syscall(SYS_lgetxattr, __VA_ARGS__)
#define fgetxattr(...)    syscall(SYS_fgetxattr, __VA_ARGS__)
#define listxattr(...)    syscall(SYS_listxattr, __VA_ARGS__)
#define llistxattr(...)   syscall(SYS_llistxattr, __VA_ARGS__)
#define flistxattr(...)   syscall(SYS_flistxattr, __VA_ARGS__)
#define removexattr(...)  syscall(SYS_removexattr, __VA_ARGS__)
#define lremovexattr(...) syscall(SYS_lremovexattr, __VA_ARGS__)
#define fremovexattr(...) syscall(SYS_fremovexattr, __VA_ARGS__)

#define BAD ((void *)16)

static char big[70000], deep[5000];

/* The value of (name), and how long it is. */
static void show(const char *path, const char *name)
{
	char value[32] = "";
	long n = lgetxattr(path, name, value, sizeof value);

	printf("%s of %s: %ld %s\n", name, path, n, n < 0 ? "" : value);
}

static void list(const char *path)
{
	char names[600];
	long n = llistxattr(path, names, sizeof names);

	printf("%s has %ld:", path, n);
	for (char *s = names; s < names + n; s += strlen(s) + 1)
		printf(" %s", s);
	printf("\n");
}

static void basic(int fd)
{
	char buf[10];

	list("f");
	T(setxattr("f", "user.b", "two", 3ul, 0));
	T(setxattr("f", "user.a", "one", 3ul, 1));
	T(setxattr("f", "user.a", "one", 3ul, 1));
	T(setxattr("f", "user.c", "x", 1ul, 2));
	T(setxattr("f", "user.a", "another", 7ul, 2));
	T(fsetxattr(fd, "user.empty", NULL, 0ul, 0));
	T(lsetxattr("l", "user.of_a_link", "x", 1ul, 0));
	T(setxattr("l", "user.by_a_link", "x", 1ul, 0));
	T(setxattr("d", "user.of_a_folder", "x", 1ul, 0));
	T(setxattr("p", "user.of_a_fifo", "x", 1ul, 0));
	show("f", "user.a");
	show("f", "user.b");
	show("f", "user.empty");
	show("f", "user.none");
	show("d", "user.of_a_folder");
	show("p", "user.of_a_fifo");
	show("l", "user.by_a_link");
	list("f");
	list("d");
	list("l");
	T(getxattr("f", "user.a", NULL, 0ul));
	T(getxattr("f", "user.a", buf, 6ul));
	T(getxattr("f", "user.a", buf, 7ul));
	T(getxattr("f", "user.a", buf, 100000000ul));
	T(fgetxattr(fd, "user.b", buf, 10ul));
	T(listxattr("f", NULL, 0ul));
	T(listxattr("f", buf, 5ul));
	T(flistxattr(fd, NULL, 0ul));
	T(listxattr("l", NULL, 0ul));
	T(removexattr("f", "user.b"));
	T(removexattr("f", "user.b"));
	T(lremovexattr("l", "user.by_a_link"));
	T(fremovexattr(fd, "user.by_a_link"));
	list("f");
}

static void refused(int fd)
{
	char buf[10], name[300] = "user.";
	int null = open("/dev/null", O_RDWR), path = open("f", O_PATH), pipes[2];

	memset(name + 5, 'n', 250);
	pipe(pipes);
	T(setxattr("f", name, "x", 1ul, 0));
	T(getxattr("f", name, buf, 10ul));
	T(removexattr("f", name));
	name[255] = 'n';
	T(setxattr("f", name, "x", 1ul, 0));
	T(getxattr("f", name, buf, 10ul));
	T(removexattr("f", name));
	T(setxattr("f", "", "x", 1ul, 0));
	T(getxattr("f", "", buf, 10ul));
	T(removexattr("f", ""));
	T(setxattr("f", "user.", "x", 1ul, 0));
	T(getxattr("f", "user.", buf, 10ul));
	T(removexattr("f", "user."));
	T(setxattr("f", "other.x", "x", 1ul, 0));
	T(getxattr("f", "other.x", buf, 10ul));
	T(removexattr("f", "other.x"));
	T(setxattr("f", "noname", "x", 1ul, 0));
	T(setxattr("f", "user.big", big, 65536ul, 0));
	T(getxattr("f", "user.big", big, 65536ul));
	T(setxattr("f", "user.big", big, 65537ul, 0));
	T(removexattr("f", "user.big"));
	T(setxattr("f", "user.x", "x", 1ul, 4));
	T(setxattr("f", "user.x", "x", 1ul, 3));
	T(setxattr("none", "user.x", "x", 1ul, 0));
	T(getxattr("none", "user.x", buf, 10ul));
	T(listxattr("none", buf, 10ul));
	T(removexattr("none", "user.x"));
	T(lsetxattr("f/x", "user.x", "x", 1ul, 0));
	T(lgetxattr("f/x", "user.x", buf, 10ul));
	T(llistxattr("f/x", buf, 10ul));
	T(lremovexattr("f/x", "user.x"));
	T(setxattr(deep, "user.x", "x", 1ul, 0));
	T(setxattr("loop", "user.x", "x", 1ul, 0));
	T(fsetxattr(-1, "user.x", "x", 1ul, 0));
	T(fgetxattr(-1, "user.x", buf, 10ul));
	T(flistxattr(-1, buf, 10ul));
	T(fremovexattr(-1, "user.x"));
	T(fsetxattr(path, "user.x", "x", 1ul, 0));
	T(fgetxattr(path, "user.x", buf, 10ul));
	T(fsetxattr(pipes[0], "user.x", "x", 1ul, 0));
	T(fgetxattr(pipes[0], "security.x", buf, 10ul));
	T(fgetxattr(null, "user.x", buf, 10ul));
	T(setxattr("f", BAD, "x", 1ul, 0));
	T(setxattr("f", "user.x", BAD, 1ul, 0));
	T(setxattr(BAD, "user.x", "x", 1ul, 0));
	T(getxattr("f", BAD, buf, 10ul));
	T(getxattr(BAD, "user.a", buf, 10ul));
	T(getxattr("f", "user.a", BAD, 10ul));
	T(lgetxattr("f", "user.a", BAD, 10ul));
	T(fgetxattr(fd, "user.a", BAD, 10ul));
	T(listxattr("f", BAD, 100ul));
	T(llistxattr("f", BAD, 100ul));
	T(flistxattr(fd, BAD, 100ul));
	T(removexattr("f", BAD));
	T(lremovexattr("f", BAD));
	T(fremovexattr(fd, BAD));
	close(null);
	close(path);
	close(pipes[0]);
	close(pipes[1]);
}

/* Those of the system, which root alone may change; trusted ones only root sees. */
static void privileged(void)
{
	char buf[10];

	T(setxattr("f", "trusted.t", "t", 1ul, 0));
	T(getxattr("f", "trusted.t", buf, 10ul));
	T(lsetxattr("l", "trusted.t", "t", 1ul, 0));
	T(lsetxattr("p", "trusted.t", "t", 1ul, 0));
	T(setxattr("f", "security.s", "s", 1ul, 0));
	T(getxattr("f", "security.s", buf, 10ul));
	list("f");
	list("l");
	list("p");
	if (geteuid() == 0 && seteuid(4711) == 0) {
		list("f");
		T(getxattr("f", "trusted.t", buf, 10ul));
		T(getxattr("f", "security.s", buf, 10ul));
		seteuid(0);
	}
	T(removexattr("f", "trusted.t"));
	T(removexattr("f", "security.s"));
}

int main(void)
{
	char dir[] = "/dev/shm/pith_xattr_XXXXXX";
	struct stat before, after;
	int fd;

	memset(deep, 'a', sizeof deep - 1);
	mkdtemp(dir);
	chmod(dir, 0755);
	chdir(dir);
	fd = open("f", O_CREAT | O_RDWR, 0644);
	mkdir("d", 0755);
	symlink("f", "l");
	symlink("loop", "loop");
	mkfifo("p", 0644);
	basic(fd);
	refused(fd);
	privileged();
	stat("f", &before);
	usleep(20000);
	setxattr("f", "user.late", "", 0ul, 0);
	stat("f", &after);
	printf("mtime %d, ctime %d\n", before.st_mtim.tv_nsec == after.st_mtim.tv_nsec,
	       before.st_ctim.tv_nsec == after.st_ctim.tv_nsec);
	rename("f", "g");
	list("g");
	unlink("g");
	T(fgetxattr(fd, "user.late", NULL, 0ul));
	unlink("l");
	unlink("loop");
	unlink("p");
	rmdir("d");
	chdir("/");
	T(rmdir(dir));
	return 0;
}
