/* SPDX-License-Identifier: MIT */
/* Files without names: memfd_create with seals, O_TMPFILE; and calls that are cousins of others. */
#include "file.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <utime.h>

#ifndef F_ADD_SEALS
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define SEAL   1
#define SHRINK 2
#define GROW   4
#define WRITES 8
#define FUTURE 16

static int memfd(const char *name, unsigned flags)
{
	return syscall(SYS_memfd_create, name, flags);
}

static void sealing(void)
{
	char buf[20], *p;
	int fd = memfd("box", 2);

	T(fcntl(fd, F_GET_SEALS));
	T(write(fd, "0123456789", 10));
	T(fcntl(fd, F_ADD_SEALS, 64));
	T(fcntl(fd, F_ADD_SEALS, SHRINK));
	T(ftruncate(fd, 5));
	T(ftruncate(fd, 20));
	T(fcntl(fd, F_ADD_SEALS, GROW));
	T(ftruncate(fd, 30));
	T(pwrite(fd, "abcdef", 6, 14));
	T(pwrite(fd, "abcdef", 6, 15));
	T(pwrite(fd, "abcdef", 6, 20));
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	T(p != MAP_FAILED);
	T(fcntl(fd, F_ADD_SEALS, WRITES));
	T(fcntl(fd, F_ADD_SEALS, FUTURE));
	p[0] = 'm';
	T(pwrite(fd, "x", 1, 0));
	T(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EPERM);
	munmap(p, 4096);
	T(fcntl(fd, F_ADD_SEALS, WRITES));
	T(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0) == MAP_FAILED);
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	T(p != MAP_FAILED && p[0] == 'm');
	T(mprotect(p, 4096, PROT_READ | PROT_WRITE));
	munmap(p, 4096);
	T(fcntl(fd, F_ADD_SEALS, SEAL));
	T(fcntl(fd, F_ADD_SEALS, SEAL));
	T(fcntl(fd, F_GET_SEALS));
	T(pread(fd, buf, 20, 0));
	close(fd);
	T(fcntl(0x7000, F_GET_SEALS));
}

static void memory(void)
{
	char path[64], text[300] = "";
	struct stat st;
	int fd, again;

	T(memfd((char *)8, 0));
	T(memfd("x", 0x100));
	memset(text, 'n', 250);
	T(memfd(text, 0));
	text[249] = 0;
	fd = memfd(text, 0);
	T(fd >= 0);
	close(fd);
	fd = memfd("name", 1);
	T(fcntl(fd, F_GETFD));
	T(fcntl(fd, F_GETFL) & O_ACCMODE);
	T(fcntl(fd, F_GET_SEALS));
	T(fcntl(fd, F_ADD_SEALS, WRITES));
	T(fstat(fd, &st));
	printf("%o %ld\n", st.st_mode, (long)st.st_nlink);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	memset(text, 0, sizeof text);
	T(readlink(path, text, sizeof text));
	printf("%s\n", text);
	T(write(fd, "abc", 3));
	again = open(path, O_RDONLY);
	T(read(again, text, 10));
	T(fcntl(again, F_ADD_SEALS, WRITES));
	close(again);
	T(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
	close(fd);
}

static void temporary(void)
{
	char path[64], text[300] = "";
	struct stat st;
	int fd;

	fd = open(".", O_TMPFILE | O_RDWR, 0640);
	T(fd >= 0);
	T(write(fd, "abc", 3));
	T(fstat(fd, &st));
	printf("%o %ld %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	T(readlink(path, text, sizeof text) > 0 && strstr(text, "/#") && strstr(text, " (deleted)"));
	T(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
	T(stat("linked", &st));
	printf("%ld %ld\n", (long)st.st_nlink, (long)st.st_size);
	T(unlink("linked"));
	T(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
	close(fd);
	fd = open(".", O_TMPFILE | O_WRONLY | O_EXCL, 0600);
	T(linkat(fd, "", AT_FDCWD, "linked", AT_EMPTY_PATH));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	T(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
	close(fd);
	T(open(".", O_TMPFILE | O_RDONLY, 0600));
	T(open("none", O_TMPFILE | O_RDWR, 0600));
	put_file("f", "x");
	T(open("f", O_TMPFILE | O_RDWR, 0600));
	T(open("/proc", O_TMPFILE | O_RDWR, 0600));
}

static void times(void)
{
	struct timeval tv[2] = { { 100, 5 }, { 200, 6 } };
	struct utimbuf u = { 300, 400 };
	struct stat st;

	T(syscall(SYS_utimes, "f", tv));
	stat("f", &st);
	printf("%ld.%ld %ld.%ld\n", (long)st.st_atime, st.st_atim.tv_nsec, (long)st.st_mtime, st.st_mtim.tv_nsec);
	T(syscall(SYS_utime, "f", &u));
	stat("f", &st);
	printf("%ld.%ld %ld.%ld\n", (long)st.st_atime, st.st_atim.tv_nsec, (long)st.st_mtime, st.st_mtim.tv_nsec);
	T(syscall(SYS_futimesat, AT_FDCWD, "f", tv));
	T(syscall(SYS_futimesat, AT_FDCWD, "f", NULL));
	stat("f", &st);
	T(st.st_mtime > 1000000000);
	T(syscall(SYS_utime, "f", NULL));
	T(syscall(SYS_utimes, "none", tv));
	T(syscall(SYS_utime, "none", &u));
	T(syscall(SYS_futimesat, 0x7000, "none", tv));
	T(syscall(SYS_utimes, "f", 8));
	T(syscall(SYS_utime, "f", 8));
	T(syscall(SYS_futimesat, AT_FDCWD, 8, tv));
	tv[0].tv_usec = 1000000;
	T(syscall(SYS_utimes, "f", tv));
	tv[0].tv_usec = -1;
	T(syscall(SYS_futimesat, AT_FDCWD, "f", tv));
}

static void transfers(void)
{
	char a[4] = "abc", b[4] = "def";
	struct iovec v[2] = { { a, 3 }, { b, 3 } };
	int p[2], fd = open("f", O_RDWR | O_TRUNC);

	T(syscall(SYS_pwritev2, fd, v, 2, 0L, 0L, 0));
	T(lseek(fd, 0, SEEK_CUR));
	T(syscall(SYS_pwritev2, fd, v, 2, -1L, 0L, 4));
	T(lseek(fd, 0, SEEK_CUR));
	T(syscall(SYS_preadv2, fd, v, 2, 3L, 0L, 0));
	printf("%.3s %.3s\n", a, b);
	T(syscall(SYS_preadv2, fd, v, 2, -1L, 0L, 0));
	T(syscall(SYS_preadv2, fd, v, 2, -2L, 0L, 0));
	T(syscall(SYS_preadv2, fd, v, 2, 0L, 0L, 0x100000));
	T(syscall(SYS_readahead, fd, 0L, 100L));
	T(syscall(SYS_sync_file_range, fd, 0L, 0L, 7));
	T(syscall(SYS_sync_file_range, fd, 0L, 0L, 8));
	T(syscall(SYS_sync_file_range, fd, -1L, 0L, 7));
	T(syscall(SYS_sync_file_range, 0x7000, 0L, 0L, 7));
	T(syscall(SYS_readahead, 0x7000, 0L, 100L));
	T(pipe(p));
	T(syscall(SYS_readahead, p[0], 0L, 100L));
	T(syscall(SYS_sync_file_range, p[0], 0L, 100L, 0));
	close(p[0]);
	close(p[1]);
	close(fd);
}

static int open_how(const char *path, long flags, long mode, long resolve)
{
	struct {
		unsigned long flags, mode, resolve, more;
	} how = { flags, mode, resolve, 0 };
	int fd = syscall(SYS_openat2, AT_FDCWD, path, &how, 32L);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static void limits_of_walks(void)
{
	unsigned long how[4] = { 0, 0, 0, 1 };

	mkdir("d", 0755);
	put_file("d/f", "");
	symlink("f", "d/l");
	symlink("../f", "d/out");
	symlink("/d/f", "d/abs");
	T(open_how("d/f", O_RDONLY, 0, 0));
	T(open_how("d/new", O_RDWR | O_CREAT, 0600, 0));
	T(open_how("d/f", O_RDONLY, 0600, 0));
	T(open_how("d/f", O_RDWR | O_CREAT, 0x10000, 0));
	T(open_how("d/f", 1l << 40, 0, 0));
	T(open_how("d/f", 0, 0, 0x40));
	T(open_how("d/f", 0, 0, 8 | 16));
	T(syscall(SYS_openat2, AT_FDCWD, "f", how, 32L));
	T(syscall(SYS_openat2, AT_FDCWD, "f", how, 16L));
	T(syscall(SYS_openat2, AT_FDCWD, "f", how, 5000L));
	T(syscall(SYS_openat2, AT_FDCWD, "f", 8L, 24L));
	T(open_how("d/l", 0, 0, 4));
	T(open_how("d/l", O_PATH | O_NOFOLLOW, 0, 4));
	T(open_how("/proc/self/fd/0", 0, 0, 2));
	T(open_how("/proc/version", 0, 0, 1));
	T(open_how("d/out", 0, 0, 8));
	T(open_how("../f", 0, 0, 8));
	T(open_how("d/..", 0, 0, 8));
	T(open_how("d/../..", 0, 0, 8));
	T(open_how("/", 0, 0, 8));
	T(open_how("/d/f", 0, 0, 16));
	T(open_how("d/abs", 0, 0, 16));
	T(open_how("../../../d/f", 0, 0, 16));
	T(open_how("d/abs", 0, 0, 8));
	T(unlink("d/new"));
	T(unlink("d/f"));
	T(unlink("d/l"));
	T(unlink("d/out"));
	T(unlink("d/abs"));
	T(rmdir("d"));
}

int main(void)
{
	enter_own_folder();
	sealing();
	memory();
	temporary();
	times();
	transfers();
	limits_of_walks();
	unlink("f");
	leave_own_folder();
	return 0;
}
