/* SPDX-License-Identifier: MIT */
/*
 * Archives of files, as a root file system comes in: tar, compressed in any of the usual ways.
 */
#ifndef TOOL_BUILD_ARCHIVE_H
#define TOOL_BUILD_ARCHIVE_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/diag.h"

/*
 * Unpack the tar (path) into the folder (to). Nothing of it can land elsewhere; devices and sockets
 * are left out. With (owners) files belong to whom they do in it. Errors: no tar, a broken one, one
 * that leads out of the folder; those of writing.
 */
must_use int archive_unpack(const char *path, const char *to, bool owners, struct diag *d);

#endif
