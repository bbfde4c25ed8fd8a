/* SPDX-License-Identifier: MIT */
/*
 * From a source to an image: what `pith build` does, and `pith run` before it runs a source.
 */
#ifndef TOOL_BUILD_BUILD_H
#define TOOL_BUILD_BUILD_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct build_options {
	const char *output;   /* NULL: the name of the application, in the working folder */
	const char *target;   /* NULL: what pith.yaml says, or any */
	const char *compiler; /* NULL: as compiler_init() finds it */
	const char *optimise; /* the LEVEL of -O; NULL: 2 */
	struct strings with;  /* of a program: files and folders that go into the image with it */
	struct strings files; /* HOST or HOST:GUEST: files and folders that go into the image */
	const char *binary;   /* the program of a root file system: the source is one */
	struct strings packages; /* of a program: Debian packages whose files go with it */
	const char *erofs;       /* "lz4": files are compressed */
	const char *owner;      /* "keep": files belong to whom they do on this host, or in a tar */
	const char *root;       /* "file": the root file system stands in OUTPUT.root */
	bool seal;              /* a program makes the system calls that it is seen to have, only */
	const char *seal_with;  /* those that this file names, only */
	const char *ring;       /* of a program in a machine; NULL: what pith.yaml says, or 0 */
	struct strings defines; /* NAME or NAME=VALUE, for -D */
	bool symbols;           /* crash reports name functions */
	bool no_symbols;        /* they do not; neither: as is usual for the target */
	bool no_debug;          /* do not write OUTPUT.debug */
};

/* May (path) be built? A C file, a folder, or a Linux program that is no image. */
bool build_is_source(const char *path);

/*
 * Build the C file, the folder with a pith.yaml, or the Linux program (source).
 *
 * Errors: bad input, in one sentence; what the compiler says of the source went to standard error
 *         before.
 */
must_use int build_image(const struct build_options *o, const char *source, struct diag *d);

#endif
