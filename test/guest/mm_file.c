/* SPDX-License-Identifier: MIT */
/* mmap of files: shared and private, their ends, and what stays when the file goes. */
#include "mm.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/tmp/pith_XXXXXX";

/* A new file of (size) bytes, of which byte i of page n is n + i. */
static int make(const char *name, size_t size)
{
	int fd = open(name, O_CREAT | O_TRUNC | O_RDWR, 0600);
	char buf[PAGE];

	for (size_t at = 0; at < size; at += PAGE) {
		size_t n = size - at < PAGE ? size - at : PAGE;

		for (size_t i = 0; i < n; i++)
			buf[i] = (char)(at / PAGE + i + 1);
		if (write(fd, buf, n) != (ssize_t)n)
			printf("write: errno %d\n", errno);
	}
	return fd;
}

static int file_byte(int fd, off_t at)
{
	unsigned char c = 0;
	ssize_t n = pread(fd, &c, 1, at);

	return n == 1 ? c : -100 - (int)n;
}

static void shared(void)
{
	int fd = make("shared", 3 * PAGE + 100);
	char *p = mmap(NULL, 6 * PAGE, RW, MAP_SHARED, fd, 0), *q;

	for (int i = 0; i < 6; i++)
		printf(" %d", get(p + i * PAGE));
	printf(" %d %d %d\n", get(p + 3 * PAGE + 99), get(p + 3 * PAGE + 100), get(p + 4 * PAGE - 1));
	printf("put: %d %d\n", put(p + PAGE + 5, 77), put(p + 4 * PAGE, 1));
	printf("seen by read: %d\n", file_byte(fd, PAGE + 5));
	pwrite(fd, "x", 1, 2 * PAGE + 9);
	printf("seen in memory: %d\n", get(p + 2 * PAGE + 9));
	q = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, PAGE);
	printf("second mapping: %d %d\n", get(q + 5), put(q, 1));
	put(p + PAGE, 99);
	printf("of the same page: %d\n", get(q));
	T(msync(p, 6 * PAGE, MS_SYNC));
	T(mprotect(p, PAGE, PROT_READ));
	printf("read only: %d %d\n", get(p), put(p, 1));
	T(mprotect(p, PAGE, RW));
	printf("again: %d %d\n", put(p, 2), file_byte(fd, 0));
	T(ftruncate(fd, 5 * PAGE));
	printf("longer: %d %d %d\n", get(p + 4 * PAGE), put(p + 4 * PAGE, 3), get(p + 5 * PAGE));
	T(ftruncate(fd, PAGE));
	printf("shorter: %d %d %d\n", get(p), get(p + PAGE), get(q));
	T(madvise(p, PAGE, MADV_DONTNEED));
	printf("kept: %d\n", get(p));
	close(fd);
	unlink("shared");
	printf("file gone: %d %d %d\n", get(p + 1), put(p + 1, 55), get(p + 1));
	munmap(p, 6 * PAGE);
	munmap(q, 2 * PAGE);
}

static void private(void)
{
	int fd = make("private", 40 * PAGE);
	char *p = mmap(NULL, 40 * PAGE, RW, MAP_PRIVATE, fd, 0);
	char *r = mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE, fd, 8 * PAGE);

	printf("put: %d %d\n", put(p + 5, 200), put(p + 20 * PAGE, 201));
	for (int i = 0; i < 40; i += 5)
		printf(" %d", get(p + i * PAGE));
	printf(" %d\nfile: %d %d\n", get(p + 5), file_byte(fd, 5), file_byte(fd, 20 * PAGE));
	printf("read only: %d %d\n", get(r), put(r, 1));
	T(mprotect(r, PAGE, RW));
	printf("writable: %d %d %d\n", put(r, 9), get(r), file_byte(fd, 8 * PAGE));
	T(madvise(p, 21 * PAGE, MADV_DONTNEED));
	printf("as in the file: %d %d\n", get(p + 5), get(p + 20 * PAGE));
	put(p + 3 * PAGE, 111);
	put(p + 30 * PAGE, 112);
	p = mremap(p, 40 * PAGE, 20 * PAGE, 0);
	p = mremap(p, 20 * PAGE, 60 * PAGE, MREMAP_MAYMOVE);
	printf("grown: %d %d %d %d\n", get(p + 3 * PAGE), get(p + 30 * PAGE), get(p + 39 * PAGE), get(p + 40 * PAGE));
	close(fd);
	unlink("private");
	printf("file gone: %d %d\n", get(p + 3 * PAGE), get(p + 35 * PAGE));
	munmap(p, 60 * PAGE);
	munmap(r, 4 * PAGE);
}

static void errors(void)
{
	int fd = make("errors", 100), ro = open("errors", O_RDONLY), wo = open("errors", O_WRONLY);
	int path = open("errors", O_PATH), dir = open(".", O_RDONLY), null = open("/dev/null", O_RDWR);
	char *p;

	M(mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0));
	M(mmap(NULL, PAGE, RW, MAP_PRIVATE, ro, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, wo, 0));
	M(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, wo, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, wo, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, path, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, dir, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, null, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE, fd, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE | MAP_SYNC, fd, 0));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 100));
	M(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0x7ffffffffffff000));
	M(mmap(NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0));
	p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	T(mprotect(p, PAGE, RW));
	T(mprotect(p, PAGE, PROT_NONE));
	printf("%d\n", get(p));
	p = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 16 * PAGE);
	printf("past the end: %d\n", get(p));
	T(ftruncate(fd, 17 * PAGE));
	printf("now it is there: %d %d\n", put(p, 4), file_byte(fd, 16 * PAGE));
	unlink("errors");
}

/* As ld.so does: the whole span, then parts of it over again. */
static void overlay(void)
{
	int fd = make("overlay", 8 * PAGE);
	char *p = mmap(NULL, 12 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);

	mmap(p + 2 * PAGE, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 6 * PAGE);
	mmap(p + 4 * PAGE, 2 * PAGE, RW, MAP_PRIVATE | MAP_FIXED, fd, 5 * PAGE);
	mmap(p + 6 * PAGE, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	for (int i = 0; i < 12; i++)
		printf(" %d/%d", get(p + i * PAGE), put(p + i * PAGE, 100 + i));
	printf("\n");
	munmap(p, 12 * PAGE);
	unlink("overlay");
}

/* Writing from and reading into mapped files: the library OS itself touches the pages first. */
static void transfer(void)
{
	int fd = make("from", 64 * PAGE), to = make("to", 0);
	char *p = mmap(NULL, 64 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0), *q;
	unsigned long sum = 0;

	printf("write: %ld\n", (long)write(to, p, 64 * PAGE));
	q = mmap(NULL, 64 * PAGE, RW, MAP_SHARED, to, 0);
	printf("same: %d\n", memcmp(p, q, 64 * PAGE));
	printf("read: %ld\n", (long)pread(fd, q + 3 * PAGE + 7, 40 * PAGE, 0));
	for (size_t i = 0; i < 64 * PAGE; i += 97)
		sum += (unsigned char)q[i] * i;
	printf("sum: %lu\n", sum);
	printf("into its own: %ld\n", (long)pread(to, q, PAGE, 5 * PAGE));
	printf("same: %d\n", memcmp(q, q + 5 * PAGE, PAGE));
	munmap(p, 64 * PAGE);
	munmap(q, 64 * PAGE);
	unlink("from");
	unlink("to");
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	catch_faults();
	shared();
	private();
	errors();
	overlay();
	transfer();
	chdir("/");
	printf("clean: %d\n", rmdir(folder));
	return 0;
}
