/* SPDX-License-Identifier: MIT */
/*
 * Copying files into the root file system that is being made. A file that is there is replaced;
 * folders are joined. What is kept of a file is said by (keep); else it belongs to who copies, was
 * changed in 1970, and is written to by its owner alone.
 */
#ifndef TOOL_BUILD_COPY_H
#define TOOL_BUILD_COPY_H

#include <sys/types.h>

#include "base/compiler.h"
#include "tool/diag.h"

#define COPY_TIME  1u /* of its last change: not of folders */
#define COPY_OWNER 2u /* and its mode as it is. Errors: -EPERM: only root gives files away */

/* Copy the file, link or folder (from) to (to). Errors: one that is neither; those of the calls. */
must_use int copy_tree(const char *from, const char *to, unsigned keep, struct diag *d);

/* Copy what is in the folder (from) to the folder (to), which is then like (from). */
must_use int copy_folder(const char *from, const char *to, unsigned keep, struct diag *d);

#endif
