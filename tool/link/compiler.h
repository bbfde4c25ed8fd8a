/* SPDX-License-Identifier: MIT */
/*
 * The C compiler that does the work, and the flags that turn it into a compiler for images.
 */
#ifndef TOOL_LINK_COMPILER_H
#define TOOL_LINK_COMPILER_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/link/toolkit.h"

struct compiler {
	struct strings command; /* the program and the arguments that always go first */
	bool clang;
	char *include; /* its own headers: stddef.h and the like */
};

/*
 * Find the compiler: (given), or $PITH_CC, or gcc, or clang. A given one may have arguments:
 * "ccache gcc".
 *
 * Owns:   the caller, until compiler_fini().
 * Errors: -ENOENT when there is none.
 */
must_use int compiler_init(struct compiler *c, const char *given, struct diag *d);
void compiler_fini(struct compiler *c);

/* Append the flags for compiling against the toolkit. The user's own follow, and win. */
void compiler_add_flags(const struct compiler *c, const struct toolkit *t, struct strings *args);

/* Append flags that keep the path of (source) out of the object. */
void compiler_add_source_flags(const char *source, struct strings *args);

/* What the compiler prints for (option), without the line's end. Owns: (out) is the caller's. */
must_use int compiler_ask(const struct compiler *c, const char *option, struct buf *out,
			  struct diag *d);

#endif
