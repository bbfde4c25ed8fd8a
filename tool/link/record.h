/* SPDX-License-Identifier: MIT */
/*
 * The build record: what an image was made from, and by what.
 *
 * In the image it is text, a line for each item: KIND NAME VERSION SHA256, with `-` for what an
 * item has not, and %XX for bytes of a name that are blank, % or not printable. Kinds: tool,
 * compiler, toolkit, source, object, archive, data. Names are without folders, so the record says
 * the same wherever the build ran.
 */
#ifndef TOOL_LINK_RECORD_H
#define TOOL_LINK_RECORD_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/link/compiler.h"

struct record {
	struct strings lines;
};

void record_fini(struct record *r);

/* Add an input by its bytes, or by its file. */
void record_add_bytes(struct record *r, const char *kind, const char *name,
		      const struct buf *bytes);
must_use int record_add_file(struct record *r, const char *kind, const char *path, struct diag *d);

/* Add the tool, the compiler and the toolkit. */
must_use int record_add_tools(struct record *r, const struct compiler *c, const struct toolkit *t,
			      struct diag *d);

/* The descriptor of PITH_NOTE_RECORD: sorted lines, NUL at the end. */
void record_encode(const struct record *r, struct buf *out);

#endif
