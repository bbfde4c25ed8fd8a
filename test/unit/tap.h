/* SPDX-License-Identifier: MIT */
/*
 * Unit tests: one program for each unit, run on the host under AddressSanitizer and UBSan, output
 * in TAP.
 *
 * A test file names the sources that it wants linked in its header comment, after `Links:`. Its
 * cases are tables whose rows read like a sentence; each row is one test. main() ends with `return
 * tap_done();`.
 */
#ifndef TEST_UNIT_TAP_H
#define TEST_UNIT_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

/* One test: (pass), and what it was about. Returns (pass). */
__attribute__((format(printf, 2, 3))) static inline bool ok(bool pass, const char *what, ...)
{
	va_list args;

	tap_run++;
	tap_failed += !pass;
	printf("%sok %d - ", pass ? "" : "not ", tap_run);
	va_start(args, what);
	vprintf(what, args);
	va_end(args);
	putchar('\n');
	return pass;
}

/* One test: (got) is (want), both as numbers; says both when it is not. */
static inline bool ok_int(long long got, long long want, const char *what)
{
	bool pass = ok(got == want, "%s", what);

	if (!pass)
		printf("# got %lld (0x%llx), want %lld (0x%llx)\n", got, got, want, want);
	return pass;
}

/* One test: (got) is the text (want); NULL is a text of its own. */
static inline bool ok_text(const char *got, const char *want, const char *what)
{
	bool pass = ok(got == want || (got && want && !strcmp(got, want)), "%s", what);

	if (!pass)
		printf("# got  \"%s\"\n# want \"%s\"\n", got ? got : "(NULL)",
		       want ? want : "(NULL)");
	return pass;
}

/* Print the plan; returns the exit status of the program. */
static inline int tap_done(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed != 0;
}

#endif
