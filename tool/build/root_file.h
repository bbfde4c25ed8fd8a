/* SPDX-License-Identifier: MIT */
/*
 * A root file system in a file of its own, OUTPUT.root beside the image, sealed by digests
 * (include/pith/image.h, PITH_NOTE_ROOT).
 */
#ifndef TOOL_BUILD_ROOT_FILE_H
#define TOOL_BUILD_ROOT_FILE_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct root_file {
	struct buf note; /* the descriptor for the image */
	char *path;      /* where it is to be; NULL: there is none */
	char *temp;      /* where it is until root_file_install(), or NULL */
};

/*
 * Write the file of the EROFS image (erofs), for the image (output), under another name.
 *
 * Owns:   (r) is the caller's, also after a failure: root_file_fini(), which removes it when it
 *         was not installed.
 * Errors: those of files; -ENOSPC.
 */
must_use int root_file_make(struct root_file *r, const char *erofs, const char *output,
			    struct diag *d);

/* Put it in its place. */
must_use int root_file_install(struct root_file *r, struct diag *d);
void root_file_fini(struct root_file *r);

#endif
