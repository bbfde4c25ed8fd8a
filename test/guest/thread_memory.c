/* SPDX-License-Identifier: MIT */
/* Memory that threads map, touch and free at the same time, and files that they share. cpus: many */
#include "thread.h"

#include <fcntl.h>

#define THREADS 4

static uint32_t next_random(uint32_t *state)
{
	return *state = *state * 1664525 + 1013904223;
}

/* Blocks from malloc keep what was written into them, until they are freed. */
static void *blocks(void *arg)
{
	uint32_t seed = (uint32_t)(uintptr_t)arg * 77 + 1;
	unsigned char *p[64] = { 0 };
	size_t size[64] = { 0 };
	long bad = 0;

	for (int i = 0; i < 3000; i++) {
		int k = next_random(&seed) >> 26;

		if (p[k]) {
			bad += p[k][0] != (unsigned char)k || p[k][size[k] - 1] != (unsigned char)k;
			free(p[k]);
		}
		size[k] = 1 + (next_random(&seed) >> (i % 100 ? 20 : 13));
		p[k] = malloc(size[k]);
		memset(p[k], k, size[k]);
	}
	for (int k = 0; k < 64; k++)
		free(p[k]);
	return (void *)bad;
}

/* Mappings come zeroed; those next to each other do not disturb each other. */
static void *mappings(void *arg)
{
	long bad = 0;

	for (int i = 0; i < 40; i++) {
		size_t pages = 1 + (i * 7 + (size_t)(uintptr_t)arg) % 20;
		char *p = mmap(NULL, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			return (void *)1000000;
		for (size_t k = 0; k < pages; k++) {
			bad += p[k * 4096] != 0;
			p[k * 4096] = 1;
		}
		mprotect(p, 4096, PROT_READ);
		bad += p[0] != 1;
		munmap(p, 4096);
		if (pages > 1)
			munmap(p + 4096, (pages - 1) * 4096);
	}
	return (void *)bad;
}

static char *big;

/* All touch the same pages for the first time. */
static void *touch(void *arg)
{
	long bad = 0;

	for (size_t k = 0; k < 512; k++)
		__atomic_fetch_add((int *)(big + k * 4096), 1, __ATOMIC_RELAXED);
	(void)arg;
	return (void *)bad;
}

static long all(void *(*f)(void *))
{
	pthread_t t[THREADS];
	long sum = 0;

	for (uintptr_t i = 0; i < THREADS; i++)
		t[i] = spawn(f, (void *)i);
	for (int i = 0; i < THREADS; i++)
		sum += (long)join(t[i]);
	return sum;
}

/* The same, each time from new: a private page of a file is copied once, whoever comes first. */
static long touch_file(void)
{
	char path[] = "/tmp/pith_thread_XXXXXX";
	long wrong = 0;
	int fd = mkstemp(path);

	unlink(path);
	if (ftruncate(fd, 512 * 4096))
		return -1;
	for (int round = 0; round < 10; round++) {
		big = mmap(NULL, 512 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		wrong += all(touch);
		for (int k = 0; k < 512; k++)
			wrong += *(int *)(big + k * 4096) != THREADS;
		munmap(big, 512 * 4096);
	}
	close(fd);
	return wrong;
}

static char name[] = "/tmp/pith_thread_XXXXXX";
static int appending, shared;

static void *append(void *arg)
{
	char line[16];

	for (int i = 0; i < 100; i++) {
		int n = snprintf(line, sizeof line, "%ld:%05d\n", (long)(uintptr_t)arg, i);

		if (write(appending, line, n) != n)
			return (void *)1;
	}
	return NULL;
}

/* One position for all: every byte is read once. */
static void *read_bytes(void *arg)
{
	unsigned char byte;
	long sum = 0;

	(void)arg;
	while (read(shared, &byte, 1) == 1)
		sum += byte;
	return (void *)sum;
}

static void *descriptors(void *arg)
{
	long bad = 0;

	for (int i = 0; i < 100; i++) {
		int fd = open(name, O_RDONLY), copy = dup(fd);

		bad += fd < 0 || copy < 0 || fd == copy;
		bad += close(copy) != 0;
		bad += close(fd) != 0;
	}
	(void)arg;
	return (void *)bad;
}

int main(void)
{
	long wrong = 0, lines = 0, want = 0;
	unsigned char byte;

	P(all(blocks));
	P(all(mappings));
	big = mmap(NULL, 512 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	P(all(touch));
	for (int k = 0; k < 512; k++)
		wrong += *(int *)(big + k * 4096) != THREADS;
	P(wrong);
	P(touch_file());
	appending = mkstemp(name);
	fcntl(appending, F_SETFL, O_APPEND);
	P(all(append));
	shared = open(name, O_RDONLY);
	for (; pread(shared, &byte, 1, lines) == 1; lines++)
		want += byte;
	P(lines);
	P(all(read_bytes) == want);
	P(all(descriptors));
	P(unlink(name));
	return 0;
}
