/* SPDX-License-Identifier: MIT */
/* The rarer ways to map memory: low addresses, fixed places, second mappings, limits, advice. */
#include "mm.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ  22
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static void low(void)
{
	char *p = mmap(NULL, 4 * PAGE, RW, ANON | MAP_32BIT, -1, 0), *q;

	printf("32 bits: %d %d\n", p != MAP_FAILED, (uintptr_t)p + 4 * PAGE <= 1ul << 31);
	printf("%d %d\n", put(p, 3), get(p));
	q = mmap(NULL, 4 * PAGE, RW, ANON | MAP_32BIT, -1, 0);
	printf("another: %d %d\n", q != p, (uintptr_t)q + 4 * PAGE <= 1ul << 31);
	munmap(p, 4 * PAGE);
	munmap(q, 4 * PAGE);
	printf("gone: %d\n", get(p));
	M(mmap(NULL, 3ul << 30, PROT_NONE, ANON | MAP_32BIT | MAP_NORESERVE, -1, 0));
}

static void fixed(void)
{
	char *at = (char *)0x10000000, *p;

	p = mmap(at, 4 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("at 256 MiB: %d\n", p == at);
	printf("%d %d\n", put(p, 4), get(p));
	p = mmap(at + 2 * PAGE, 8 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	printf("over its end: %d %d\n", p == at + 2 * PAGE, put(at + 9 * PAGE, 1));
	M(mmap(at + PAGE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
	T(mprotect(at, PAGE, PROT_READ));
	printf("%d\n", put(at, 1));
	T(munmap(at, 10 * PAGE));
	printf("%d %d\n", get(at), get(at + 9 * PAGE));
	p = mmap(at, PAGE, RW, ANON, -1, 0);
	printf("hint: %d\n", p == at);
	munmap(p, PAGE);
}

static void dont_unmap(void)
{
	char *p = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0), *q;

	memset(p, 5, 4 * PAGE);
	M(mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_DONTUNMAP));
	M(mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE));
	q = mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE);
	printf("moved: %d, %d %d, left %d %d\n", q != p, get(q), get(q + 3 * PAGE), get(p),
	       get(p + 3 * PAGE));
	printf("%d %d %d\n", put(p, 6), get(p), get(q));
	munmap(p, 4 * PAGE);
	munmap(q, 4 * PAGE);
}

static void second(void)
{
	char name[] = "/tmp/pith_XXXXXX", *p, *q;
	int fd = mkstemp(name);

	unlink(name);
	ftruncate(fd, 4 * PAGE);
	p = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
	q = mremap(p + PAGE, 0, 2 * PAGE, MREMAP_MAYMOVE);
	printf("second: %d\n", q != MAP_FAILED && q != p);
	printf("%d %d\n", put(p + PAGE, 9), get(q));
	printf("%d %d\n", put(q + PAGE + 5, 8), get(p + 2 * PAGE + 5));
	M(mremap(p, 0, PAGE, 0));
	munmap(q, 2 * PAGE);
	munmap(p, 4 * PAGE);
	M(mremap(p, 0, PAGE, MREMAP_MAYMOVE));
	p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
	M(mremap(p, 0, PAGE, MREMAP_MAYMOVE));
	T(madvise(p, PAGE, MADV_FREE));
	munmap(p, PAGE);
	close(fd);
	fd = open("/dev/zero", O_RDWR);
	p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
	printf("/dev/zero: %d %d %d\n", get(p), put(p, 3), get(p));
	munmap(p, PAGE);
	close(fd);
}

static void advice(void)
{
	char *p = mmap(NULL, 6 * PAGE, RW, ANON, -1, 0);

	mprotect(p + 4 * PAGE, PAGE, PROT_READ);
	mprotect(p + 5 * PAGE, PAGE, PROT_NONE);
	T(madvise(p, 4 * PAGE, MADV_POPULATE_WRITE));
	T(madvise(p, 5 * PAGE, MADV_POPULATE_READ));
	T(madvise(p, 5 * PAGE, MADV_POPULATE_WRITE));
	T(madvise(p, 6 * PAGE, MADV_POPULATE_READ));
	T(madvise(p, 6 * PAGE, MADV_DONTDUMP));
	T(madvise(p, 6 * PAGE, MADV_DODUMP));
	T(madvise(p, 6 * PAGE, MADV_WILLNEED));
	T(madvise(p, 6 * PAGE, MADV_DONTFORK));
	T(madvise(p, 6 * PAGE, MADV_DOFORK));
	T(madvise(p, 6 * PAGE, MADV_NOHUGEPAGE));
	T(madvise(p, 6 * PAGE, 77));
	T(madvise(p, 6 * PAGE, -1));
	T(madvise(p + 1, PAGE, MADV_DONTNEED));
	T(madvise(p, 0, MADV_DONTNEED));
	T(madvise(p, -1ul, MADV_DONTNEED));
	put(p, 7);
	T(madvise(p, PAGE, MADV_DONTNEED));
	printf("%d\n", get(p));
	T(mlock(p, 4 * PAGE));
	T(munlock(p, 4 * PAGE));
	munmap(p + 2 * PAGE, PAGE);
	T(madvise(p, 4 * PAGE, MADV_POPULATE_READ));
	T(madvise(p, 4 * PAGE, MADV_WILLNEED));
	T(mlock(p, 4 * PAGE));
	munmap(p, 6 * PAGE);
}

static void limits(void)
{
	struct rlimit old, r = { 64 << 20, RLIM_INFINITY };

	getrlimit(RLIMIT_AS, &old);
	r.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_AS, &r);
	M(mmap(NULL, 128 << 20, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
	M(mmap(NULL, PAGE, RW, ANON, -1, 0));
	printf("sbrk: %d\n", sbrk(128 << 20) == (void *)-1);
	setrlimit(RLIMIT_AS, &old);
	getrlimit(RLIMIT_DATA, &old);
	r.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_DATA, &r);
	M(mmap(NULL, 128 << 20, RW, ANON, -1, 0));
	M(mmap(NULL, 128 << 20, PROT_READ, ANON, -1, 0));
	M(mmap(NULL, 128 << 20, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
	setrlimit(RLIMIT_DATA, &old);
	M(mmap(NULL, 128 << 20, RW, ANON | MAP_NORESERVE, -1, 0));
	M(mmap(NULL, 1ul << 40, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	catch_faults();
	low();
	fixed();
	dont_unmap();
	second();
	advice();
	limits();
	return 0;
}
