/* SPDX-License-Identifier: MIT */
/*
 * Command-line options from a table: parsing, help and the hint after a typing mistake have one
 * source.
 *
 * Flags look as Docker's do: --flag, --flag=VALUE, --flag VALUE, -f, -f VALUE, -fVALUE, -fg for
 * two switches, and `--` ends them. A command has one struct of its own that the table's offsets
 * point into.
 */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

enum option_kind {
	OPTION_SWITCH, /* bool: set to true */
	OPTION_VALUE,  /* const char *: the last one given; points into argv */
	OPTION_LIST,   /* struct strings: every one given */
};

struct option {
	char letter;      /* 0: none */
	const char *name; /* NULL: none */
	enum option_kind kind;
	size_t offset;     /* of the field in the command's struct */
	const char *value; /* what the value is called in the help; NULL for a switch */
	const char *help;  /* one line; NULL hides the option */
};

struct option_set {
	const char *usage;   /* "pith build [OPTION...] SOURCE" */
	const char *summary; /* a sentence or more, printed under the usage line */
	const struct option *options;
	size_t nr_options;
	const struct option *more; /* further rows, that several commands share */
	size_t nr_more;
	bool stop_at_operand; /* the first operand ends the options: what follows belongs to it */
};

#define OPTIONS_HELP 1 /* help was asked for and printed: the command is done */

/*
 * Parse argv[1...] into (to), which starts from all zeros, and move the operands to the front of
 * argv[1...]: there are (*nr_operands) of them. The option --help (-h unless taken) is in every
 * set.
 *
 * Owns:   lists in (to) are the caller's: strings_free().
 * Errors: -EINVAL for an unknown option, a missing or a surplus value; OPTIONS_HELP is no error.
 */
must_use int options_parse(const struct option_set *set, void *to, char **argv, int *nr_operands,
			   struct diag *d);

/* Write the help of (set) to (out). */
void options_help(const struct option_set *set, struct buf *out);

#endif
