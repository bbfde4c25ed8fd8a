/* SPDX-License-Identifier: MIT */
/* fallocate and MADV_REMOVE on files in memory: what takes space, what reads as zero, and who may. */
#include "mm.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define KEEP 1
#define HOLE 3 /* it must keep the size, too */

static void fill(int fd, int pages)
{
	char buf[PAGE];

	ftruncate(fd, 0);
	for (int i = 0; i < pages; i++) {
		memset(buf, 'a' + i, sizeof buf);
		pwrite(fd, buf, sizeof buf, i * PAGE);
	}
}

/* The size, the blocks, and runs of equal bytes. */
static void show(int fd)
{
	static unsigned char buf[16 * PAGE];
	struct stat st;
	ssize_t n = pread(fd, buf, sizeof buf, 0);

	fstat(fd, &st);
	printf("%ld in %ld:", (long)st.st_size, (long)st.st_blocks);
	for (ssize_t i = 0, from = 0; i < n; i++) {
		if (i + 1 < n && buf[i + 1] == buf[from])
			continue;
		printf(" %ld*%d", (long)(i + 1 - from), buf[from]);
		from = i + 1;
	}
	printf(", data at %ld, hole at %ld\n", (long)lseek(fd, 0, SEEK_DATA), (long)lseek(fd, 0, SEEK_HOLE));
}

static void holes(int fd)
{
	fill(fd, 8);
	show(fd);
	T(fallocate(fd, HOLE, 0, PAGE));
	show(fd);
	T(fallocate(fd, HOLE, 2 * PAGE + 100, 2 * PAGE));
	show(fd);
	T(fallocate(fd, HOLE, 5 * PAGE + 10, 20));
	show(fd);
	T(fallocate(fd, HOLE, 6 * PAGE + 10, 1ul << 40));
	show(fd);
	T(fallocate(fd, HOLE, 100 * PAGE, PAGE));
	T(fallocate(fd, 0, 7 * PAGE, 2 * PAGE));
	show(fd);
	T(fallocate(fd, KEEP, 9 * PAGE, PAGE));
	show(fd);
	T(fallocate(fd, HOLE, 0, 20 * PAGE));
	show(fd);
	T(pwrite(fd, "x", 1, 3 * PAGE));
	show(fd);
}

static void refused(int fd, const char *name)
{
	int pipes[2], folder = open("/dev/shm", O_RDONLY), reads = open(name, O_RDONLY), null = open("/dev/null", O_RDWR);

	pipe(pipes);
	T(fallocate(fd, 2, 0, PAGE));
	T(fallocate(fd, 16, 0, PAGE));
	T(fallocate(fd, 17, 0, PAGE));
	T(fallocate(fd, 18, 0, PAGE));
	T(fallocate(fd, 8, 0, PAGE));
	T(fallocate(fd, 32, 0, PAGE));
	T(fallocate(fd, 64, 0, PAGE));
	T(fallocate(fd, 128, 0, PAGE));
	T(fallocate(fd, HOLE, -1, PAGE));
	T(fallocate(fd, HOLE, 0, 0));
	T(fallocate(fd, HOLE, 0x7ffffffffffffffe, 2));
	T(fallocate(fd, 0, 0x7ffffffffffffffe, 1));
	T(fallocate(pipes[1], 0, 0, PAGE));
	T(fallocate(pipes[0], 0, 0, PAGE));
	T(fallocate(folder, 0, 0, PAGE));
	T(fallocate(reads, HOLE, 0, PAGE));
	T(fallocate(null, 0, 0, PAGE));
	T(fallocate(-1, 0, 0, PAGE));
	close(pipes[0]);
	close(pipes[1]);
	close(folder);
	close(reads);
	close(null);
}

/* What is mapped changes with the file; what a private mapping wrote does not. */
static void mapped(int fd)
{
	unsigned char *s, *p, *r;

	fill(fd, 8);
	s = mmap(NULL, 8 * PAGE, RW, MAP_SHARED, fd, 0);
	p = mmap(NULL, 8 * PAGE, RW, MAP_PRIVATE, fd, 0);
	r = mmap(NULL, 4 * PAGE, PROT_READ, MAP_SHARED, fd, 4 * PAGE);
	for (int i = 0; i < 8; i++)
		printf(" %d", s[i * PAGE]);
	p[PAGE] = 7;
	printf(" %d %d %d\n", p[PAGE], r[0], r[3 * PAGE]);
	T(fallocate(fd, HOLE, PAGE, 4 * PAGE));
	for (int i = 0; i < 8; i++)
		printf(" %d", s[i * PAGE]);
	printf(" %d %d %d\n", p[PAGE], r[0], r[3 * PAGE]);
	s[2 * PAGE] = 9;
	show(fd);
	T(madvise(s + 2 * PAGE, PAGE, MADV_REMOVE));
	T(madvise(s + 6 * PAGE, PAGE, MADV_REMOVE));
	printf("%d %d %d\n", s[2 * PAGE], s[6 * PAGE], r[2 * PAGE]);
	show(fd);
	T(madvise(p, PAGE, MADV_REMOVE));
	T(madvise(r, PAGE, MADV_REMOVE));
	T(madvise(s + 1, PAGE, MADV_REMOVE));
	T(madvise(s, 0, MADV_REMOVE));
	munmap(s + PAGE, PAGE);
	T(madvise(s, 3 * PAGE, MADV_REMOVE));
	show(fd);
	munmap(s, 8 * PAGE);
	munmap(p, 8 * PAGE);
	munmap(r, 4 * PAGE);
	s = mmap(NULL, 4 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(s, 5, 4 * PAGE);
	T(madvise(s + PAGE, 2 * PAGE, MADV_REMOVE));
	printf("%d %d %d %d\n", s[0], s[PAGE], s[2 * PAGE], s[3 * PAGE]);
	munmap(s, 4 * PAGE);
	s = mmap(NULL, PAGE, RW, ANON, -1, 0);
	T(madvise(s, PAGE, MADV_REMOVE));
	munmap(s, PAGE);
}

static void sealed(void)
{
	int fd = memfd_create("sealed", MFD_ALLOW_SEALING);

	fill(fd, 2);
	T(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	T(fallocate(fd, 0, 0, 3 * PAGE));
	T(fallocate(fd, 0, 0, 2 * PAGE));
	T(fallocate(fd, KEEP, 0, 3 * PAGE));
	T(fallocate(fd, HOLE, 0, PAGE));
	T(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	T(fallocate(fd, HOLE, 0, PAGE));
	show(fd);
	close(fd);
}

int main(void)
{
	char name[] = "/dev/shm/pith_space_XXXXXX";
	int fd = mkstemp(name);

	catch_faults();
	holes(fd);
	refused(fd, name);
	mapped(fd);
	sealed();
	unlink(name);
	return 0;
}
