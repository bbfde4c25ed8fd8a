/* SPDX-License-Identifier: MIT */
/*
 * pith ar, ranlib, nm, strip, objcopy, pkg-config: the tools beside the compiler, for makefiles
 * that want them under the compiler's name. They are those of the host; what is not: strip of an
 * image, which has nothing to strip, and pkg-config, which must not find the host's libraries.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/pith/image.h"
#include "tool/command.h"
#include "tool/elf.h"
#include "tool/link/toolkit.h"
#include "tool/run_child.h"

static bool is_image(const char *path)
{
	static struct diag ignored;
	struct elf_note note;
	struct elf e;
	bool image;

	if (path[0] == '-' || elf_map(&e, path, &ignored))
		return false;
	image = !e.nr_sections && elf_find_note(&e, PITH_NOTE_NAME, PITH_NOTE_IMAGE, &note);
	elf_unmap(&e);
	return image;
}

/* strip FILE...: leave images out; when only images are given, all is done. */
static int strip_files(char **argv, struct diag *d)
{
	struct strings args = { 0 };
	bool image = false, other = false;
	int err = 0;

	strings_add(&args, "strip");
	for (argv++; *argv; argv++) {
		if (is_image(*argv)) {
			image = true;
			continue;
		}
		strings_add(&args, *argv);
		other |= (*argv)[0] != '-';
	}
	if (!image || other)
		err = child_exec(&args, d);
	strings_free(&args);
	return err;
}

/* Only packages that were built for images: $PKG_CONFIG_PATH, and those of the toolkit. */
static int pkg_config(char **argv, struct diag *d)
{
	struct strings args = { 0 };
	struct toolkit t;
	int err = toolkit_find(&t, d);

	if (err)
		return err;
	strings_addf(&args, "%s/pkgconfig", t.folder);
	setenv("PKG_CONFIG_LIBDIR", args.items[0], 1);
	unsetenv("PKG_CONFIG_SYSROOT_DIR");
	strings_free(&args);
	for (; *argv; argv++)
		strings_add(&args, *argv);
	err = child_exec(&args, d);
	strings_free(&args);
	return err;
}

/* Become (prefix)(argv[0]), or argv[0] when there is no such program. */
static int become(const char *prefix, char **argv, struct diag *d)
{
	struct strings args = { 0 };
	int err;

	strings_addf(&args, "%s%s", prefix, argv[0]);
	for (int i = 1; argv[i]; i++)
		strings_add(&args, argv[i]);
	err = child_exec(&args, d);
	strings_free(&args);
	if (err == -ENOENT && *prefix)
		err = become("", argv, d);
	return err;
}

/* The tools that belong to a compiler know its objects with link-time optimisation. */
static const char *compiler_prefix(const char *name)
{
	static const char *const wrapped[] = { "ar", "nm", "ranlib" };
	const char *cc = getenv("PITH_CC");

	for (size_t i = 0; i < nitems(wrapped); i++) {
		if (strcmp(name, wrapped[i]) == 0)
			return cc && strstr(cc, "clang") ? "llvm-" : "gcc-";
	}
	return "";
}

int cmd_ar(int argc, char **argv, struct diag *d)
{
	if (strcmp(argv[0], "strip") == 0 && argc > 1)
		return strip_files(argv, d);
	if (strcmp(argv[0], "pkg-config") == 0)
		return pkg_config(argv, d);
	return become(compiler_prefix(argv[0]), argv, d);
}
