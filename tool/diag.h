/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, as one sentence with the object in it.
 *
 * Every fallible function of the tool takes a diag and returns negative errno. Who knows the
 * object says the sentence, everybody above only passes the number on, and main() prints it:
 * once.
 */
#ifndef TOOL_DIAG_H
#define TOOL_DIAG_H

#include "base/compiler.h"

#define DIAG_MAX 2048

/*
 * The exit status of the tool's own errors, so that a script can tell them from the
 * application's.
 */
#define DIAG_EXIT_STATUS 125

struct diag {
	char text[DIAG_MAX]; /* without a full stop; "" as long as nothing was said */
};

/*
 * Say the sentence; with an (err), positive or negative, its words follow after a colon. A later
 * sentence replaces an earlier one. Returns the negative errno: -(err), or -EINVAL when (err) is
 * 0.
 *
 *	return diag_fail(d, errno, "open '%s'", path);
 *	return diag_fail(d, 0, "open '%s': not an x86-64 ELF file", path);
 */
int diag_fail(struct diag *d, int err, const char *fmt, ...) printf_like(3, 4) cold;

/* Print "error: ..." to standard error and return DIAG_EXIT_STATUS. */
int diag_print(const struct diag *d);

#endif
