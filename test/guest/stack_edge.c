/* SPDX-License-Identifier: MIT */
/*
 * cpus: many
 * System calls on a stack whose next page is not there yet, from every distance to its edge: what they take of
 * locks they may hold several of.
 */
#include <alloca.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE  4096ul
#define STACK (64 * PAGE)
#define AREA  (64 * PAGE)

static char *stack, *area;

/* Mappings are cut, made and joined. */
static __attribute__((noinline)) void calls(unsigned turn)
{
	char *p = area + turn % 60 * PAGE;
	int fd[2];

	mprotect(p + PAGE, PAGE, PROT_READ);
	mmap(p + 2 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	munmap(p + 3 * PAGE, PAGE);
	if (!pipe(fd)) {
		close(fd[0]);
		close(fd[1]);
	}
	mmap(p, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static __attribute__((noinline)) void deeper(size_t distance, unsigned turn)
{
	volatile char *room = alloca(distance);

	room[distance - 1] = 1;
	calls(turn);
}

static void *run(void *arg)
{
	unsigned turn = 0;

	for (size_t distance = 16; distance < 3 * PAGE; distance += 16) {
		char *here = (char *)((unsigned long)__builtin_frame_address(0) & -PAGE);

		madvise(stack, (size_t)(here - stack), MADV_DONTNEED);
		deeper(distance, turn++);
	}
	return arg;
}

int main(void)
{
	pthread_attr_t a;
	pthread_t t;

	stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_init(&a);
	pthread_attr_setstack(&a, stack, STACK);
	if (pthread_create(&t, &a, run, NULL) || pthread_join(t, NULL))
		return 1;
	puts("from everywhere");
	return 0;
}
