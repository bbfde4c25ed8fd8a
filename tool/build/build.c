/* SPDX-License-Identifier: MIT */
/*
 * The build of one application: manifest, root file system, compilation, link.
 */
#include "tool/build/build.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/build/manifest.h"
#include "tool/build/package.h"
#include "tool/build/program.h"
#include "tool/build/root_file.h"
#include "tool/build/rootfs.h"
#include "tool/build/seal.h"
#include "tool/command.h"
#include "tool/link/link.h"
#include "tool/run_child.h"
#include "tool/run/config.h"

/* Everything that one build works with. */
struct build {
	const struct build_options *options;
	char folder[PATH_MAX]; /* that sources and files are relative to; no link in it */
	char *name;
	struct manifest manifest;
	struct toolkit toolkit;
	struct compiler compiler;
	struct workdir workdir;
	struct record record;
	struct strings objects;
	struct buf schema;
	struct buf values;
	char *root;
	struct root_file root_file;
	bool sealed;
	struct strings seal;
};

bool build_is_source(const char *path)
{
	struct stat st;

	return text_ends(path, ".c") || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) ||
	       program_is(path);
}

/* Compile (source), a path in the folder. */
static int compile(struct build *b, const char *source, const char *object, struct diag *d)
{
	const struct build_options *o = b->options;
	struct strings args = { 0 };
	int status = 0, err;

	compiler_add_flags(&b->compiler, &b->toolkit, &args);
	strings_addf(&args, "-ffile-prefix-map=%s=.", b->folder);
	compiler_add_source_flags(source, &args);
	strings_addf(&args, "-O%s", o->optimise ? o->optimise : "2");
	strings_add(&args, "-g");
	for (size_t i = 0; i < o->defines.n; i++)
		strings_addf(&args, "-D%s", o->defines.items[i]);
	strings_add_all(&args, &b->manifest.cflags);
	strings_add(&args, "-c");
	strings_add(&args, "-o");
	strings_add(&args, object);
	strings_add(&args, source);
	err = child_run(&(struct child){ .args = &args, .folder = b->folder }, &status, d);
	strings_free(&args);
	if (!err && status)
		err = diag_fail(d, 0, "compile '%s': the compiler refused it", source);
	return err;
}

static int add_source(struct build *b, const char *source, struct diag *d)
{
	struct buf path = { 0 }, name = { 0 };
	char *object = NULL;
	struct stat st;
	int err = 0;

	buf_addf(&path, "%s%s%s", source[0] == '/' ? "" : b->folder, source[0] == '/' ? "" : "/",
		 source);
	buf_addf(&name, "%.*s.o",
		 (int)strlen(path_base(source)) - (text_ends(source, ".c") ? 2 : 0),
		 path_base(source));
	if (stat(path.data, &st))
		err = diag_fail(d, errno, "open '%s'", source);
	else if (!S_ISREG(st.st_mode))
		err = diag_fail(d, 0, "open '%s': not a file", source);
	if (!err)
		err = record_add_file(&b->record, "source", path.data, d);
	if (!err)
		err = workdir_new_path(&b->workdir, name.data, &object, d);
	if (!err)
		err = compile(b, source, object, d);
	if (!err)
		strings_add(&b->objects, object);
	free(object);
	buf_free(&path);
	buf_free(&name);
	return err;
}

/* Without `source` in the manifest: every C file of the folder. */
static int find_sources(struct build *b, struct diag *d)
{
	DIR *dir = opendir(b->folder);
	struct dirent *entry;

	if (!dir)
		return diag_fail(d, errno, "read folder '%s'", b->folder);
	while ((entry = readdir(dir))) {
		if (text_ends(entry->d_name, ".c") && entry->d_name[0] != '.')
			strings_add(&b->manifest.sources, entry->d_name);
	}
	closedir(dir);
	strings_sort(&b->manifest.sources);
	return b->manifest.sources.n
		       ? 0
		       : diag_fail(d, 0, "build '%s': no C file in it, and pith.yaml names none",
				   b->folder);
}

/*
 * What the manifest fixes, in the grammar of the command line; the record and the schema want
 * none of it.
 */
static void write_values(struct build *b)
{
	const struct manifest *m = &b->manifest;
	const struct {
		const char *key, *value;
	} texts[] = {
		{ "workdir", m->workdir }, { "memory", m->memory }, { "cpus", m->cpus },
		{ "uid", m->uid },         { "gid", m->gid },       { "tmpfs", m->tmpfs },
	};

	for (size_t i = 0; i < m->env.n; i++) {
		struct buf key = { 0 };
		size_t n = strcspn(m->env.items[i], "=");

		buf_addf(&key, "env.%.*s", (int)n, m->env.items[i]);
		run_config_add(&b->values, key.data, m->env.items[i] + n + 1);
		buf_free(&key);
	}
	for (size_t i = 0; i < nitems(texts); i++) {
		if (texts[i].value)
			run_config_add(&b->values, texts[i].key, texts[i].value);
	}
	for (size_t i = 0; i < m->args.n; i++)
		run_config_add(&b->values, "arg", m->args.items[i]);
	for (size_t i = 0; i < m->schema.n; i++)
		buf_add(&b->schema, m->schema.items[i], strlen(m->schema.items[i]) + 1);
}

/* The image's path. */
static const char *output_of(const struct build *b)
{
	return b->options->output ? b->options->output : b->name;
}

static int link_objects(struct build *b, struct diag *d)
{
	const char *target = b->options->target ? b->options->target : b->manifest.target;
	const char *output = output_of(b);
	struct link l = {
		.toolkit = &b->toolkit,
		.compiler = &b->compiler,
		.workdir = &b->workdir,
		.output = output,
		.name = b->manifest.binary ? b->manifest.binary : b->name,
		.program = b->manifest.binary,
		.inputs = &b->objects,
		.schema = &b->schema,
		.values = buf_text(&b->values),
		.net = b->manifest.net,
		.ports = &b->manifest.ports,
		.root = b->root,
		.root_note = b->root_file.path ? &b->root_file.note : NULL,
		.seal = b->sealed ? &b->seal : NULL,
		.root_packed = b->manifest.erofs != NULL,
		.jit = b->manifest.jit || b->manifest.binary,
		.ring = b->manifest.ring,
		.keep_debug = !b->options->no_debug,
		.record = &b->record,
	};
	struct stat st;
	int err = target_find(target ? target : "any", &l.target, d);

	if (!err && !b->options->output && stat(output, &st) == 0 && S_ISDIR(st.st_mode))
		err = diag_fail(d, 0, "write '%s': a folder has this name: give another with -o",
				output);
	l.symbols =
		b->options->symbols || (target_has_symbols(l.target) && !b->options->no_symbols);
	return err ? err : link_image(&l, d);
}

/* Say on a terminal which of (n) sources is being compiled; number 0 takes that away again. */
static void show_progress(size_t number, size_t n, const char *source)
{
	if (n < 2 || tool_verbose || !isatty(2))
		return;
	if (number)
		fprintf(stderr, "\r\033[Kcompile %zu/%zu %s", number, n, source);
	else
		fputs("\r\033[K", stderr);
	fflush(stderr);
}

static int compile_sources(struct build *b, struct diag *d)
{
	const struct strings *sources = &b->manifest.sources;
	int err = 0;

	for (size_t i = 0; i < sources->n && !err; i++) {
		show_progress(i + 1, sources->n, sources->items[i]);
		err = add_source(b, sources->items[i], d);
	}
	show_progress(0, sources->n, NULL);
	return err;
}

/* The system calls of a program that has to do with these. */
static int make_seal(struct build *b, struct diag *d)
{
	const struct build_options *o = b->options;
	const struct manifest *m = &b->manifest;
	const char *program = m->binary_here ? m->binary_here : m->binary;

	b->sealed = o->seal || o->seal_with || m->seal;
	if (!b->sealed)
		return 0;
	if (!m->binary)
		return diag_fail(d, 0,
				 "seal: only a Linux program wants one: others are linked with "
				 "what they use");
	if (m->rootfs && !o->seal_with)
		return diag_fail(d, 0,
				 "seal: what is in a root file system is not looked into: give a "
				 "list with --seal-with");
	return o->seal_with ? seal_read(o->seal_with, &b->seal, d)
			    : seal_find(program, &m->with, &b->seal, d);
}

static int choose_ring(struct build *b, struct diag *d)
{
	struct manifest *m = &b->manifest;
	int err = b->options->ring ? manifest_set_ring(m, b->options->ring, d) : 0;

	if (!err && m->ring && !m->binary)
		err = diag_fail(d, 0,
				"ring: only a Linux program can be at ring 3: others are linked "
				"with the library OS");
	return err;
}

static int build(struct build *b, struct diag *d)
{
	int err = toolkit_find(&b->toolkit, d);

	if (!err)
		err = choose_ring(b, d);

	if (!err)
		err = compiler_init(&b->compiler, b->options->compiler, d);
	if (!err)
		err = workdir_create(&b->workdir, d);
	if (!err && b->options->erofs)
		err = manifest_set_erofs(&b->manifest, b->options->erofs, d);
	if (!err && b->options->owner)
		err = manifest_set_owner(&b->manifest, b->options->owner, d);
	if (!err && b->options->root)
		err = manifest_set_root(&b->manifest, b->options->root, d);
	if (!err && !b->manifest.sources.n && !b->manifest.binary)
		err = find_sources(b, d);
	for (size_t i = 0; i < b->manifest.packages.n && !err; i++)
		err = package_list(b->manifest.packages.items[i], &b->manifest.with, d);
	if (!err)
		err = rootfs_make(&b->manifest, b->folder, &b->workdir, &b->record, &b->root, d);
	if (!err && b->manifest.root_file && b->root)
		err = root_file_make(&b->root_file, b->root, output_of(b), d);
	if (!err)
		err = make_seal(b, d);
	if (!err)
		err = compile_sources(b, d);
	if (err)
		return err;
	write_values(b);
	err = link_objects(b, d);
	return err ? err : root_file_install(&b->root_file, d);
}

/* Relative to the working (folder). */
static void add_path(struct strings *list, const char *folder, const char *path)
{
	strings_addf(list, "%s%s%s", path[0] == '/' ? "" : folder, path[0] == '/' ? "" : "/", path);
}

static int add_file(struct manifest *m, const char *folder, const char *text, struct diag *d)
{
	const char *colon = strchr(text, ':'), *there = colon ? colon + 1 : text;
	char *here = mem_copy_text(text);
	int err = 0;

	if (colon)
		here[colon - text] = '\0';
	if (!*here || !*there)
		err = diag_fail(d, 0, "--file '%s': an empty path", text);
	else if (!manifest_stays_inside(there))
		err = diag_fail(d, 0, "--file '%s': '%s' leads out of the image", text, there);
	if (!err) {
		strings_add(&m->guest, there);
		add_path(&m->host, folder, here);
	}
	free(here);
	return err;
}

/* What the options say goes with what the manifest says; paths become absolute. */
static int add_options(struct build *b, struct diag *d)
{
	const struct build_options *o = b->options;
	struct manifest *m = &b->manifest;
	char folder[PATH_MAX];
	int err = 0;

	if (o->binary && o->binary[0] != '/')
		return diag_fail(d, 0, "--binary: '%s' does not begin with /", o->binary);
	if (o->binary) {
		free(m->binary);
		m->binary = mem_copy_text(o->binary);
	}
	if (!m->binary && (o->with.n || o->packages.n))
		return diag_fail(d, 0, "%s '%s': goes with a Linux program only",
				 o->with.n ? "--with" : "--package",
				 o->with.n ? o->with.items[0] : o->packages.items[0]);
	if (!getcwd(folder, sizeof folder))
		return diag_fail(d, errno, "open the working folder");
	for (size_t i = 0; i < o->with.n; i++)
		add_path(&m->with, folder, o->with.items[i]);
	strings_add_all(&m->packages, &o->packages);
	for (size_t i = 0; i < o->files.n && !err; i++)
		err = add_file(m, folder, o->files.items[i], d);
	return err;
}

/* A folder: what pith.yaml in it says. */
static int open_folder(struct build *b, const char *folder, struct diag *d)
{
	struct buf path = { 0 }, text = { 0 };
	int err;

	if (!realpath(folder, b->folder))
		return diag_fail(d, errno, "open '%s'", folder);
	buf_addf(&path, "%s/pith.yaml", folder);
	if (access(path.data, F_OK))
		err = diag_fail(d, 0, "build '%s': a folder without a pith.yaml", folder);
	else
		err = file_read(path.data, &text, d);
	if (!err)
		err = manifest_read(&b->manifest, buf_text(&text), text.len, path.data, d);
	if (!err)
		b->name = mem_copy_text(b->manifest.name ? b->manifest.name : path_base(b->folder));
	buf_free(&path);
	buf_free(&text);
	return err;
}

static bool has_manifest(const char *folder)
{
	struct buf path = { 0 };
	bool has;

	buf_addf(&path, "%s/pith.yaml", folder);
	has = access(path.data, F_OK) == 0;
	buf_free(&path);
	return has;
}

/* A root file system, and which program of it runs. */
static int open_root(struct build *b, const char *source, struct diag *d)
{
	if (!realpath(source, b->folder))
		return diag_fail(d, errno, "open '%s'", source);
	b->manifest.rootfs = mem_copy_text(b->folder);
	b->name = mem_copy_text(path_base(b->options->binary));
	return 0;
}

/* A Linux program. Its name is kept: links on the way to it are made again in the image. */
static int open_program(struct build *b, const char *source, struct diag *d)
{
	struct buf path = { 0 };
	char folder[PATH_MAX];

	if (source[0] != '/' && !getcwd(folder, sizeof folder))
		return diag_fail(d, errno, "open '%s'", source);
	buf_addf(&path, "%s%s%s", source[0] == '/' ? "" : folder, source[0] == '/' ? "" : "/",
		 source);
	b->manifest.binary_here = path.data;
	b->manifest.binary = program_place(path.data);
	strcpy(b->folder, "/");
	b->name = mem_copy_text(path_base(source));
	return 0;
}

/* A file: an application of one source. */
static int open_file(struct build *b, const char *source, struct diag *d)
{
	char *slash;

	if (!text_ends(source, ".c"))
		return diag_fail(d, 0,
				 "build '%s': not a C file (.c), a folder with a pith.yaml, nor a "
				 "Linux program",
				 source);
	if (!realpath(source, b->folder))
		return diag_fail(d, errno, "open '%s'", source);
	slash = strrchr(b->folder, '/');
	*slash = '\0';
	strings_add(&b->manifest.sources, slash + 1);
	if (slash == b->folder)
		strcpy(b->folder, "/");
	b->name = mem_copy_text(path_base(source));
	b->name[strlen(b->name) - strlen(".c")] = '\0';
	return b->name[0] ? 0 : diag_fail(d, 0, "build '%s': a file without a name", source);
}

int build_image(const struct build_options *o, const char *source, struct diag *d)
{
	struct build b = { .options = o };
	struct stat st;
	int err = 0;

	if (stat(source, &st))
		err = diag_fail(d, errno, "open '%s'", source);
	else if (o->binary && !has_manifest(source))
		err = open_root(&b, source, d);
	else if (S_ISDIR(st.st_mode))
		err = open_folder(&b, source, d);
	else if (program_is(source))
		err = open_program(&b, source, d);
	else
		err = open_file(&b, source, d);
	if (!err)
		err = add_options(&b, d);
	if (!err)
		err = build(&b, d);
	workdir_destroy(&b.workdir);
	compiler_fini(&b.compiler);
	manifest_fini(&b.manifest);
	record_fini(&b.record);
	strings_free(&b.objects);
	strings_free(&b.seal);
	buf_free(&b.schema);
	buf_free(&b.values);
	root_file_fini(&b.root_file);
	free(b.root);
	free(b.name);
	return err;
}
