/* SPDX-License-Identifier: MIT */
/*
 * Allocation with injected failures: see fault.h.
 */
#include <stdint.h>
#include <stdlib.h>

#include "kern/mem/heap.h"
#include "test/unit/fault.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

static long left; /* allocations until the one that fails; 0: disarmed */
static bool hit;
static long live;

bool fault_arm(long n)
{
	bool again = n == 1 || hit;

	hit = false;
	left = again ? n : 0;
	return again;
}

void fault_disarm(void)
{
	left = 0;
}

long fault_live(void)
{
	return live;
}

static bool fails(void)
{
	if (!left || --left)
		return false;
	hit = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

void *heap_alloc_zero(size_t size)
{
	void *p = size && size <= HEAP_MAX ? calloc(1, size) : NULL;

	live += p != NULL;
	return p;
}

void *heap_alloc(size_t size)
{
	unsigned char *p = heap_alloc_zero(size);

	/* Whoever reads what was never written shall notice. */
	for (size_t i = 0; p && i < size; i++)
		p[i] = 0xa5;
	return p;
}

void heap_free(void *p)
{
	live -= p != NULL;
	free(p);
}
