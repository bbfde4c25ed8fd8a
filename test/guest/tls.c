/* SPDX-License-Identifier: MIT */
/* Thread-local storage of the main thread, constructors, large and aligned data, weak symbols. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static __thread volatile int counter = 5;
static __thread volatile char zeros[300];
static __thread struct {
	_Alignas(64) volatile long v;
} aligned_one = { 77 };
__thread const char *volatile text = "initialised pointer";

static int bss[1 << 20];
static int data[10000] = { 1, 2, 3 };
static _Alignas(4096) char page[4096] = { 9 };
static const int *const pointers[] = { &data[1], &bss[5], &data[9999] };
static int order;

extern int nowhere(void) __attribute__((weak));

__attribute__((constructor(101))) static void early(void)
{
	order = order * 10 + 1;
}

__attribute__((constructor)) static void late(void)
{
	order = order * 10 + 2;
}

int main(void)
{
	int zero = 1;
	void *volatile where = &aligned_one;

	counter++;
	for (unsigned i = 0; i < sizeof zeros; i++)
		zero &= !zeros[i];
	printf("%d %d %ld %s\n", counter, zero, aligned_one.v, text);
	printf("aligned %d %d\n", !((uintptr_t)where & 63), !((uintptr_t)page & 4095));
	zeros[5] = 1;
	printf("%d %s\n", counter, text);
	for (unsigned i = 0; i < 1 << 20; i += 4096)
		zero &= !bss[i];
	bss[5] = 55;
	data[9999] = 66;
	printf("%d %d %d %d\n", zero, *pointers[0], *pointers[1], *pointers[2]);
	printf("order %d, weak %d\n", order, nowhere != NULL);
	return 0;
}
