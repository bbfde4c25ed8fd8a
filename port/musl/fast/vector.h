/* SPDX-License-Identifier: MIT */
/*
 * 16 bytes at once, as every x86-64 can, and fewer: what functions of this folder look at and set.
 *
 * Nothing here crosses into a page that the caller did not name: what is loaded unaligned lies
 * within what was given, and an aligned block of 16 lies in one page.
 */
#ifndef PORT_MUSL_FAST_VECTOR_H
#define PORT_MUSL_FAST_VECTOR_H

#include <stddef.h>
#include <stdint.h>

/* As musl's headers declare them, which are not on our path. */
void *memset(void *start, int c, size_t n);
void *memchr(const void *start, int c, size_t n);
int memcmp(const void *first, const void *second, size_t n);
size_t strlen(const char *text);
char *strchr(const char *text, int c);
char *strchrnul(const char *text, int c);
char *__strchrnul(const char *text, int c);

#define VECTOR 16

typedef char vector __attribute__((vector_size(VECTOR)));

typedef struct {
	vector v;
} __attribute__((packed, may_alias)) loose_vector;
typedef struct {
	uint64_t v;
} __attribute__((packed, may_alias)) loose_8;
typedef struct {
	uint32_t v;
} __attribute__((packed, may_alias)) loose_4;
typedef struct {
	uint16_t v;
} __attribute__((packed, may_alias)) loose_2;

#define LOOSE(type, p) (((type *)(void *)(p))->v)
#define SEEN(type, p)  (((const type *)(const void *)(p))->v)

#define fast_inline static inline __attribute__((__always_inline__))

/* A bit for each byte of (v) whose highest bit is set: after a comparison, for each that holds. */
fast_inline unsigned vector_mask(vector v)
{
	return (unsigned)__builtin_ia32_pmovmskb128(v);
}

fast_inline vector vector_of(int c)
{
	char b = (char)c;

	return (vector){ b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b };
}

/* The aligned block that (p) lies in. */
fast_inline const vector *vector_around(const void *p)
{
	return (const void *)((uintptr_t)p & -(uintptr_t)VECTOR);
}

#endif
