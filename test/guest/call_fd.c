/* SPDX-License-Identifier: MIT */
/* The calls on descriptors, by number: each way to fail. */
#include "call.h"

#include <sys/resource.h>
#include <sys/uio.h>

static int dir, file, reads, writes;
static char buf[4096];

static void set_up(void)
{
	mkdir("d", 0755);
	put_file("f", "0123456789");
	dir = open("d", O_RDONLY | O_DIRECTORY);
	file = open("f", O_RDWR);
	reads = open("f", O_RDONLY);
	writes = open("f", O_WRONLY);
}

static void bytes(void)
{
	struct iovec one = { buf, 4 }, bad = { BAD, 4 }, negative = { buf, (size_t)-1 };

	C(read, CLOSED, buf, 1ul);
	C(read, writes, buf, 1ul);
	C(read, dir, buf, 1ul);
	C(read, reads, BAD, 1ul);
	C(read, reads, buf, 0ul);
	C(write, CLOSED, buf, 1ul);
	C(write, reads, buf, 1ul);
	C(write, writes, BAD, 1ul);
	C(write, writes, buf, 0ul);
	C(pread64, CLOSED, buf, 1ul, 0l);
	C(pread64, writes, buf, 1ul, 0l);
	C(pread64, dir, buf, 1ul, 0l);
	C(pread64, reads, BAD, 1ul, 0l);
	C(pread64, reads, buf, 1ul, -1l);
	C(pread64, reads, buf, 100ul, 4l);
	C(pread64, reads, buf, 100ul, 10l);
	C(pwrite64, CLOSED, buf, 1ul, 0l);
	C(pwrite64, reads, buf, 1ul, 0l);
	C(pwrite64, writes, BAD, 1ul, 0l);
	C(pwrite64, writes, buf, 1ul, -1l);
	C(pwrite64, writes, "ab", 2ul, 9l);
	C(readv, CLOSED, &one, 1);
	C(readv, writes, &one, 1);
	C(readv, dir, &one, 1);
	C(readv, reads, &bad, 1);
	C(readv, reads, &negative, 1);
	C(readv, reads, &one, -1);
	C(readv, reads, &one, 1025);
	C(readv, reads, BAD, 1);
	C(readv, reads, &one, 1);
	C(writev, CLOSED, &one, 1);
	C(writev, reads, &one, 1);
	C(writev, writes, &bad, 1);
	C(writev, writes, &negative, 1);
	C(writev, writes, &one, 1025);
	C(writev, writes, BAD, 1);
	C(preadv, CLOSED, &one, 1, 0l, 0l);
	C(preadv, writes, &one, 1, 0l, 0l);
	C(preadv, dir, &one, 1, 0l, 0l);
	C(preadv, reads, &bad, 1, 0l, 0l);
	C(preadv, reads, BAD, 1, 0l, 0l);
	C(preadv, reads, &one, 1, -1l, -1l);
	C(preadv, reads, &one, 1025, 0l, 0l);
	C(preadv, reads, &one, 1, 8l, 0l);
	C(pwritev, CLOSED, &one, 1, 0l, 0l);
	C(pwritev, reads, &one, 1, 0l, 0l);
	C(pwritev, writes, &bad, 1, 0l, 0l);
	C(pwritev, writes, BAD, 1, 0l, 0l);
	C(pwritev, writes, &one, 1, -1l, -1l);
	C(pwritev, writes, &one, 1, 2l, 0l);
	C(lseek, CLOSED, 0l, SEEK_SET);
	C(lseek, reads, 0l, 99);
	C(lseek, reads, -1l, SEEK_SET);
	C(lseek, reads, 1000l, SEEK_DATA);
	C(lseek, reads, 3l, SEEK_SET);
	C(lseek, reads, LONG_MAX, SEEK_CUR);
	C(getdents64, CLOSED, buf, sizeof buf);
	C(getdents64, file, buf, sizeof buf);
	C(getdents64, dir, buf, 1u);
	C(getdents64, dir, BAD, sizeof buf);
	WORKS(getdents64, dir, buf, sizeof buf);
	C(getdents64, dir, buf, sizeof buf);
}

static void descriptors(void)
{
	unsigned long how[3] = { O_RDWR | O_CREAT, 0600, 0 };
	struct rlimit r, old;
	int a, b, n;

	C(close, CLOSED);
	C(close, -1);
	C(dup, CLOSED);
	C(dup2, CLOSED, 5);
	C(dup2, file, -1);
	C(dup2, file, 1 << 30);
	T(dup2(file, file) == file);
	C(dup3, file, file, 0);
	C(dup3, CLOSED, 500, 0);
	C(dup3, file, -1, 0);
	C(dup3, file, 500, STRANGE);
	C(dup3, file, 500, O_CLOEXEC);
	T(fcntl(500, F_GETFD));
	T(fcntl(500, F_SETFD, 0));
	T(fcntl(500, F_GETFD));
	T(fcntl(500, F_DUPFD, 1 << 30));
	T(fcntl(500, F_DUPFD, -1));
	T(fcntl(500, F_DUPFD_CLOEXEC, 600));
	T(fcntl(600, F_GETFD));
	T(fcntl(CLOSED, F_GETFL));
	T(fcntl(file, 9999));
	C(close_range, 600u, 500u, 0u);
	C(close_range, 500u, 600u, 1u << 20);
	C(close_range, 500u, 550u, 0u);
	T(fcntl(500, F_GETFD));
	T(fcntl(600, F_GETFD));
	C(close_range, 551u, ~0u, 0u);
	T(fcntl(600, F_GETFD));
	T(dup2(file, 500) == 500);
	C(close_range, 500u, 500u, 4u);
	T(fcntl(500, F_GETFD));
	C(close_range, 500u, ~0u, 0u);
	/* No number left. */
	a = dup(file);
	getrlimit(RLIMIT_NOFILE, &old);
	r = old;
	r.rlim_cur = a + 1;
	T(setrlimit(RLIMIT_NOFILE, &r));
	C(dup, file);
	C(open, "f", O_RDONLY, 0);
	C(openat, AT_FDCWD, "f", O_RDONLY, 0);
	C(creat, "f2", 0600);
	T(syscall(437L /* openat2 */, AT_FDCWD, "f2", how, 24L));
	C(dup2, file, a + 1);
	C(dup3, file, a + 1, 0);
	T(fcntl(file, F_DUPFD, 0));
	T(fcntl(file, F_DUPFD, a + 1));
	close(a);
	b = dup(file);
	T(b == a);
	T(setrlimit(RLIMIT_NOFILE, &old));
	close(b);
	n = dup(file);
	T(n == a);
	close(n);
	T(access("f2", F_OK)); /* nothing was made without a number to have it by */
}

static void storage(void)
{
	C(fsync, CLOSED);
	C(fsync, file);
	C(fsync, dir);
	C(fdatasync, CLOSED);
	C(fdatasync, file);
	C(syncfs, CLOSED);
	C(syncfs, file);
	C(sync);
	C(flock, CLOSED, 2);
	C(flock, file, 3);
	C(flock, file, 2 | 4);
	C(flock, reads, 2 | 4);
	C(flock, file, 8);
	C(flock, reads, 1 | 4);
	C(flock, reads, 8);
	C(fadvise64, CLOSED, 0l, 0l, 0);
	C(fadvise64, file, 0l, 0l, 99);
	C(fadvise64, file, 0l, -1l, 0);
	C(fadvise64, file, 0l, 0l, 4);
	C(fallocate, CLOSED, 0, 0l, 10l);
	C(fallocate, reads, 0, 0l, 10l);
	C(fallocate, file, 0, -1l, 10l);
	C(fallocate, file, 0, 0l, 0l);
	C(fallocate, file, 0, 0l, 100l);
	T(lseek(file, 0, SEEK_END));
	C(ftruncate, reads, 0l);
}

int main(void)
{
	enter_own_folder();
	set_up();
	bytes();
	descriptors();
	storage();
	close(dir);
	close(file);
	close(reads);
	close(writes);
	unlink("f");
	rmdir("d");
	leave_own_folder();
	return 0;
}
