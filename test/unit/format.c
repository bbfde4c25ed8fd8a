/* SPDX-License-Identifier: MIT */
/*
 * Text formatting, with the C library's snprintf() as the oracle.
 *
 * Links: base/format.c base/string.c
 */
#include <limits.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/format.h"
#include "test/unit/tap.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

static const struct {
	const char *what, *fmt;
	long a, b;
} numbers[] = {
	{ "no conversion", "plain", 0, 0 },
	{ "a percent sign", "100%%", 0, 0 },
	{ "zero", "%d %x", 0, 0 },
	{ "a negative number", "%d", -42, 0 },
	{ "the smallest int", "%d", INT_MIN, 0 },
	{ "the smallest long", "%ld", LONG_MIN, 0 },
	{ "the largest unsigned long", "%lu", -1, 0 },
	{ "an unsigned int drops the upper half", "%u", 0x1ffffffff, 0 },
	{ "hexadecimal", "%x %lx", 0xbeef, 0x123456789abcdef },
	{ "octal", "%o %lo", 0644, 0 },
	{ "a size", "%zu", 4096, 0 },
	{ "long long", "%lld", -5, 0 },
	{ "width", "[%5d]", 42, 0 },
	{ "width, with zeros", "[%05d]", 42, 0 },
	{ "width, with zeros, negative", "[%05d]", -42, 0 },
	{ "width smaller than the number", "[%2d]", 12345, 0 },
	{ "width from an argument", "[%*d]", 6, 42 },
	{ "an address as logs want it", "%016lx", 0x7fff800000001000, 0 },
	{ "a character", "[%c]", 'x', 0 },
};

static const struct {
	const char *what, *fmt, *arg;
} texts[] = {
	{ "a text", "<%s>", "word" },
	{ "an empty text", "<%s>", "" },
	{ "a text in a field", "<%8s>", "word" },
	{ "a text that is cut", "<%.2s>", "word" },
	{ "a text that is cut in a field", "<%5.2s>", "word" },
	{ "a cut longer than the text", "<%.9s>", "word" },
};

static const struct {
	const char *what, *fmt, *want;
} odd[] = {
	{ "an unknown letter is copied", "a %y b", "a %y b" },
	{ "a lone percent sign at the end is copied", "50%", "50%" },
	{ "an unfinished conversion is copied", "x%-08l", "x%-08l" },
};

static void test_conversions(void)
{
	char got[128], want[128];

	for (size_t i = 0; i < nitems(numbers); i++) {
		size_t n =
			format_text(got, sizeof(got), numbers[i].fmt, numbers[i].a, numbers[i].b);

		snprintf(want, sizeof(want), numbers[i].fmt, numbers[i].a, numbers[i].b);
		ok_text(got, want, numbers[i].what);
		if (n != strlen(want))
			ok_int((long long)n, (long long)strlen(want), "and its length");
	}
	for (size_t i = 0; i < nitems(texts); i++) {
		format_text(got, sizeof(got), texts[i].fmt, texts[i].arg);
		snprintf(want, sizeof(want), texts[i].fmt, texts[i].arg);
		ok_text(got, want, texts[i].what);
	}
	for (size_t i = 0; i < nitems(odd); i++) {
		format_text(got, sizeof(got), odd[i].fmt);
		ok_text(got, odd[i].want, odd[i].what);
	}
}

static void test_room(void)
{
	const char *volatile none = NULL;
	char got[] = "........";

	ok_int((long long)format_text(got, 4, "%d", 123456), 6,
	       "a cut text returns its whole length");
	ok_text(got, "123", "and is terminated");
	ok_int(got[4], '.', "and nothing is written behind its room");
	ok_int((long long)format_text(NULL, 0, "%s", "abc"), 3, "no room at all: only the length");
	format_text(got, sizeof(got), "%s", none);
	ok_text(got, "(null)", "a text that is not there");
}

static void test_arguments(void)
{
	char got[128];

	format_text(got, sizeof(got), "%d %s %lx %c %u %d %d %s", 1, "two", 3ul, '4', 5u, 6, 7,
		    "eight");
	ok_text(got, "1 two 3 4 5 6 7 eight", "arguments in registers and on the stack");
}

int main(void)
{
	test_conversions();
	test_room();
	test_arguments();
	return tap_done();
}
