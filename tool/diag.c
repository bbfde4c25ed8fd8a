/* SPDX-License-Identifier: MIT */
/*
 * One sentence per failure. Bytes that would move a terminal's cursor are shown as '?': the
 * objects in the sentence are names that came from outside.
 */
#include "tool/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void make_printable(char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = *s == '\n' || *s == '\t' ? ' ' : '?';
	}
}

int diag_fail(struct diag *d, int err, const char *fmt, ...)
{
	char text[DIAG_MAX - 128];
	va_list args;

	if (err < 0)
		err = -err;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (err)
		snprintf(d->text, sizeof d->text, "%s: %s", text, strerror(err));
	else
		snprintf(d->text, sizeof d->text, "%s", text);
	make_printable(d->text);
	return err ? -err : -EINVAL;
}

int diag_print(const struct diag *d)
{
	fprintf(stderr, "error: %s\n",
		d->text[0] ? d->text : "something failed and nobody said what");
	return DIAG_EXIT_STATUS;
}
