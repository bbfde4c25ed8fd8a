/* SPDX-License-Identifier: MIT */
/*
 * The grammar of the kernel command line, of PITH_CONFIG and of the values fixed at build time.
 *
 * A text is a list of tokens between blanks (bytes 1 to 32). Inside a token "..." quotes blanks;
 * inside the quotes \" is a quote, \\ is a backslash, and any other backslash stands for itself.
 * `key=value` tokens come first; the plain token `--` ends them, and all that follows are
 * arguments. A plain token that begins with `virtio_mmio.device=` belongs to the monitor, also
 * after `--`: some monitors append it. A quoted token is never special, so a writer that quotes
 * every argument can pass any bytes but NUL.
 */
#ifndef BASE_CMDLINE_H
#define BASE_CMDLINE_H

#include "base/types.h"

enum cmdline_kind {
	CMDLINE_END,    /* no token is left */
	CMDLINE_PLAIN,  /* a token without a quote in it */
	CMDLINE_QUOTED, /* a token with a quoted part */
};

/*
 * Take the next token off (*text): unquote it in place, terminate it, store where it begins in
 * (*token) and move (*text) behind it. (token) is untouched when none is left.
 *
 * Owns:    (*token) points into the text, whose bytes are rewritten.
 * Errors:  -EINVAL when a quote is not closed; otherwise an enum cmdline_kind.
 * Context: any.
 */
must_use int cmdline_next(char **text, char **token);

/*
 * Cut (token) at its first `=` and return the value behind it, or NULL when there is none.
 * Context: any.
 */
char *cmdline_cut(char *token);

#endif
