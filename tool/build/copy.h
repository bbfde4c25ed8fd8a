/* SPDX-License-Identifier: MIT */
/*
 * Copying files into the root file system that is being made. A file that is there is replaced;
 * folders are joined. (depth) is how many folders lie above in this copy: 0.
 */
#ifndef TOOL_BUILD_COPY_H
#define TOOL_BUILD_COPY_H

#include <sys/types.h>

#include "base/compiler.h"
#include "tool/diag.h"

/* Copy the file, link or folder (from) to (to). Errors: one that is neither; those of the calls. */
must_use int copy_tree(const char *from, const char *to, unsigned depth, struct diag *d);

/* Copy what is in the folder (from) to the folder (to), whose mode is then (mode). */
must_use int copy_folder(const char *from, const char *to, mode_t mode, unsigned depth,
			 struct diag *d);

#endif
