/* SPDX-License-Identifier: MIT */
/*
 * What Debian packages have installed on this host.
 */
#ifndef TOOL_BUILD_PACKAGE_H
#define TOOL_BUILD_PACKAGE_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

/*
 * Add to (paths) the files of the installed package (name), and of those that it depends on in one
 * exact version, which are parts of the same software. Documentation stays out. Errors: a package
 * that is not installed; a host without dpkg.
 */
must_use int package_list(const char *name, struct strings *paths, struct diag *d);

#endif
