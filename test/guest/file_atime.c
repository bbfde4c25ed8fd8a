/* SPDX-License-Identifier: MIT */
/* When the time of the last access changes, and nodes of devices. ids: host */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct timespec last;

static void wait_a_bit(void)
{
	nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
}

/* Did the access time of (path) change since this was asked before? */
static void asked(const char *path, const char *what)
{
	struct stat st;

	lstat(path, &st);
	printf("%s: %d\n", what, st.st_atim.tv_sec != last.tv_sec || st.st_atim.tv_nsec != last.tv_nsec);
	last = st.st_atim;
	wait_a_bit();
}

static void files(void)
{
	char buf[10];
	int fd = open("f", O_CREAT | O_RDWR, 0600), quiet;

	asked("f", "new");
	write(fd, "hello", 5);
	asked("f", "write");
	pread(fd, buf, 5, 0);
	asked("f", "read");
	pread(fd, buf, 5, 0);
	asked("f", "read again");
	fchmod(fd, 0640);
	asked("f", "chmod");
	quiet = open("f", O_RDONLY | O_NOATIME);
	read(quiet, buf, 5);
	asked("f", "O_NOATIME");
	read(fd, buf, 0);
	asked("f", "nothing");
	lseek(fd, 0, SEEK_SET);
	read(fd, buf, 3);
	asked("f", "read after chmod");
	ftruncate(fd, 100);
	asked("f", "truncate");
	munmap(mmap(NULL, 100, PROT_READ, MAP_PRIVATE, fd, 0), 100);
	asked("f", "mmap");
	close(quiet);
	close(fd);
}

static void others(void)
{
	char buf[10];
	DIR *d;

	mkdir("d", 0700);
	asked("d", "new folder");
	d = opendir("d");
	asked("d", "opened");
	while (readdir(d))
		;
	asked("d", "listed");
	rewinddir(d);
	while (readdir(d))
		;
	asked("d", "listed again");
	close(open("d/x", O_CREAT | O_WRONLY, 0600));
	asked("d", "a name more");
	rewinddir(d);
	while (readdir(d))
		;
	asked("d", "listed then");
	closedir(d);
	symlink("f", "l");
	asked("l", "new link");
	readlink("l", buf, sizeof buf);
	asked("l", "read");
	readlink("l", buf, sizeof buf);
	asked("l", "read again");
	lchown("l", -1, getgid());
	asked("l", "chown");
	access("l", F_OK);
	asked("l", "followed");
}

static void devices(void)
{
	static const struct {
		const char *name;
		mode_t mode;
		unsigned major, minor;
	} nodes[] = {
		{ "null", S_IFCHR | 0666, 1, 3 }, { "disk", S_IFBLK | 0600, 8, 1 },
		{ "far", S_IFCHR | 0600, 300, 70000 }, { "gone", S_IFCHR, 0, 0 },
		{ "fifo", S_IFIFO | 0644, 7, 7 }, { "file", S_IFREG | 0644, 7, 7 },
	};
	unsigned sx[64] = { 0 };
	struct stat st;

	for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		errno = 0;
		printf("%s: %d", nodes[i].name, mknod(nodes[i].name, nodes[i].mode, makedev(nodes[i].major, nodes[i].minor)));
		printf(" %d", errno);
		if (lstat(nodes[i].name, &st) == 0)
			printf(" %o %u:%u", st.st_mode, major(st.st_rdev), minor(st.st_rdev));
		/* musl 1.2.3 has no statx(): the numbers stand at byte 128. */
		if (syscall(SYS_statx, AT_FDCWD, nodes[i].name, AT_SYMLINK_NOFOLLOW, 0xfff, sx) == 0)
			printf(" %u:%u", sx[32], sx[33]);
		printf("\n");
		unlink(nodes[i].name);
	}
	printf("%ld", syscall(SYS_mknod, "x", S_IFDIR | 0700, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknod, "x", 0170000, 0));
	printf(" %d\n", errno);
	printf("%ld", syscall(SYS_mknod, "f", S_IFIFO | 0600, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknod, "none/f", S_IFIFO | 0600, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknod, "f/f", S_IFIFO | 0600, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknod, (char *)16, S_IFIFO | 0600, 0));
	printf(" %d\n", errno);
	printf("%ld", syscall(SYS_mknodat, AT_FDCWD, "x", S_IFIFO | 0600, 0));
	printf(" %d", unlink("x"));
	printf(" %ld", syscall(SYS_mknodat, -1, "x", S_IFIFO | 0600, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknodat, AT_FDCWD, "f", S_IFIFO | 0600, 0));
	printf(" %d", errno);
	printf(" %ld", syscall(SYS_mknodat, AT_FDCWD, (char *)16, S_IFIFO | 0600, 0));
	printf(" %d\n", errno);
}

int main(void)
{
	char dir[] = "/dev/shm/pith_atime_XXXXXX";

	umask(022);
	mkdtemp(dir);
	chdir(dir);
	files();
	others();
	devices();
	unlink("d/x");
	rmdir("d");
	unlink("l");
	unlink("f");
	chdir("/");
	printf("%d\n", rmdir(dir));
	return 0;
}
