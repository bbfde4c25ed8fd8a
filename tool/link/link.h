/* SPDX-License-Identifier: MIT */
/*
 * The link of an image, in two steps so that no name of the library OS can meet one of the
 * application.
 *
 *   1. The application's inputs, libfast.a, crt1.o and libc.a become app.o. What it still wants
 *      are names `pith.sys_X`: the system calls that it can reach. Everything else in it becomes
 *      local.
 *   2. those handlers, the platform and image.o pull their closure from libkern.a into kern.o.
 *      Everything but handlers and entries becomes local, and sys_X is renamed to pith.sys_X.
 *   3. app.o and kern.o become the image; the names of its functions stand at its end, if it is
 *      to have them, for crash reports.
 */
#ifndef TOOL_LINK_LINK_H
#define TOOL_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/link/compiler.h"
#include "tool/link/record.h"
#include "tool/link/toolkit.h"
#include "tool/link/workdir.h"

struct link {
	/* Set by the caller, and the caller's. */
	const struct toolkit *toolkit;
	const struct compiler *compiler;
	struct workdir *workdir;
	enum target target;
	const char *output;
	const char *name;             /* argv[0] of the application when nobody says */
	const struct strings *inputs; /* in order: files, -lNAME, -LFOLDER, linker options */
	const struct buf *schema; /* PITH_NOTE_SCHEMA without the end of the list; NULL: no keys */
	const char *program; /* the binary door: what it begins with, a file of (root); or NULL */
	unsigned ring;       /* of (program) in a machine: 0, or 3 */
	const struct strings *seal; /* the only calls of (program); NULL: all that there are */
	const char *values;         /* PITH_NOTE_VALUES */
	const char *net; /* PITH_NOTE_NETWORK: NULL or "" for nothing, and its ports, or NULL */
	const struct strings *ports;
	const char *root;            /* an EROFS image to put in, or NULL */
	const struct buf *root_note; /* PITH_NOTE_ROOT: (root) stands elsewhere; or NULL */
	bool root_packed;            /* its files are compressed */
	bool jit;                    /* what it maps may be executed */
	bool symbols;                /* put the names of its functions in, for crash reports */
	bool keep_debug;       /* write OUTPUT.debug: symbols, relocations, debug information */
	struct record *record; /* inputs that are not files of this link are in it already */

	/* The link's own; link_image() starts and ends them. */
	char *app;            /* path of app.o */
	char *kern;           /* path of kern.o */
	struct strings calls; /* handlers that app.o wants: "sys_write" */
	char *scratch;        /* path of an unstripped image */
};

/*
 * Link an image and put it at (output).
 *
 * Errors: a missing or broken input, an undefined or duplicate symbol (both named with their
 *         objects), -ENOSPC. (output) is then untouched.
 */
must_use int link_image(struct link *l, struct diag *d);

/* --- The steps, each in a file of its own --- */

/* app.c: make app.o, and list the handlers that it wants. */
must_use int link_app(struct link *l, struct diag *d);

/* kern.c: make kern.o. */
must_use int link_kern(struct link *l, struct diag *d);

/* layout.c: write the linker script of this image to (path); app.o is there. */
must_use int link_layout(const struct link *l, const char *path, struct diag *d);

/* final.c: make the image from both. */
must_use int link_final(struct link *l, struct diag *d);

/* image_c.c: write and compile image.c; (drivers) are symbols in probe order. */
must_use int link_image_object(const struct link *l, const struct strings *drivers,
			       const char *object, struct diag *d);

/*
 * names.c: may the application look for (text) in the tree of files? What opens files by name could
 * always, but one that does so on its own account has the name in it, in a file that it carries, or
 * among its arguments. app.o is there.
 */
bool link_names_path(const struct link *l, const char *text);

/*
 * symbols.c: encode the names of the functions in the image (path), as include/pith/image.h
 * describes.
 */
must_use int link_symbols(const char *path, struct buf *table, struct diag *d);

/* --- What the steps share (step.c) --- */

/* Run a tool of the link. Its complaint becomes one sentence, which begins with (doing). */
must_use int link_run(const struct link *l, const struct strings *args, const char *doing,
		      struct diag *d);

/*
 * Turn the complaint of a linker, assembler or the like into one sentence in (d). Returns
 * negative errno.
 */
int link_explain(const struct link *l, const char *complaint, const char *doing, struct diag *d);

/* Assemble (text) into (object). */
must_use int link_assemble(const struct link *l, const char *text, const char *object,
			   struct diag *d);

/*
 * Look for an undefined symbol of the object (path) that nothing will define: neither the layout
 * (lds) nor the linker. Names that begin with `pith.` are left out. Stores a copy of the first in
 * (*name), or NULL.
 */
must_use int link_find_undefined(const struct link *l, const char *path, char **name,
				 struct diag *d);

#endif
