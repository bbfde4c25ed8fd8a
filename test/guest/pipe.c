/* SPDX-License-Identifier: MIT */
/* Pipes: bytes, ends, sizes, packets, and what cannot be done with one. */
#include "file.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static char big[1 << 20];
static int p[2];

static void make(int flags)
{
	if (pipe2(p, flags))
		printf("pipe2: errno %d\n", errno);
}

static void done(void)
{
	close(p[0]);
	close(p[1]);
}

static int events(int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLWRNORM, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

static int waiting(void)
{
	int n = -1;

	return ioctl(p[0], FIONREAD, &n) ? -1 : n;
}

/* Write (n) bytes at a time until it would block. */
static long fill(size_t n)
{
	long total = 0, r;

	while ((r = write(p[1], big, n)) > 0)
		total += r;
	printf("fill by %zu: %ld, then errno %d, events %x\n", n, total, errno, events(p[1]));
	return total;
}

static void drain(void)
{
	while (read(p[0], big, sizeof big) > 0)
		;
}

static void bytes(void)
{
	struct iovec v[3] = { { "one", 3 }, { NULL, 0 }, { " two", 4 } };
	char a[4], b[8];
	struct iovec w[2] = { { a, 4 }, { b, 8 } };

	make(0);
	T(write(p[1], "hello", 5));
	T(waiting());
	T(events(p[0]));
	T(events(p[1]));
	T(read(p[0], big, 2));
	T(memcmp(big, "he", 2));
	T(write(p[1], ", world", 7));
	T(read(p[0], big, sizeof big));
	T(memcmp(big, "llo, world", 10));
	T(waiting());
	T(events(p[0]));
	T(writev(p[1], v, 3));
	T(waiting());
	T(readv(p[0], w, 2));
	T(memcmp(a, "one ", 4) | memcmp(b, "two", 3));
	T(write(p[1], "", 0));
	T(read(p[0], big, 0));
	T(write(p[1], NULL, 0));
	T(writev(p[1], v + 1, 1));
	T(write(p[0], "x", 1));
	T(read(p[1], big, 1));
	T(read(p[1], big, 0));
	T(write(p[1], "last", 4));
	T(close(p[1]));
	T(events(p[0]));
	T(read(p[0], big, 2));
	T(read(p[0], big, 9));
	T(events(p[0]));
	T(read(p[0], big, 9));
	T(read(p[0], big, 9));
	T(close(p[0]));
}

static volatile int got;

static void on_pipe(int sig)
{
	got = sig;
}

static void broken(void)
{
	int copy;

	make(0);
	signal(SIGPIPE, on_pipe);
	copy = dup(p[0]);
	close(p[0]);
	T(events(p[1]));
	T(write(p[1], "x", 1));
	close(copy);
	T(events(p[1]));
	T(write(p[1], "x", 1));
	T(got);
	T(write(p[1], "", 0));
	signal(SIGPIPE, SIG_IGN);
	T(write(p[1], "x", 1));
	T(writev(p[1], &(struct iovec){ "x", 1 }, 1));
	T(close(p[1]));
	signal(SIGPIPE, SIG_DFL);
}

static void flags(void)
{
	make(0);
	T(fcntl(p[0], F_GETFL) & ~0100000);
	T(fcntl(p[1], F_GETFL) & ~0100000);
	T(fcntl(p[0], F_GETFD));
	T(fcntl(p[0], F_SETFL, O_NONBLOCK));
	T(fcntl(p[0], F_GETFL) & ~0100000);
	T(fcntl(p[1], F_GETFL) & ~0100000);
	T(read(p[0], big, 1));
	T(ioctl(p[1], FIONBIO, &(int){ 1 }));
	T(fcntl(p[1], F_GETFL) & ~0100000);
	T(ioctl(p[1], FIONBIO, &(int){ 0 }));
	T(fcntl(p[1], F_GETFL) & ~0100000);
	done();
	make(O_NONBLOCK | O_CLOEXEC);
	T(fcntl(p[0], F_GETFL) & ~0100000);
	T(fcntl(p[1], F_GETFL) & ~0100000);
	T(fcntl(p[0], F_GETFD));
	T(fcntl(p[1], F_GETFD));
	done();
	make(O_DIRECT);
	T(fcntl(p[0], F_GETFL) & ~0100000);
	T(fcntl(p[1], F_GETFL) & ~0100000);
	done();
	T(pipe2(p, O_APPEND));
	T(pipe2(p, O_CREAT));
	T(syscall(SYS_pipe2, p, 0x40000000));
	T(syscall(SYS_pipe, NULL));
	T(syscall(SYS_pipe2, (int *)0xdeadbeef00000000, 0));
}

static void sizes(void)
{
	make(O_NONBLOCK);
	T(fcntl(p[0], F_GETPIPE_SZ));
	fill(1);
	T(waiting());
	T(read(p[0], big, 1));
	T(events(p[1]));
	T(write(p[1], "x", 1));
	T(read(p[0], big, 4095));
	T(events(p[1]));
	T(write(p[1], "x", 1));
	T(events(p[1]));
	T(write(p[1], big, 4096));
	T(write(p[1], big, 4095));
	T(waiting());
	drain();
	fill(4096);
	drain();
	fill(1000);
	T(write(p[1], big, 536));
	drain();
	fill(4097);
	drain();
	fill(100000);
	T(fcntl(p[1], F_SETPIPE_SZ, 4096));
	T(fcntl(p[1], F_SETPIPE_SZ, 65537));
	T(fcntl(p[0], F_GETPIPE_SZ));
	T(events(p[1]));
	T(write(p[1], big, 4096));
	T(waiting());
	drain();
	T(fcntl(p[1], F_SETPIPE_SZ, 1));
	fill(1);
	drain();
	T(fcntl(p[1], F_SETPIPE_SZ, 0));
	T(fcntl(p[0], F_SETPIPE_SZ, 5000));
	T(write(p[1], "ab", 2));
	T(fcntl(p[0], F_SETPIPE_SZ, 1048576));
	fill(65536);
	T(read(p[0], big, 2));
	T(memcmp(big, "ab", 2));
	drain();
	T(fcntl(p[0], F_SETPIPE_SZ, -1));
	T(fcntl(0x7000, F_GETPIPE_SZ));
	done();
}

static void packets(void)
{
	make(O_DIRECT | O_NONBLOCK);
	T(write(p[1], "one", 3));
	T(write(p[1], "two", 3));
	T(write(p[1], big, 5000));
	T(waiting());
	T(read(p[0], big, 2));
	T(read(p[0], big, 100));
	T(read(p[0], big, 10000));
	T(read(p[0], big, 10000));
	T(read(p[0], big, 10000));
	T(fcntl(p[1], F_SETFL, O_NONBLOCK));
	T(write(p[1], "a", 1));
	T(write(p[1], "b", 1));
	T(fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT));
	T(write(p[1], "c", 1));
	T(write(p[1], "d", 1));
	T(read(p[0], big, 10));
	T(read(p[0], big, 10));
	fill(1);
	done();
}

static void other_calls(void)
{
	struct stat st, other;
	struct statfs fs;
	int q;

	make(0);
	T(fstat(p[0], &st));
	T(S_ISFIFO(st.st_mode));
	T(st.st_mode & 07777);
	T(st.st_nlink);
	T(st.st_size);
	T(st.st_blksize);
	T(fstat(p[1], &other));
	T(st.st_ino == other.st_ino && st.st_dev == other.st_dev);
	done();
	make(0);
	fstat(p[1], &st);
	T(st.st_dev == other.st_dev);
	T(fstatfs(p[0], &fs));
	T(fs.f_type);
	T(lseek(p[0], 0, SEEK_CUR));
	T(pread(p[0], big, 1, 0));
	T(pwrite(p[1], big, 1, 0));
	T(preadv(p[0], &(struct iovec){ big, 1 }, 1, 0));
	T(ftruncate(p[1], 0));
	T(fsync(p[1]));
	T(fdatasync(p[0]));
	T(syscall(SYS_fallocate, p[1], 0, 0l, 1l));
	T(posix_fadvise(p[0], 0, 0, 0));
	T(fchdir(p[0]));
	T(ioctl(p[0], 0x5401, big)); /* TCGETS */
	T(ioctl(p[0], FIONREAD, NULL));
	T(isatty(p[0]));
	q = dup(p[1]);
	close(p[1]);
	T(write(q, "dup", 3));
	T(read(p[0], big, 10));
	T(dup2(p[0], q) == q);
	T(read(q, big, 10));
	close(q);
	close(p[0]);
	T(readv(-1, NULL, 0));
}

int main(void)
{
	bytes();
	broken();
	flags();
	sizes();
	packets();
	other_calls();
	return 0;
}
