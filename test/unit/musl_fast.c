/* SPDX-License-Identifier: MIT */
/*
 * The quicker functions in the place of musl's (port/musl/fast/), against simple loops: at all places in a block of 16,
 * and with a page behind the bytes that nothing may touch. They are built under the names fast_*; see test/test.mk.
 *
 * Links: port/musl/fast/memcpy.S port/musl/fast/memmove.S port/musl/fast/memset.c port/musl/fast/memchr.c
 * Links: port/musl/fast/memcmp.c port/musl/fast/strlen.c port/musl/fast/strchr.c port/musl/fast/strchrnul.c
 * Links: port/musl/fast/strcasecmp.c
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/compiler.h"
#include "test/unit/tap.h"

void *fast_memcpy(void *restrict to, const void *restrict from, size_t n);
void *fast_memmove(void *to, const void *from, size_t n);
void *fast_memset(void *to, int c, size_t n);
void *fast_memchr(const void *s, int c, size_t n);
int fast_memcmp(const void *a, const void *b, size_t n);
size_t fast_strlen(const char *s);
char *fast_strchr(const char *s, int c);
char *fast_strchrnul(const char *s, int c);
int fast_strcasecmp(const char *a, const char *b);

#define PAGE 4096
#define AREA (2 * PAGE)

/* Two areas, each with a page before it and one behind it that cannot be touched. */
static unsigned char *first, *second, *want;

/* The lengths that matter: all that have no loop, and some on either side of each border. */
static const size_t lengths[] = { 0,   1,   2,   3,   4,   5,   6,   7,   8,   9,    10,   11,  12,
				  13,  14,  15,  16,  17,  18,  20,  24,  30,  31,   32,   33,  40,
				  47,  48,  49,  60,  63,  64,  65,  66,  79,  80,   95,   96,  97,
				  127, 128, 129, 159, 160, 161, 255, 256, 257, 300,  383,  384, 385,
				  500, 511, 512, 513, 520, 527, 528, 529, 640, 1023, 1024, 1025 };

static unsigned char *guarded(void)
{
	unsigned char *p =
		mmap(NULL, AREA + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + PAGE, AREA, PROT_READ | PROT_WRITE))
		abort();
	return p + PAGE;
}

static void fill(unsigned char *area, unsigned seed)
{
	for (unsigned i = 0; i < AREA; i++)
		area[i] = (unsigned char)(i * 7 + (i >> 8) * 13 + seed);
}

static bool same(const unsigned char *got)
{
	for (unsigned i = 0; i < AREA; i++)
		if (got[i] != want[i])
			return false;
	return true;
}

/* Where (n) bytes lie that end (k) before the end of an area, or for (k) of 16 and more, that begin at its start. */
static size_t place(unsigned k, size_t n)
{
	return k < 16 ? AREA - n - k : k - 16;
}

static bool copies(size_t n, unsigned to, unsigned from)
{
	size_t at = place(to, n), of = place(from, n);

	fill(first, 3);
	fill(second, 99);
	fill(want, 3);
	for (size_t i = 0; i < n; i++)
		want[at + i] = second[of + i];
	return fast_memcpy(first + at, second + of, n) == first + at && same(first);
}

static bool moves(size_t n, size_t at, size_t of)
{
	fill(first, 5);
	fill(want, 5);
	for (size_t i = 0; i < n; i++)
		want[at + i] = first[of + i];
	return fast_memmove(first + at, first + of, n) == first + at && same(first);
}

static bool sets(size_t n, unsigned to)
{
	size_t at = place(to, n);

	fill(first, 7);
	fill(want, 7);
	for (size_t i = 0; i < n; i++)
		want[at + i] = 0xa5;
	return fast_memset(first + at, 0x7a5, n) == first + at && same(first);
}

static void test_moves(void)
{
	static const size_t distances[] = { 1,  2,  3,  7,  8,   15,  16,  17, 31,
					    32, 33, 48, 64, 100, 511, 512, 600 };
	bool copied = true, set = true, up = true, down = true;

	for (size_t l = 0; l < nitems(lengths); l++) {
		size_t n = lengths[l];

		for (unsigned to = 0; to < 32; to++) {
			for (unsigned from = 0; from<32; from += n> 128 ? 5 : 1)
				copied &= copies(n, to, from);
			set &= sets(n, to);
		}
		for (size_t d = 0; d < nitems(distances); d++) {
			for (unsigned k = 0; k < 16; k++) {
				up &= moves(n, k, k + distances[d]);
				down &= moves(n, AREA - n - k, AREA - n - k - distances[d]);
			}
		}
		down &= moves(n, 17, 17);
	}
	ok(copied, "memcpy at all places, to the ends of pages");
	ok(set, "memset at all places, to the ends of pages");
	ok(up, "memmove to lower addresses that overlap");
	ok(down, "memmove to higher addresses that overlap");
}

/* A text of (n) bytes that ends (k) before the end of an area. */
static char *text_of(unsigned char *area, size_t n, unsigned k)
{
	char *text = (char *)area + AREA - n - 1 - k;

	memset(area, 'x', AREA);
	for (size_t i = 0; i < n; i++)
		text[i] = (char)('a' + i % 23);
	text[n] = '\0';
	return text;
}

static void test_texts(void)
{
	bool length = true, found = true, missing = true, end = true;

	for (size_t n = 0; n < 70; n++) {
		for (unsigned k = 0; k < 16; k++) {
			char *text = text_of(first, n, k);

			length &= fast_strlen(text) == n;
			missing &= !fast_strchr(text, 'z') && fast_strchrnul(text, 'z') == text + n;
			end &= fast_strchr(text, 0) == text + n &&
			       fast_strchrnul(text, 256) == text + n;
			for (size_t i = 0; i < n; i++) {
				text[i] = (char)0xfe;
				found &= fast_strchr(text, 0xfe) == text + i &&
					 fast_strchr(text, -2) == text + i;
				found &= fast_strchrnul(text, 0xfe) == text + i;
				text[i] = 'q';
			}
		}
	}
	ok(length, "strlen");
	ok(found, "strchr and strchrnul find the first");
	ok(missing, "strchr and strchrnul find what is not there at the end");
	ok(end, "strchr and strchrnul find the end");
}

static void test_memchr(void)
{
	bool found = true, missing = true, all = true;

	for (size_t n = 0; n < 70; n++) {
		for (unsigned k = 0; k < 16; k++) {
			unsigned char *text = (unsigned char *)text_of(first, n, k);

			missing &= !fast_memchr(text, 'x', n) && !fast_memchr(text, 'z', n);
			for (size_t i = 0; i < n; i++) {
				text[i] = 0x80;
				found &= fast_memchr(text, 0x180, n) == text + i &&
					 !fast_memchr(text, 0x80, i);
				all &= fast_memchr(text, 0x80, SIZE_MAX) == text + i;
				text[i] = 'q';
			}
		}
	}
	ok(found, "memchr finds the first");
	ok(missing, "memchr finds nothing behind the bytes");
	ok(all, "memchr takes a number that is no limit");
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void test_memcmp(void)
{
	bool equal = true, order = true;

	for (size_t l = 0; l < nitems(lengths); l++) {
		size_t n = lengths[l];

		for (unsigned k = 0; k < 32; k++) {
			unsigned char *a = first + place(k, n), *b = second + place(31 - k, n);

			for (size_t i = 0; i < n; i++)
				a[i] = b[i] = (unsigned char)(i * 11 + k);
			equal &= fast_memcmp(a, b, n) == 0;
			for (size_t i = 0; i<n; i += n> 100 ? 13 : 1) {
				b[i] ^= 0x80;
				if (n > i + 1)
					b[n - 1] ^= 0x40;
				order &= sign(fast_memcmp(a, b, n)) == (a[i] < b[i] ? -1 : 1);
				b[i] = a[i];
				b[n - 1] = a[n - 1];
			}
		}
	}
	ok(equal, "memcmp of what is the same");
	ok(order, "memcmp by the first byte that differs, without sign");
}

/* What musl says of two texts of a byte each, or none: the difference in lower case, of ASCII. */
static int simple_order(unsigned a, unsigned b)
{
	return (a < 128 ? tolower((int)a) : (int)a) - (b < 128 ? tolower((int)b) : (int)b);
}

static void test_strcasecmp(void)
{
	char *a = text_of(first, 1, 0), *b = text_of(second, 1, 0);
	bool right = true;

	for (unsigned x = 0; x < 256; x++) {
		for (unsigned y = 0; y < 256; y++) {
			*a = (char)x;
			*b = (char)y;
			right &= fast_strcasecmp(a, b) == simple_order(x, y);
		}
	}
	ok(right, "strcasecmp of all bytes");
	ok_int(fast_strcasecmp("Keep-Alive", "kEEP-aLIVE"), 0, "strcasecmp of the same word");
	ok_int(sign(fast_strcasecmp("keep", "KEEP-ALIVE")), -1,
	       "strcasecmp of the beginning of a word");
	ok_int(sign(fast_strcasecmp("Get", "DEL")), 1, "strcasecmp of other words");
}

int main(void)
{
	first = guarded();
	second = guarded();
	want = guarded();
	test_moves();
	test_texts();
	test_memchr();
	test_memcmp();
	test_strcasecmp();
	return tap_done();
}
