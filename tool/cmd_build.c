/* SPDX-License-Identifier: MIT */
/*
 * pith build: make an image from an application.
 */
#include "tool/build/build.h"
#include "tool/command.h"
#include "tool/options.h"

static const struct option_set build_set;

int cmd_build(int argc, char **argv, struct diag *d)
{
	struct build_options o = { 0 };
	int nr_operands = 0;
	int err = options_parse(&build_set, &o, argv, &nr_operands, d);

	(void)argc;
	if (!err && nr_operands > 1)
		err = diag_fail(d, 0, "build takes one source, not '%s' as well", argv[2]);
	if (!err && !nr_operands)
		err = diag_fail(d, 0,
				"build wants a source: a C file, a folder with a pith.yaml, "
				"or a Linux program");
	if (!err)
		err = build_image(&o, argv[1], d);
	strings_free(&o.defines);
	strings_free(&o.with);
	strings_free(&o.packages);
	strings_free(&o.files);
	return err == OPTIONS_HELP ? 0 : err;
}

static const struct option build_options[] = {
	{ 'o', "output", OPTION_VALUE, offsetof(struct build_options, output), "FILE",
	  "write the image to FILE" },
	{ 't', "target", OPTION_VALUE, offsetof(struct build_options, target), "any|vm|process",
	  "what the image runs on" },
	{ 'O', NULL, OPTION_VALUE, offsetof(struct build_options, optimise), "LEVEL",
	  "optimise: 0 to 3, s, g; 2 when not given" },
	{ 'D', NULL, OPTION_LIST, offsetof(struct build_options, defines), "NAME[=VALUE]",
	  "define a macro" },
	{ 0, "binary", OPTION_VALUE, offsetof(struct build_options, binary), "PATH",
	  "SOURCE is a root file system, a folder or a tar; PATH is what runs" },
	{ 0, "erofs", OPTION_VALUE, offsetof(struct build_options, erofs), "lz4",
	  "compress the files that the image carries" },
	{ 0, "owner", OPTION_VALUE, offsetof(struct build_options, owner), "root|keep",
	  "whom the files belong to that it carries: root, or whom they do here" },
	{ 0, "root", OPTION_VALUE, offsetof(struct build_options, root), "image|file",
	  "where the files stand that it carries: in it, or beside it in FILE.root" },
	{ 0, "file", OPTION_LIST, offsetof(struct build_options, files), "HERE[:THERE]",
	  "take this file or folder into the image, as THERE" },
	{ 0, "with", OPTION_LIST, offsetof(struct build_options, with), "PATH",
	  "of a program: take this file or folder into the image, too" },
	{ 0, "package", OPTION_LIST, offsetof(struct build_options, packages), "NAME",
	  "of a program: take what this Debian package installed, too" },
	{ 0, "seal", OPTION_SWITCH, offsetof(struct build_options, seal), NULL,
	  "of a program: end it at system calls that `pith check` does not find" },
	{ 0, "seal-with", OPTION_VALUE, offsetof(struct build_options, seal_with), "FILE",
	  "of a program: end it at system calls that FILE does not name" },
	{ 0, "ring", OPTION_VALUE, offsetof(struct build_options, ring), "0|3",
	  "of a program: where it is in a machine; 3 is apart from the library OS" },
	{ 0, "cc", OPTION_VALUE, offsetof(struct build_options, compiler), "CC",
	  "the C compiler: gcc or clang" },
	{ 0, "symbols", OPTION_SWITCH, offsetof(struct build_options, symbols), NULL,
	  "crash reports name functions: the default of target any" },
	{ 0, "no-symbols", OPTION_SWITCH, offsetof(struct build_options, no_symbols), NULL,
	  "they show offsets in the image, which is then smaller" },
	{ 0, "no-debug", OPTION_SWITCH, offsetof(struct build_options, no_debug), NULL,
	  "do not write FILE.debug" },
};

static const struct option_set build_set = {
	.usage = "pith build [OPTION...] SOURCE",
	.summary = "Make an image from SOURCE: a C file, a folder with a pith.yaml, or a Linux\n"
		   "program, which goes into it with the libraries that it needs. The image\n"
		   "is a program for Linux and a kernel for a virtual machine. FILE.debug beside\n"
		   "it is for `pith explain` and gdb.",
	.options = build_options,
	.nr_options = nitems(build_options),
};
