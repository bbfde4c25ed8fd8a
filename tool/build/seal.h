/* SPDX-License-Identifier: MIT */
/*
 * The seal of a Linux program: the system calls that its image has, and no others.
 */
#ifndef TOOL_BUILD_SEAL_H
#define TOOL_BUILD_SEAL_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

/*
 * Add to (calls) the names of what the program (path) may make, and what the files and folders
 * (more) may that go along with it. Numbers that are not known are said on standard error.
 *
 * Errors: as check_program() of tool/check/check.h.
 */
must_use int seal_find(const char *path, const struct strings *more, struct strings *calls,
		       struct diag *d);

/* Add the names in the file (path), one a line. Errors: one that is no system call. */
must_use int seal_read(const char *path, struct strings *calls, struct diag *d);

#endif
