/* SPDX-License-Identifier: MIT */
/* Descriptors, their flags, and locks. libc: musl (what dup3() refuses) */
#include "file.h"

#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

static int base; /* the lowest free descriptor */

static void descriptors(void)
{
	int fd, fd2;

	OPEN(fd, "f", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	base = fd;
	T(fcntl(fd, F_GETFD));
	T(fcntl(fd, F_SETFD, 0));
	T(fcntl(fd, F_GETFD));
	T(ioctl(fd, FIOCLEX));
	T(fcntl(fd, F_GETFD));
	T(ioctl(fd, FIONCLEX));
	T(fcntl(fd, F_GETFD));
	T(dup(fd) - base);
	T(dup2(fd, base + 5) - base);
	T(dup(fd) - base);
	T(close(base + 1));
	T(fcntl(fd, F_DUPFD, base + 4) - base);
	T(fcntl(fd, F_DUPFD_CLOEXEC, base + 4) - base);
	T(fcntl(base + 6, F_GETFD));
	T(fcntl(base + 4, F_GETFD));
	T(fcntl(fd, F_DUPFD, -1));
	T(fcntl(fd, F_DUPFD, 1 << 30));
	T(dup(-1));
	T(dup(base + 100));
	T(dup2(fd, fd) - base);
	T(dup2(base + 100, base + 100));
	T(dup2(fd, -1));
	T(dup2(-1, base + 100));
	T(dup3(fd, base + 7, O_CLOEXEC) - base);
	T(fcntl(base + 7, F_GETFD));
	T(dup3(fd, fd, 0));
	T(dup3(fd, base + 8, O_NONBLOCK));
	T(open("f", O_RDONLY) - base);
	for (int i = base; i < base + 10; i++)
		close(i);
	T(fcntl(-1, F_GETFD));
	T(fcntl(base, F_GETFL));
	fd2 = open("f", O_RDWR);
	T(fd2 - base);
	T(dup2(fd2, 900));
	T(write(900, "x", 1));
	T(close(900));
	T(close(base));
}

static void status(void)
{
	int fd, on = 1, left = -1;

	OPEN(fd, "f", O_RDWR | O_TRUNC);
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY));
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(fcntl(fd, F_SETFL, 0));
	T(ioctl(fd, FIONBIO, &on));
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(write(fd, "123456", 6));
	T(lseek(fd, 2, SEEK_SET));
	T(ioctl(fd, FIONREAD, &left));
	T(left);
	T(ioctl(fd, TIOCGWINSZ, &left));
	T(isatty(fd));
	T(ioctl(fd, 0x12345678, &left));
	T(ioctl(-1, FIONREAD, &left));
	T(fcntl(fd, 98765));
	T(fcntl(fd, F_GETOWN));
	close(fd);
	OPEN(fd, "f", O_PATH);
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(fcntl(fd, F_SETFL, 0));
	T(ioctl(fd, FIONREAD, &left));
	T(lseek(fd, 0, SEEK_SET));
	close(fd);
}

static int lock(int fd, int cmd, int type, long start, long len)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len };

	return fcntl(fd, cmd, &l);
}

static void test_lock(int fd, int cmd, int type, long start, long len)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len };
	int r;

	errno = 0;
	r = fcntl(fd, cmd, &l);
	printf("getlk %d [%ld, %ld): %d errno %d type %d whence %d start %ld len %ld pid %s\n", type,
	       start, len, r, errno, l.l_type, l.l_whence, (long)l.l_start, (long)l.l_len,
	       l.l_pid == getpid() ? "ours" : l.l_pid == -1 ? "-1" : l.l_pid ? "other" : "0");
}

static void process_locks(void)
{
	struct flock l = { 0 };
	int fd, ro, wo;

	OPEN(fd, "f", O_RDWR);
	OPEN(ro, "f", O_RDONLY);
	OPEN(wo, "f", O_WRONLY);
	T(lock(fd, F_SETLK, F_WRLCK, 0, 10));
	T(lock(ro, F_SETLK, F_RDLCK, 5, 10));
	T(lock(ro, F_SETLK, F_WRLCK, 5, 10));
	T(lock(wo, F_SETLK, F_RDLCK, 5, 10));
	T(lock(wo, F_SETLKW, F_WRLCK, 0, 0));
	T(lock(fd, F_SETLK, F_UNLCK, 3, 1));
	T(lock(fd, F_SETLK, 7, 0, 1));
	T(lock(fd, F_SETLK, F_RDLCK, -1, 1));
	T(lock(fd, F_SETLK, F_RDLCK, 5, -6));
	T(lock(fd, F_SETLK, F_RDLCK, 5, -5));
	T(lock(fd, F_SETLK, F_RDLCK, INT64_MAX, 2));
	T(lock(fd, F_SETLK, F_RDLCK, INT64_MAX, 1));
	test_lock(fd, F_GETLK, F_WRLCK, 0, 100);
	test_lock(ro, F_GETLK, F_RDLCK, 0, 0);
	test_lock(ro, F_GETLK, F_UNLCK, 0, 0);
	l.l_type = F_RDLCK;
	l.l_whence = 9;
	T(fcntl(fd, F_SETLK, &l));
	l.l_whence = SEEK_END;
	l.l_start = -2;
	T(fcntl(fd, F_SETLK, &l));
	l.l_start = -20;
	T(fcntl(fd, F_SETLK, &l));
	T(fcntl(fd, F_SETLK, NULL));
	T(lock(-1, F_SETLK, F_RDLCK, 0, 1));
	close(fd);
	close(ro);
	close(wo);
}

/* Locks of open files can meet each other and the process's. */
static void open_file_locks(void)
{
	int a, b, c;

	OPEN(a, "f", O_RDWR);
	OPEN(b, "f", O_RDWR);
	OPEN(c, "f", O_RDWR);
	T(lock(a, F_OFD_SETLK, F_WRLCK, 10, 10));
	T(lock(b, F_OFD_SETLK, F_WRLCK, 15, 1));
	T(lock(b, F_OFD_SETLK, F_RDLCK, 15, 1));
	T(lock(b, F_OFD_SETLK, F_WRLCK, 20, 5));
	T(lock(b, F_OFD_SETLK, F_WRLCK, 5, 5));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 0, 0);
	test_lock(c, F_OFD_GETLK, F_RDLCK, 12, 1);
	test_lock(b, F_OFD_GETLK, F_RDLCK, 0, 8);
	test_lock(c, F_GETLK, F_WRLCK, 12, 1);
	T(lock(c, F_SETLK, F_WRLCK, 12, 1));
	T(lock(c, F_SETLK, F_WRLCK, 0, 5));
	test_lock(a, F_OFD_GETLK, F_WRLCK, 0, 1);
	T(lock(a, F_OFD_SETLK, F_UNLCK, 13, 3));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 10, 10);
	test_lock(c, F_OFD_GETLK, F_WRLCK, 13, 3);
	test_lock(c, F_OFD_GETLK, F_WRLCK, 14, 10);
	T(lock(a, F_OFD_SETLK, F_RDLCK, 0, 100));
	T(lock(a, F_OFD_SETLK, F_RDLCK, 10, 10));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 10, 0);
	T(lock(c, F_OFD_SETLK, F_RDLCK, 10, 10));
	T(lock(a, F_OFD_SETLK, F_WRLCK, 10, 1));
	T(lock(c, F_OFD_SETLK, F_UNLCK, 0, 0));
	T(lock(a, F_OFD_SETLKW, F_WRLCK, 10, 1));
	T(close(dup(a)));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 10, 1);
	T(close(a));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 10, 1);
	test_lock(c, F_OFD_GETLK, F_WRLCK, 0, 0);
	T(close(b));
	test_lock(c, F_OFD_GETLK, F_WRLCK, 0, 0);
	close(c);
}

/* Neighbours become one, a lock in the middle splits. */
static void ranges(void)
{
	int a, b;

	OPEN(a, "f", O_RDWR);
	OPEN(b, "f", O_RDWR);
	T(lock(a, F_OFD_SETLK, F_WRLCK, 0, 10));
	T(lock(a, F_OFD_SETLK, F_WRLCK, 10, 10));
	T(lock(a, F_OFD_SETLK, F_WRLCK, 30, 10));
	test_lock(b, F_OFD_GETLK, F_RDLCK, 15, 100);
	T(lock(a, F_OFD_SETLK, F_WRLCK, 20, 10));
	test_lock(b, F_OFD_GETLK, F_RDLCK, 15, 100);
	T(lock(a, F_OFD_SETLK, F_RDLCK, 5, 30));
	test_lock(b, F_OFD_GETLK, F_RDLCK, 0, 0);
	test_lock(b, F_OFD_GETLK, F_WRLCK, 5, 1);
	test_lock(b, F_OFD_GETLK, F_RDLCK, 20, 0);
	T(lock(a, F_OFD_SETLK, F_UNLCK, 0, 0));
	test_lock(b, F_OFD_GETLK, F_WRLCK, 0, 0);
	for (int i = 0; i < 100; i++)
		if (lock(a, F_OFD_SETLK, i % 2 ? F_RDLCK : F_WRLCK, i * 7 % 100, 3))
			printf("lock %d\n", i);
	for (int i = 0; i < 103; i += 5)
		test_lock(b, F_OFD_GETLK, F_WRLCK, i, 1);
	close(a);
	close(b);
}

static void whole(void)
{
	int a, b;

	OPEN(a, "f", O_RDONLY);
	OPEN(b, "f", O_RDWR);
	T(flock(a, LOCK_EX | LOCK_NB));
	T(flock(b, LOCK_SH | LOCK_NB));
	T(flock(a, LOCK_SH));
	T(flock(b, LOCK_SH | LOCK_NB));
	T(flock(a, LOCK_EX | LOCK_NB));
	T(flock(b, LOCK_UN));
	T(flock(a, LOCK_EX | LOCK_NB));
	T(lock(b, F_SETLK, F_WRLCK, 0, 0));
	T(flock(a, 0));
	T(flock(a, LOCK_SH | LOCK_EX));
	T(flock(-1, LOCK_SH));
	T(close(a));
	T(flock(b, LOCK_EX | LOCK_NB));
	close(b);
}

int main(void)
{
	enter_own_folder();
	descriptors();
	status();
	process_locks();
	open_file_locks();
	ranges();
	whole();
	T(unlink("f"));
	leave_own_folder();
	return 0;
}
