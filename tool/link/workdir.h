/* SPDX-License-Identifier: MIT */
/*
 * The folder for what a build makes on its way, and putting the result in its place in one step.
 */
#ifndef TOOL_LINK_WORKDIR_H
#define TOOL_LINK_WORKDIR_H

#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct workdir {
	char *path;      /* below $TMPDIR or /tmp */
	int lock;        /* held while the tool lives */
	char *outer;     /* $TMPDIR as it was, or NULL */
	unsigned serial; /* for folders in it */
};

/*
 * Make the folder. Signals that would end the tool only end the children from now on
 * (child_catch_signals), so that workdir_destroy() is reached.
 */
must_use int workdir_create(struct workdir *w, struct diag *d);

/* Remove it with everything in it. Does nothing when it was not made. */
void workdir_destroy(struct workdir *w);

/* Remove (path) and everything below it, without following links. */
void remove_tree(const char *path);

/* The path of (name) in it. Owns: the caller, until free(). */
char *workdir_path(const struct workdir *w, const char *name);

/* As workdir_path(), in a new folder of its own: two inputs may have one name. */
must_use int workdir_new_path(struct workdir *w, const char *name, char **path, struct diag *d);

/* Write a whole file. */
must_use int file_write(const char *path, const void *bytes, size_t n, struct diag *d);

/* Read a whole file; not a folder. Owns: (out) is the caller's. */
must_use int file_read(const char *path, struct buf *out, struct diag *d);

/*
 * Map the file (path), which may be large, to read: (*n) bytes at (*bytes), NULL for none. Owns:
 * the caller, by munmap().
 */
must_use int file_map(const char *path, const void **bytes, size_t *n, struct diag *d);

/*
 * Write (bytes) as the executable (path): under another name in the same folder first, so that
 * (path) is the old file or the new one, never a part. /dev/null and the like are written to as
 * they are.
 */
must_use int file_install(const char *path, const void *bytes, size_t n, struct diag *d);

#endif
