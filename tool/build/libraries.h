/* SPDX-License-Identifier: MIT */
/*
 * What a Linux program is loaded with: its interpreter, and the libraries that this finds for it.
 */
#ifndef TOOL_BUILD_LIBRARIES_H
#define TOOL_BUILD_LIBRARIES_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

/*
 * The interpreter that the ELF file (path) names, in (name); nothing when it has none. Owns: the
 * caller, until buf_free(). Errors: a file that is no program for x86-64.
 */
must_use int libraries_interpreter(const char *path, struct buf *name, struct diag *d);

/*
 * Add to (paths) what (interpreter) would load for (program), which can be a library, too. One that
 * is not on this host is an error if (must); else what there is counts.
 */
must_use int libraries_list(const char *interpreter, const char *program, bool must,
			    struct strings *paths, struct diag *d);

/*
 * Add to (paths) the programs and libraries, of those that ld.so loads, in (path): a file or
 * folder.
 */
must_use int libraries_in(const char *path, struct strings *paths, struct diag *d);

/*
 * Does the program or library (path) name a function of glibc that unwinds: that ends a thread, or
 * shows its calls? Then glibc loads libgcc_s.so.1 when it is called, without having said so before.
 */
bool libraries_unwind(const char *path);

/*
 * Add to (paths) the interpreter (ld.so) of the ELF file (path), and then the libraries that it
 * lists, in the order of their loading. A static program adds nothing. The interpreter looks, and
 * runs nothing of the program.
 *
 * Errors: a file that is no program for x86-64, a library that is not on this host.
 */
must_use int libraries_find(const char *path, struct strings *paths, struct diag *d);

/*
 * Add to (out) the cache of ld.so that stands in the (size) bytes, without the libraries whose
 * path is not one of (paths); nothing when none is left, or the bytes are something else. So
 * libraries are known by name where they are on this host, and those that stand beside a program
 * only there. Pure.
 */
void libraries_keep_cache(const void *bytes, size_t size, const struct strings *paths,
			  struct buf *out);

#endif
