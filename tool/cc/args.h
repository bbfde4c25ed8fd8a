/* SPDX-License-Identifier: MIT */
/*
 * The command line of a C compiler, as far as `pith cc` must understand it: what is compiled and
 * how, what is linked and in which order, and what the compiler alone can answer.
 */
#ifndef TOOL_CC_ARGS_H
#define TOOL_CC_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct linker_rule;

/* One input in link order: a file, -lNAME, -LFOLDER, or an option of the linker. */
struct cc_input {
	char *text;
	char *language; /* of a source: what -x says, "": by its ending; NULL: for the linker */
};

struct cc_args {
	struct strings compile; /* options of the compiler, without inputs and -o */
	struct strings all;     /* every argument that the compiler may see, in order */
	struct cc_input *inputs;
	size_t nr_inputs;
	size_t nr_files;         /* inputs that are files or standard input */
	const char *output;      /* -o, or NULL */
	const char *compiler;    /* --cc, or NULL */
	bool only_compile;       /* -c, -S, -E, -M, -fsyntax-only: the compiler does all of it */
	bool only_answer;        /* -print-..., --version and the like: so is this */
	bool partial;            /* -r */
	bool show;               /* -v */
	bool debug;              /* -g */
	bool strip;              /* -s */
	bool depend;             /* -MD, -MMD without -MF */
	const char *linker_asks; /* --version for the linker alone, or NULL */
	const struct linker_rule *pending; /* an option of the linker that wants its value */
	struct strings held;               /* texts that the pointers above point to */
};

/*
 * Read argv[1...], response files taken apart.
 *
 * Owns:   the caller, until cc_args_fini(), also after a failure.
 * Errors: -EINVAL for what an image cannot be: -shared, -m32, -T.
 */
must_use int cc_args_read(struct cc_args *a, char **argv, struct diag *d);
void cc_args_fini(struct cc_args *a);

#endif
