/* SPDX-License-Identifier: MIT */
/*
 * Response files: arguments that were too many for a command line.
 */
#ifndef TOOL_CC_RESPONSE_H
#define TOOL_CC_RESPONSE_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

/*
 * Append (arg) to (out), or, when it is @FILE and there is such a file, the arguments in that
 * file. Files may name files, not endlessly.
 */
must_use int response_expand(const char *arg, struct strings *out, struct diag *d);

/* Split (text) as gcc does: blanks part arguments; '...', "..." and \ keep bytes. */
void response_split(const char *text, struct strings *out);

#endif
