/* SPDX-License-Identifier: MIT */
/*
 * The control channel: frames in pieces of any length, and frames that lie.
 *
 * Links: tool/run/control.c
 */
#include "base/compiler.h"
#include "test/unit/tap.h"
#include "tool/run/control.h"

static const char stream[] = "E\5\0abcde" /* standard error */
			     "?\3\0xyz"   /* a type that nobody knows */
			     "E\0\0"      /* nothing */
			     "S\0\0"      /* a signal without its number */
			     "E\2\0fg"
			     "X\1\0\52"; /* status 42 */

/* Read (bytes) in pieces of (step); what is for standard error goes to (err). */
static void read_all(struct control *c, const char *bytes, size_t n, size_t step, char *err)
{
	*c = (struct control){ 0 };
	for (size_t at = 0; at < n;) {
		const uint8_t *piece;
		size_t size;

		at += control_read(c, (const uint8_t *)bytes + at, MIN(step, n - at), &piece,
				   &size);
		if (size)
			memcpy(err, piece, size);
		err += size;
	}
	*err = '\0';
}

int main(void)
{
	struct control c;
	char err[64];
	char longest[3 + 65535];

	for (size_t step = 1; step <= sizeof stream; step++) {
		read_all(&c, stream, sizeof stream - 1, step, err);
		ok(!strcmp(err, "abcdefg") && c.exited && c.status == 42 && !c.killed && !c.refused,
		   "pieces of %zu bytes", step);
	}

	read_all(&c, "S\1\0\13", 4, 64, err);
	ok(c.killed && c.signal == 11 && control_ended(&c), "death by a signal");
	read_all(&c, "L\0\0", 3, 1, err);
	ok(c.listens && !control_ended(&c), "it takes requests");
	read_all(&c, "T\0\0", 3, 1, err);
	ok(c.asks_time && !c.listens && !control_ended(&c), "it asks for the time");
	read_all(&c, "H\4\0\51\0\0\0", 7, 2, err);
	ok(c.seal_broken && c.host_call == 41, "a broken seal");
	read_all(&c, "H\2\0\51\0", 5, 2, err);
	ok(!c.seal_broken && !control_ended(&c), "half a number is none");
	read_all(&c, "R\4\0a\033[c", 7, 64, err);
	ok(c.refused && !strcmp(c.error, "a [c"), "a refusal, printable");
	read_all(&c, "A\4\0\0 1\nA\4\0\1 ::A\2\0\377xA\0\0", 22, 3, err);
	ok(c.told && !strcmp(c.addresses[0], " 1 ") && !strcmp(c.addresses[1], " ::") &&
		   !control_ended(&c),
	   "addresses of two interfaces");
	read_all(&c, "X\1", 2, 64, err);
	ok(!control_ended(&c), "a frame that does not end says nothing");

	memset(longest, 'x', sizeof longest);
	memcpy(longest, "R\377\377", 3);
	read_all(&c, longest, sizeof longest, 1000, err);
	ok(c.refused && strlen(c.error) == CONTROL_ERROR_MAX - 1, "a long refusal is cut");
	return tap_done();
}
