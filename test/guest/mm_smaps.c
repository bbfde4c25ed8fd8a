/* SPDX-License-Identifier: MIT */
/* Which pages are there: what smaps and mincore say of a mapping while it is touched and forgotten. */
#include "mm.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char buf[1 << 18];

/* The number behind (key) in what smaps says of the mapping that begins at (at); -1: nothing. */
static long told(void *at, const char *key)
{
	int n = 0, r, fd = open("/proc/self/smaps", O_RDONLY);
	char begin[40], *p, *q;

	while ((r = read(fd, buf + n, sizeof buf - 1 - n)) > 0)
		n += r;
	buf[n] = 0;
	close(fd);
	snprintf(begin, sizeof begin, "%08lx-", (unsigned long)at);
	for (p = buf; p && strncmp(p, begin, strlen(begin)); p = q ? q + 1 : NULL)
		q = strchr(p, '\n');
	p = p ? strstr(p, key) : NULL;
	return p ? strtol(p + strlen(key), NULL, 10) : -1;
}

static void show(const char *what, char *p)
{
	printf("%s: Size %ld, Rss %ld, dirty %ld, clean %ld, anonymous %ld\n", what, told(p, "\nSize:"),
	       told(p, "\nRss:"), told(p, "\nPrivate_Dirty:"), told(p, "\nPrivate_Clean:"),
	       told(p, "\nAnonymous:"));
}

/* (n) pages that are no part of a larger mapping, and of no use for large pages. */
static char *map(int n, int prot, int flags, int fd)
{
	char *p = mmap(NULL, (n + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	p = mmap(p + PAGE, n * PAGE, prot, flags | MAP_FIXED, fd, 0);
	madvise(p, n * PAGE, MADV_NOHUGEPAGE);
	return p;
}

static void put_vec(char *p, int n)
{
	unsigned char vec[100];

	printf("in memory %d:", mincore(p, n * PAGE, vec));
	for (int i = 0; i < n; i++)
		printf(" %d", vec[i] & 1);
	puts("");
}

static void anonymous(void)
{
	char *p = map(40, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	show("untouched", p);
	for (int i = 0; i < 20; i += 2)
		p[i * PAGE] = 1;
	show("touched", p);
	put_vec(p, 21);
	madvise(p + 4 * PAGE, 4 * PAGE, MADV_DONTNEED);
	show("forgotten", p);
	put_vec(p, 10);
	mprotect(p, 40 * PAGE, PROT_NONE);
	show("out of reach", p);
}

static void of_file(void)
{
	int fd = open("smaps.file", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *p;

	for (int i = 0; i < 8; i++)
		pwrite(fd, "x", 1, i * PAGE);
	p = map(8, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);
	p[0] = p[3 * PAGE] = 2;
	/* Neighbours may come along. */
	printf("copied: dirty %d, anonymous %d\n", told(p, "\nPrivate_Dirty:") >= 8, told(p, "\nAnonymous:") >= 8);
	put_vec(p, 8);
	p = map(8, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	p[0] = p[3 * PAGE] = 3;
	printf("shared: Rss %d, anonymous %ld\n", told(p, "\nRss:") >= 8, told(p, "\nAnonymous:"));
	unlink("smaps.file");
	close(fd);
}

static void rollup(void)
{
	int fd = open("/proc/self/smaps_rollup", O_RDONLY);
	int n = read(fd, buf, sizeof buf - 1);
	char *p;

	buf[n < 0 ? 0 : n] = 0;
	p = strstr(buf, "\nRss:");
	printf("rollup: %d %d\n", strstr(buf, "---p 00000000 00:00 0 ") != NULL,
	       p && strtol(p + 5, NULL, 10) >= 40);
	close(fd);
}

int main(void)
{
	anonymous();
	of_file();
	rollup();
	return 0;
}
