/* SPDX-License-Identifier: MIT */
/* memset(): few bytes without a loop, from both ends to the middle. */
#include "port/musl/fast/vector.h"

/* From so much on the processor's own way is as fast, and needs no loop. */
#define MANY 256

typedef uint64_t eights __attribute__((vector_size(VECTOR)));

static void set_many(char *to, uint64_t eight, size_t n)
{
	size_t skew = VECTOR - ((uintptr_t)to & (VECTOR - 1)), words = (n - skew) / 8;

	LOOSE(loose_8, to) = eight;
	LOOSE(loose_8, to + 8) = eight;
	LOOSE(loose_8, to + n - 8) = eight;
	to += skew;
	__asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(eight) : "memory");
}

static inline void set_below_16(char *to, uint64_t eight, size_t n)
{
	if (n >= 8) {
		LOOSE(loose_8, to) = eight;
		LOOSE(loose_8, to + n - 8) = eight;
	} else if (n >= 4) {
		LOOSE(loose_4, to) = (uint32_t)eight;
		LOOSE(loose_4, to + n - 4) = (uint32_t)eight;
	} else if (n >= 2) {
		LOOSE(loose_2, to) = (uint16_t)eight;
		LOOSE(loose_2, to + n - 2) = (uint16_t)eight;
	} else if (n) {
		*to = (char)eight;
	}
}

/* 16 bytes and more: both ends, which may be the same in part, and 64 at a time between them. */
static inline void set_blocks(char *to, vector v, size_t n)
{
	char *end = to + n;

	LOOSE(loose_vector, to) = v;
	LOOSE(loose_vector, end - VECTOR) = v;
	if (n <= 2 * VECTOR)
		return;
	LOOSE(loose_vector, to + VECTOR) = v;
	LOOSE(loose_vector, end - 2 * VECTOR) = v;
	if (n <= 4 * VECTOR)
		return;
	LOOSE(loose_vector, end - 3 * VECTOR) = v;
	LOOSE(loose_vector, end - 4 * VECTOR) = v;
	for (to += 2 * VECTOR; to < end - 4 * VECTOR; to += 4 * VECTOR) {
		LOOSE(loose_vector, to) = v;
		LOOSE(loose_vector, to + VECTOR) = v;
		LOOSE(loose_vector, to + 2 * VECTOR) = v;
		LOOSE(loose_vector, to + 3 * VECTOR) = v;
	}
}

void *memset(void *start, int c, size_t n)
{
	uint64_t eight = (unsigned char)c * UINT64_C(0x0101010101010101);

	if (n < VECTOR)
		set_below_16(start, eight, n);
	else if (n < MANY)
		set_blocks(start, (vector)(eights){ eight, eight }, n);
	else
		set_many(start, eight, n);
	return start;
}
