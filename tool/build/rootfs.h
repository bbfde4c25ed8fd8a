/* SPDX-License-Identifier: MIT */
/*
 * The read-only root file system of an image: an EROFS image of a folder and single files.
 */
#ifndef TOOL_BUILD_ROOTFS_H
#define TOOL_BUILD_ROOTFS_H

#include "base/compiler.h"
#include "tool/build/manifest.h"
#include "tool/diag.h"
#include "tool/link/record.h"
#include "tool/link/workdir.h"

/*
 * Make the root file system that (m) asks for, from (folder), and store the path of the EROFS
 * image in (*image): NULL when (m) asks for none. It is noted in (record).
 *
 * Owns:   (*image) is the caller's: free().
 * Errors: a missing file, mkfs.erofs not installed, -ENOSPC.
 */
must_use int rootfs_make(const struct manifest *m, const char *folder, struct workdir *w,
			 struct record *record, char **image, struct diag *d);

#endif
