/* SPDX-License-Identifier: MIT */
/*
 * The library OS's own memory and string functions, against simple loops and the C library's.
 * They are built under the names own_*; see test/test.mk.
 *
 * Links: base/string.c
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "test/unit/tap.h"

void *own_memcpy(void *restrict to, const void *restrict from, size_t n);
void *own_memmove(void *to, const void *from, size_t n);
void *own_memset(void *to, int c, size_t n);
int own_memcmp(const void *a, const void *b, size_t n);
void *own_memchr(const void *s, int c, size_t n);
size_t own_strlen(const char *s);
size_t own_strnlen(const char *s, size_t max);
int own_strcmp(const char *a, const char *b);
int own_strncmp(const char *a, const char *b, size_t n);
char *own_strchr(const char *s, int c);
char *own_strrchr(const char *s, int c);
size_t string_copy(char *to, const char *from, size_t size);

#define AREA 128

static void fill(unsigned char *area)
{
	for (unsigned i = 0; i < AREA; i++)
		area[i] = (unsigned char)(i * 7 + 1);
}

/* Move (n) bytes from (from) to (to) within one area, byte by byte by way of a copy. */
static void move_simply(unsigned char *area, size_t to, size_t from, size_t n)
{
	unsigned char copy[AREA];

	for (size_t i = 0; i < AREA; i++)
		copy[i] = area[i];
	for (size_t i = 0; i < n; i++)
		area[to + i] = copy[from + i];
}

static bool moves_right(bool overlapping)
{
	unsigned char want[AREA], got[AREA];

	for (size_t n = 0; n < 40; n++) {
		for (size_t to = 0; to < 48; to++) {
			size_t from = overlapping ? 20 : 80 + to % 8;
			void *(*function)(void *, const void *, size_t) =
				overlapping ? own_memmove : own_memcpy;

			fill(want);
			fill(got);
			move_simply(want, to, from, n);
			if (function(got + to, got + from, n) != got + to ||
			    memcmp(want, got, AREA))
				return false;
		}
	}
	return true;
}

static bool fills_right(void)
{
	unsigned char want[AREA], got[AREA];

	for (size_t n = 0; n < 60; n++) {
		for (size_t at = 0; at < 16; at++) {
			fill(want);
			fill(got);
			for (size_t i = 0; i < n; i++)
				want[at + i] = 0xc3;
			if (own_memset(got + at, 0x1c3, n) != got + at || memcmp(want, got, AREA))
				return false;
		}
	}
	return true;
}

static const struct {
	const char *what, *a, *b;
	size_t n;
} comparisons[] = {
	{ "equal texts", "word", "word", 4 },
	{ "no bytes at all", "a", "b", 0 },
	{ "a difference in the first byte", "abc", "xbc", 3 },
	{ "a difference in the last byte", "abc", "abd", 3 },
	{ "a difference behind the limit", "abcX", "abcY", 3 },
	{ "bytes above 127 are larger", "a\x80", "a\x7f", 2 },
	{ "a prefix is smaller", "ab", "abc", 3 },
	{ "what follows the end does not count", "ab\0x", "ab\0y", 4 },
};

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void test_comparisons(void)
{
	for (size_t i = 0; i < nitems(comparisons); i++) {
		const char *a = comparisons[i].a, *b = comparisons[i].b;
		size_t n = comparisons[i].n, shorter = MIN(n, MIN(strlen(a), strlen(b)) + 1);

		ok(sign(own_strncmp(a, b, n)) == sign(strncmp(a, b, n)) &&
			   sign(own_strncmp(b, a, n)) == sign(strncmp(b, a, n)),
		   "strncmp: %s", comparisons[i].what);
		ok(sign(own_strcmp(a, b)) == sign(strcmp(a, b)), "strcmp: %s", comparisons[i].what);
		ok(sign(own_memcmp(a, b, shorter)) == sign(memcmp(a, b, shorter)), "memcmp: %s",
		   comparisons[i].what);
	}
}

static void test_searches(void)
{
	static const char text[] = "a path/with/slashes";

	ok(own_strchr(text, '/') == strchr(text, '/'), "strchr finds the first");
	ok(own_strrchr(text, '/') == strrchr(text, '/'), "strrchr finds the last");
	ok(!own_strchr(text, '!') && !own_strrchr(text, '!'), "neither finds what is not there");
	ok(own_strchr(text, 0) == text + strlen(text), "strchr finds the terminator");
	ok(own_strrchr(text, 0) == text + strlen(text), "strrchr finds the terminator");
	ok(own_memchr(text, 'w', sizeof(text)) == memchr(text, 'w', sizeof(text)),
	   "memchr finds a byte");
	ok(!own_memchr(text, 's', 5), "memchr stops at its limit");
	ok(own_memchr("\xff", 0xff, 1) && own_memchr("\xff", -1, 1),
	   "memchr looks at bytes, not at chars");
	ok_int((long long)own_strlen(text), sizeof(text) - 1, "strlen");
	ok_int((long long)own_strnlen(text, 3), 3, "strnlen stops at its limit");
	ok_int((long long)own_strnlen("", 9), 0, "strnlen of nothing");
}

static const struct {
	const char *what, *from;
	size_t size;
	const char *want;
} copies[] = {
	{ "string_copy: all of it fits", "four", 8, "four" },
	{ "string_copy: just fits", "four", 5, "four" },
	{ "string_copy: is cut and terminated", "four", 4, "fou" },
	{ "string_copy: room for the terminator only", "four", 1, "" },
	{ "string_copy: no room, nothing is written", "four", 0, "........" },
};

static void test_string_copy(void)
{
	for (size_t i = 0; i < nitems(copies); i++) {
		char to[] = "........";
		size_t length = string_copy(to, copies[i].from, copies[i].size);

		ok_text(to, copies[i].want, copies[i].what);
		ok_int((long long)length, (long long)strlen(copies[i].from),
		       "and it returns the whole length");
	}
}

int main(void)
{
	ok(moves_right(false), "memcpy: every length up to 40, every alignment");
	ok(moves_right(true), "memmove: every overlap, forwards and backwards");
	ok(fills_right(),
	   "memset: every length up to 60, every alignment, the low byte of its argument");
	test_comparisons();
	test_searches();
	test_string_copy();
	return tap_done();
}
