/* SPDX-License-Identifier: MIT */
/*
 * The build record: what an image was made from, and by what.
 *
 * Here it is lines, one for each item: KIND NAME VERSION SHA256, with `-` for what an item has
 * not, and %XX for bytes of a name that are blank, % or not printable. Kinds: tool, compiler,
 * toolkit, source, object, archive, data. Names are without folders, so the record says the same
 * wherever the build ran.
 *
 * In the image an item is the kind's letter (see record.c), the name, a blank and the version if
 * there is one, NUL, and if the letter is a capital, the 32 bytes of the hash.
 */
#ifndef TOOL_LINK_RECORD_H
#define TOOL_LINK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/link/compiler.h"
#include "base/sha256.h"

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

/* The descriptor of PITH_NOTE_RECORD: the sorted items. */
void record_encode(const struct record *r, struct buf *out);

struct record_item {
	const char *kind;
	char name[512];              /* escaped; a longer one is cut */
	char version[64];            /* "" for none */
	char hash[SHA256_TEXT_SIZE]; /* "" for none */
};

/*
 * Take the next item off the descriptor (*at) of (*left) bytes; false at its end, or when it is
 * broken.
 */
must_use bool record_next(const uint8_t **at, size_t *left, struct record_item *i);

#endif
