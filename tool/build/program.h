/* SPDX-License-Identifier: MIT */
/*
 * An unmodified Linux program, and the files that it needs, for the root file system of an image.
 */
#ifndef TOOL_BUILD_PROGRAM_H
#define TOOL_BUILD_PROGRAM_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

/* Is (path) a program that is no image: an ELF file that can be run, or a script? */
bool program_is(const char *path);

/*
 * The ELF file that runs (path): itself, or the interpreter of the script that it is. Owns: the
 * caller: free(). NULL: there is none, and (d) has a sentence.
 */
char *program_behind(const char *path, struct diag *d);

/*
 * Where the program (path), absolute, is to be in an image: there, too, unless the image has a file
 * system of its own in that place, as for /tmp. Owns: the caller: free().
 */
char *program_place(const char *path);

/*
 * Put the program (path), absolute, at (place) of the folder (stage), where / begins: with its
 * interpreter, the libraries that its own ld.so finds for it, what C libraries read of /etc, and a
 * cache for ld.so; each of these where it is, through the same links. What is kept of them is
 * (keep) of copy.h. (more) are files and folders that go along.
 *
 * Errors: what it needs is not on this host; those of copying.
 */
must_use int program_collect(const char *path, const char *place, const struct strings *more,
			     const char *stage, unsigned keep, struct diag *d);

#endif
