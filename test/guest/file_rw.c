/* SPDX-License-Identifier: MIT */
/* Reading and writing: positions, vectors, appending, holes, truncation, bad arguments. */
#include "file.h"

#include <limits.h>
#include <sys/uio.h>

static char buf[65536];

static unsigned long sum(const char *p, long n)
{
	unsigned long h = 5381;

	while (n-- > 0)
		h = h * 33 + (unsigned char)*p++;
	return h;
}

static void positions(void)
{
	int fd, fd2;

	OPEN(fd, "f", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(write(fd, "0123456789", 10));
	T(lseek(fd, 0, SEEK_CUR));
	T(lseek(fd, 3, SEEK_SET));
	T(read(fd, buf, 4));
	T(memcmp(buf, "3456", 4));
	T(lseek(fd, -2, SEEK_CUR));
	T(lseek(fd, -20, SEEK_CUR));
	T(lseek(fd, -1, SEEK_SET));
	T(lseek(fd, 0, 77));
	T(lseek(fd, 5, SEEK_END));
	T(read(fd, buf, 4));
	T(pread(fd, buf, 4, 8));
	T(pread(fd, buf, 4, 10));
	T(pread(fd, buf, 4, -1));
	T(pwrite(fd, "xx", 2, -1));
	T(pwrite(fd, "xx", 2, 12));
	T(lseek(fd, 0, SEEK_CUR));
	T(lseek(fd, 0, SEEK_END));
	T(lseek(fd, 1l << 40, SEEK_SET));
	T(write(fd, "x", 1));
	T(read(fd, buf, 1));
	T(lseek(fd, 1, SEEK_CUR));
	fd2 = dup(fd);
	T(lseek(fd2, 1, SEEK_SET));
	T(read(fd, buf, 1));
	T(buf[0]);
	T(close(fd));
	T(read(fd2, buf, 1));
	T(close(fd2));
	T(close(fd2));
	T(read(fd2, buf, 1));
	T(read(-1, buf, 1));
	T(write(1000000, buf, 1));
}

static void appending(void)
{
	int fd, fd2;

	OPEN(fd, "f", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0644);
	OPEN(fd2, "f", O_WRONLY);
	T(write(fd, "aaaa", 4));
	T(write(fd2, "bb", 2));
	T(lseek(fd, 1, SEEK_SET));
	T(write(fd, "cc", 2));
	T(lseek(fd, 0, SEEK_CUR));
	T(pwrite(fd, "dd", 2, 0));
	T(fcntl(fd, F_SETFL, 0));
	T(pwrite(fd, "E", 1, 0));
	T(pread(fd, buf, 100, 0));
	T(sum(buf, 8));
	close(fd);
	close(fd2);
}

static void vectors(void)
{
	struct iovec v[4] = { { "one", 3 }, { NULL, 0 }, { "three", 5 }, { "", 0 } };
	struct iovec r[3] = { { buf, 2 }, { buf + 10, 0 }, { buf + 20, 100 } };
	struct iovec many[1025];
	int fd;

	OPEN(fd, "f", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(writev(fd, v, 4));
	T(writev(fd, v, 0));
	T(writev(fd, NULL, 0));
	T(writev(fd, v, -1));
	T(lseek(fd, 0, SEEK_SET));
	T(readv(fd, r, 3));
	T(memcmp(buf, "on", 2) || memcmp(buf + 20, "ethree", 6));
	T(preadv(fd, r, 3, 4));
	T(preadv(fd, r, 3, -1));
	T(pwritev(fd, v, 3, 6));
	T(lseek(fd, 0, SEEK_END));
	for (int i = 0; i < 1025; i++)
		many[i] = (struct iovec){ "m", 1 };
	T(pwritev(fd, many, 1024, 0));
	T(pwritev(fd, many, 1025, 0));
	v[0].iov_len = -1;
	T(writev(fd, v, 1));
	v[0].iov_len = LONG_MAX;
	v[1] = v[0];
	v[0].iov_base = NULL;
	T(writev(fd, v, 1));
	T(writev(fd, (void *)1, 1));
	T(write(fd, NULL, 1));
	T(write(fd, NULL, 0));
	T(read(fd, NULL, 0));
	T(lseek(fd, 0, SEEK_SET));
	T(read(fd, NULL, 1));
	T(read(fd, (void *)0x8000000000000000, 1));
	T(write(fd, (void *)-1, 1));
	close(fd);
}

static void holes(void)
{
	struct stat st;
	int fd;

	OPEN(fd, "f", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(pwrite(fd, "x", 1, 1l << 40));
	T(fstat(fd, &st));
	T(st.st_size);
	T(st.st_blocks <= 64);
	T(pread(fd, buf, 4096, 1l << 39));
	T(sum(buf, 4096));
	T(lseek(fd, 0, SEEK_DATA));
	T(lseek(fd, 0, SEEK_HOLE));
	T(lseek(fd, 1l << 40, SEEK_HOLE));
	T(lseek(fd, (1l << 40) + 1, SEEK_HOLE));
	T(lseek(fd, 1l << 41, SEEK_DATA));
	T(lseek(fd, -1, SEEK_DATA));
	T(ftruncate(fd, 100));
	T(lseek(fd, 0, SEEK_DATA));
	T(fstat(fd, &st));
	T(st.st_size);
	T(st.st_blocks <= 64);
	T(ftruncate(fd, -1));
	T(ftruncate(fd, 1l << 41));
	T(lseek(fd, 0, SEEK_END));
	T(ftruncate(fd, 0));
	close(fd);
}

/* What was cut off must not come back when a file grows again. */
static void truncation(void)
{
	int fd;

	memset(buf, 'q', sizeof buf);
	OPEN(fd, "f", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(write(fd, buf, sizeof buf));
	T(ftruncate(fd, 5000));
	T(ftruncate(fd, 20000));
	T(pread(fd, buf, sizeof buf, 0));
	T(sum(buf, 20000));
	T(truncate("f", 4096));
	T(pwrite(fd, "!", 1, 8192));
	T(pread(fd, buf, sizeof buf, 0));
	T(sum(buf, 8193));
	T(truncate("f", -1));
	T(truncate("none", 1));
	T(truncate(".", 1));
	T(truncate("", 1));
	T(unlink("f"));
	T(pread(fd, buf, sizeof buf, 0));
	T(pwrite(fd, "still here", 10, 1));
	T(pread(fd, buf, 10, 1));
	close(fd);
}

/* Many pages, in and out of order; what was read is what was written. */
static void large(void)
{
	unsigned long state = 1;
	int fd, bad = 0;

	OPEN(fd, "big", O_RDWR | O_CREAT | O_TRUNC, 0644);
	for (int i = 0; i < 300; i++) {
		memset(buf, i, sizeof buf);
		if (write(fd, buf, sizeof buf) != sizeof buf)
			bad++;
	}
	for (int i = 0; i < 2000; i++) {
		state = state * 6364136223846793005ul + 1442695040888963407ul;
		long at = (state >> 33) % (300 * sizeof buf - 100);

		for (int k = 0; k < 100; k++)
			buf[k] = (char)(at + k);
		if (pwrite(fd, buf, 100, at) != 100)
			bad++;
	}
	T(bad);
	unsigned long h = 0;

	lseek(fd, 0, SEEK_SET);
	for (long n; (n = read(fd, buf, 12345)) > 0;)
		h = h * 31 + sum(buf, n);
	T(h);
	T(lseek(fd, 0, SEEK_CUR));
	close(fd);
	T(unlink("big"));
}

int main(void)
{
	enter_own_folder();
	positions();
	appending();
	vectors();
	holes();
	truncation();
	large();
	leave_own_folder();
	return 0;
}
