/* SPDX-License-Identifier: MIT */
/*
 * pith cc: a C compiler for images, for configure scripts and makefiles.
 *
 * What only the compiler does (-c, -E, --version) the compiler is, with our flags in front: the
 * tool becomes it. When something is to be linked, each source is compiled by itself, and the
 * image is linked by us.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/build/rootfs.h"
#include "tool/cc/args.h"
#include "tool/command.h"
#include "tool/link/link.h"
#include "tool/run_child.h"

/* Everything that one call of `pith cc` works with. */
struct cc {
	struct cc_args args;
	struct toolkit toolkit;
	struct compiler compiler;
	struct workdir workdir;
	struct record record;
	struct strings inputs; /* for the link */
	enum target target;
};

/*
 * What the compiler would answer of the host, and must be answered of images. Returns whether it
 * was.
 */
static bool answer_itself(const struct cc *c)
{
	const struct strings *asked = &c->args.compile;

	for (size_t i = 0; i < asked->n; i++) {
		const char *arg = asked->items[i];
		char path[4200];

		if (strcmp(arg, "-dumpmachine") == 0 || strcmp(arg, "-print-multiarch") == 0) {
			puts("x86_64-linux-musl");
			return true;
		}
		arg += text_begins(arg, "--");
		if (!text_begins(arg, "-print-file-name="))
			continue;
		snprintf(path, sizeof path, "%s/%s", c->toolkit.folder, strchr(arg, '=') + 1);
		if (access(path, F_OK) == 0) {
			puts(path);
			return true;
		}
	}
	return false;
}

/* Become the compiler. */
static int become_compiler(const struct cc *c, struct diag *d)
{
	struct strings args = { 0 };
	int err;

	compiler_add_flags(&c->compiler, &c->toolkit, &args);
	for (size_t i = 0; i < c->args.nr_inputs; i++) {
		if (c->args.inputs[i].language)
			compiler_add_source_flags(c->args.inputs[i].text, &args);
		else if (c->args.partial && c->args.inputs[i].text[0] == '-')
			strings_add(&args, c->args.inputs[i].text);
	}
	if (c->args.partial) {
		strings_add(&args, "-r");
		strings_add(&args, "-nostdlib");
	}
	strings_add_all(&args, &c->args.all);
	if (c->args.output) {
		strings_add(&args, "-o");
		strings_add(&args, c->args.output);
	}
	err = child_exec(&args, d);
	strings_free(&args);
	return err;
}

/* Compile (input) into (object). Returns the compiler's exit status, or negative errno. */
static int compile_source(struct cc *c, const struct cc_input *input, const char *object,
			  struct diag *d)
{
	struct strings args = { 0 };
	int status = 0, err;

	compiler_add_flags(&c->compiler, &c->toolkit, &args);
	compiler_add_source_flags(input->text, &args);
	strings_add_all(&args, &c->args.compile);
	if (c->args.depend) {
		strings_add(&args, "-MF");
		strings_addf(&args, "%.*s.d", (int)strcspn(path_base(input->text), "."),
			     path_base(input->text));
	}
	if (*input->language) {
		strings_add(&args, "-x");
		strings_add(&args, input->language);
	}
	strings_add(&args, "-c");
	strings_add(&args, "-o");
	strings_add(&args, object);
	strings_add(&args, input->text);
	err = child_run(&(struct child){ .args = &args }, &status, d);
	strings_free(&args);
	return err ? err : status;
}

/* The name of the object that is made of a source: "-" is standard input. */
static void object_name(const char *source, char *name, size_t size)
{
	const char *base = strcmp(source, "-") == 0 ? "stdin" : path_base(source);
	const char *dot = strrchr(base, '.');

	snprintf(name, size, "%.*s.o", dot && dot != base ? (int)(dot - base) : (int)strlen(base),
		 base);
}

/* Compile one source and put its object in its place of the link order. */
static int add_source(struct cc *c, const struct cc_input *input, struct diag *d)
{
	char name[300], *object = NULL;
	int err = 0;

	if (strcmp(input->text, "-") != 0)
		err = record_add_file(&c->record, "source", input->text, d);
	object_name(input->text, name, sizeof name);
	if (!err)
		err = workdir_new_path(&c->workdir, name, &object, d);
	if (!err)
		err = compile_source(c, input, object, d);
	if (!err)
		strings_add(&c->inputs, object);
	free(object);
	return err;
}

static int add_inputs(struct cc *c, struct diag *d)
{
	for (size_t i = 0; i < c->args.nr_inputs; i++) {
		const struct cc_input *input = &c->args.inputs[i];
		int err = 0;

		if (input->language)
			err = add_source(c, input, d);
		else
			strings_add(&c->inputs, input->text);
		if (err)
			return err;
	}
	return 0;
}

/* What the variable (name) of the environment says, 0 or not; else (usual). */
static bool is_asked(const char *name, bool usual)
{
	const char *asked = getenv(name);

	return asked && *asked ? strcmp(asked, "0") != 0 : usual;
}

/* The files that $PITH_ROOTFS names, a folder or a tar, for the image to carry. */
static int make_root(struct cc *c, char **root, struct diag *d)
{
	const char *asked = getenv("PITH_ROOTFS");
	struct manifest m = { 0 };
	char folder[PATH_MAX];

	if (!asked || !*asked)
		return 0;
	if (!getcwd(folder, sizeof folder))
		return diag_fail(d, errno, "open '%s'", asked);
	m.rootfs = (char *)asked;
	return rootfs_make(&m, folder, &c->workdir, &c->record, root, d);
}

static int compile_and_link(struct cc *c, struct diag *d)
{
	const char *target = getenv("PITH_TARGET");
	const char *output = c->args.output ? c->args.output : "a.out";
	char *root = NULL;
	int err = target_find(target && *target ? target : "any", &c->target, d);

	if (!err)
		err = workdir_create(&c->workdir, d);
	if (!err)
		err = add_inputs(c, d);
	if (!err)
		err = make_root(c, &root, d);
	if (!err)
		err = link_image(&(struct link){ .toolkit = &c->toolkit,
						 .compiler = &c->compiler,
						 .workdir = &c->workdir,
						 .target = c->target,
						 .output = output,
						 .name = path_base(output),
						 .inputs = &c->inputs,
						 .root = root,
						 .jit = is_asked("PITH_JIT", false),
						 .symbols = is_asked("PITH_SYMBOLS",
								     target_has_symbols(c->target)),
						 .keep_debug = c->args.debug && !c->args.strip,
						 .record = &c->record },
				 d);
	workdir_destroy(&c->workdir);
	free(root);
	return err;
}

/* -Wl,--version: the linker's own answer, as a whole link would give it. */
static int ask_linker(const char *question, struct diag *d)
{
	struct strings args = { 0 };
	int err;

	strings_add(&args, "ld");
	strings_add(&args, question);
	err = child_exec(&args, d);
	strings_free(&args);
	return err;
}

static int run(struct cc *c, struct diag *d)
{
	int err = toolkit_find(&c->toolkit, d);

	if (!err)
		err = compiler_init(&c->compiler, c->args.compiler, d);
	if (err)
		return err;
	if (c->args.only_answer && answer_itself(c))
		return 0;
	if (c->args.show)
		tool_verbose = true;
	if (c->args.only_answer || c->args.only_compile || c->args.partial ||
	    (c->args.show && !c->args.nr_files))
		return become_compiler(c, d);
	if (c->args.linker_asks)
		return ask_linker(c->args.linker_asks, d);
	if (!c->args.nr_files)
		return diag_fail(d, 0, "nothing to compile or link: no input file is given");
	return compile_and_link(c, d);
}

int cmd_cc(int argc, char **argv, struct diag *d)
{
	static struct cc c;
	int err;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		puts("usage: pith cc [--cc COMPILER] ARG...\n\n"
		     "Compile and link as gcc and clang do; what is linked is an image.\n\n"
		     "  PITH_CC      the compiler, as --cc; else gcc, or clang\n"
		     "  PITH_TARGET  any (the default), vm or process\n"
		     "  PITH_SYMBOLS 1 or 0: crash reports name functions, or not (smaller)\n"
		     "  PITH_ROOTFS  a folder or a tar: the files that images carry\n"
		     "  PITH_JIT     1: the program makes code while it runs\n"
		     "  PITH_TOOLKIT the folder with libkern.a; else lib/pith beside the tool\n\n"
		     "CC=\"pith cc\" AR=\"pith ar\" RANLIB=\"pith ranlib\" ./configure \\\n"
		     "  --build=x86_64-linux-gnu --host=x86_64-linux-musl && make");
		return 0;
	}
	err = cc_args_read(&c.args, argv, d);
	if (!err)
		err = run(&c, d);
	strings_free(&c.inputs);
	record_fini(&c.record);
	compiler_fini(&c.compiler);
	cc_args_fini(&c.args);
	return err;
}
