/* SPDX-License-Identifier: MIT */
/*
 * Step 1: the application with its C library, and nothing else, as one object.
 *
 * All its own symbols become local at the end, so neither the library OS nor the layout can meet
 * a name of the application, whatever it calls its functions.
 *
 * Objects with link-time optimisation go through the compiler, which knows how to compile them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"
#include "tool/link/link.h"
#include "tool/run_child.h"

/* Does the file hold code that only the compiler can link? */
static bool wants_compiler(const char *path)
{
	static struct diag ignored;
	struct buf bytes = { 0 };
	bool found = false;

	if (file_read(path, &bytes, &ignored) == 0)
		found = memmem(bytes.data, bytes.len, ".gnu.lto_", 9) ||
			memmem(bytes.data, bytes.len, "BC\xc0\xde", 4);
	buf_free(&bytes);
	return found;
}

static bool any_wants_compiler(const struct link *l)
{
	for (size_t i = 0; i < l->inputs->n; i++) {
		if (l->inputs->items[i][0] != '-' && wants_compiler(l->inputs->items[i]))
			return true;
	}
	return false;
}

/* Append an argument of the linker; through the compiler it needs a wrapper. */
static void add_linker_arg(struct strings *args, bool by_compiler, const char *arg)
{
	bool plain = arg[0] != '-' || text_begins(arg, "-l") || text_begins(arg, "-L");

	if (by_compiler && !plain)
		strings_add(args, "-Xlinker");
	strings_add(args, arg);
}

static void add_linker(const struct link *l, bool by_compiler, struct strings *args)
{
	static const char *const lto[] = { "-r",
					   "-nostdlib",
					   "-O2",
					   "-fPIE",
					   "-ffunction-sections",
					   "-fdata-sections",
					   "-fno-omit-frame-pointer",
					   "-fcf-protection=none" };
	/* crt1.o, which wants main, comes behind archives that may have it. */
	static const char *const flags[] = { "-Bstatic", "--gc-sections",  "-z", "noexecstack",
					     "-e",       "pith.app_start", "-u", "main" };

	if (!by_compiler) {
		strings_add(args, "ld");
		strings_add(args, "-r");
		strings_add(args, "-d");
		strings_add(args, "-nostdlib");
	} else {
		strings_add_all(args, &l->compiler->command);
		for (size_t i = 0; i < nitems(lto); i++)
			strings_add(args, lto[i]);
		strings_add(args,
			    l->compiler->clang ? "-fuse-ld=lld" : "-flinker-output=nolto-rel");
	}
	for (size_t i = 0; i < nitems(flags); i++) {
		if (by_compiler)
			strings_add(args, "-Xlinker");
		strings_add(args, flags[i]);
	}
}

static int build_args(const struct link *l, const char *object, struct strings *args,
		      struct diag *d)
{
	bool by_compiler = any_wants_compiler(l);
	struct buf libgcc = { 0 };
	int err = compiler_ask(l->compiler, "-print-libgcc-file-name", &libgcc, d);

	add_linker(l, by_compiler, args);
	strings_add(args, "-o");
	strings_add(args, object);
	/* What libfast.a has is for the application: crt1.o takes libc.a's, which are smaller. */
	for (size_t i = 0; i < l->inputs->n; i++)
		add_linker_arg(args, by_compiler, l->inputs->items[i]);
	strings_addf(args, "%s/libfast.a", l->toolkit->folder);
	strings_addf(args, "%s/crt1.o", l->toolkit->folder);
	strings_addf(args, "-L%s", l->toolkit->folder);
	add_linker_arg(args, by_compiler, "--start-group");
	strings_addf(args, "%s/libc.a", l->toolkit->folder);
	strings_add(args, buf_text(&libgcc));
	add_linker_arg(args, by_compiler, "--end-group");
	buf_free(&libgcc);
	return err;
}

/* The object that wants (name), by asking the linker to trace it: "a.o: reference to foo". */
static int explain_undefined(const struct link *l, const struct strings *link_args,
			     const char *name, struct diag *d)
{
	bool by_compiler = strcmp(link_args->items[0], "ld") != 0;
	struct strings args = { 0 };
	struct buf said = { 0 };
	const char *end, *line;
	int status, err;

	strings_add_all(&args, link_args);
	if (by_compiler)
		strings_add(&args, "-Xlinker");
	strings_addf(&args, "--trace-symbol=%s", name);
	err = child_run(&(struct child){ .args = &args, .out = &said, .err = &said }, &status, d);
	strings_free(&args);
	if (err)
		goto free_said;
	end = strstr(buf_text(&said), ": reference to ");
	if (end) {
		for (line = end; line > said.data && line[-1] != '\n';)
			line--;
		if (text_begins(line, "/usr/bin/ld: ") || text_begins(line, "ld: "))
			line = strstr(line, ": ") + 2;
		for (const char *at = line; at < end; at++) {
			if (*at == '/')
				line = at + 1;
		}
		err = diag_fail(d, 0, "undefined symbol '%s', wanted by %.*s", name,
				(int)MIN(strcspn(line, " "), (size_t)(end - line)), line);
	} else {
		err = diag_fail(d, 0, "undefined symbol '%s'", name);
	}
free_said:
	buf_free(&said);
	(void)l;
	return err;
}

/*
 * Mark in (used) the symbols that a relocation of (e) refers to: dropping a section leaves the
 * names that it wanted in the symbol table, and what nothing refers to must not be linked.
 */
static void mark_used(const struct elf *e, bool *used, size_t count)
{
	struct elf_section s;
	Elf64_Rela r;

	for (size_t i = 1; i < e->nr_sections; i++) {
		if (!elf_section(e, i, &s) || s.type != SHT_RELA)
			continue;
		for (size_t k = 0; elf_rela(&s, k, &r); k++)
			if (ELF64_R_SYM(r.r_info) < count)
				used[ELF64_R_SYM(r.r_info)] = true;
	}
}

/*
 * The bounds __start_X and __stop_X of a section X keep it in a whole link. In a partial one they
 * do not yet, so a layout of ours does: (keep) becomes its text, "" when there are none.
 */
static int list_bounded_sections(const char *path, struct buf *keep, struct diag *d)
{
	struct elf_symbols table;
	struct elf_symbol s;
	struct elf e;
	int err = elf_map(&e, path, d);

	if (err)
		return err;
	elf_symbols(&e, &table);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++) {
		const char *name = text_begins(s.name, "__start_")  ? s.name + 8
				   : text_begins(s.name, "__stop_") ? s.name + 7
								    : "";

		if (elf_symbol_undefined(&s) && *name)
			buf_addf(keep, "\t%s 0 : { KEEP(*(%s)) }\n", name, name);
	}
	elf_unmap(&e);
	return 0;
}

/* Link once more when sections must be kept by name. */
static int keep_bounded_sections(const struct link *l, const char *object, struct strings *args,
				 struct diag *d)
{
	bool by_compiler = strcmp(args->items[0], "ld") != 0;
	char *layout = workdir_path(l->workdir, "keep.lds");
	struct buf keep = { 0 }, text = { 0 };
	int err = list_bounded_sections(object, &keep, d);

	if (!err && keep.len) {
		buf_addf(&text, "SECTIONS\n{\n%s}\nINSERT AFTER .data;\n", keep.data);
		err = file_write(layout, text.data, text.len, d);
		if (!err) {
			add_linker_arg(args, by_compiler, "-T");
			add_linker_arg(args, by_compiler, layout);
			err = link_run(l, args, "link", d);
		}
	}
	buf_free(&keep);
	buf_free(&text);
	free(layout);
	return err;
}

/* List the handlers `pith.sys_X` that (path) wants, sorted. */
static int list_calls(struct link *l, const char *path, struct diag *d)
{
	struct elf_symbols table;
	struct elf_symbol s;
	struct elf e;
	bool *used;
	int err = elf_map(&e, path, d);

	if (err)
		return err;
	elf_symbols(&e, &table);
	used = mem_alloc(table.count + 1);
	memset(used, 0, table.count + 1);
	mark_used(&e, used, table.count);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++) {
		if (used[i] && elf_symbol_undefined(&s) && text_begins(s.name, "pith."))
			strings_add_once(&l->calls, s.name + strlen("pith."));
	}
	free(used);
	elf_unmap(&e);
	strings_sort(&l->calls);
	return 0;
}

/* Make every symbol but those of the border local. */
static int localise(const struct link *l, const char *from, struct diag *d)
{
	struct strings args = { 0 };
	int err;

	strings_add(&args, "objcopy");
	strings_add(&args, "--wildcard");
	strings_add(&args, "--keep-global-symbol=pith.*");
	strings_add(&args, from);
	strings_add(&args, l->app);
	err = link_run(l, &args, "link", d);
	strings_free(&args);
	return err;
}

/* The binary door: there is nothing to link, and every call may be made. */
static int link_program(struct link *l, struct diag *d)
{
	static const char text[] = "\t.section .text.start, \"ax\", @progbits\n"
				   "\t.globl \"pith.app_start\"\n"
				   "\"pith.app_start\":\n"
				   "\tjmp \"pith.sys_binary_start\"\n"
				   "\t.section .note.GNU-stack, \"\", @progbits\n";

	strings_add(&l->calls, "sys_binary_start");
	strings_add(&l->calls, "sys_dispatch");
	return link_assemble(l, text, l->app, d);
}

static int link_objects(struct link *l, struct diag *d)
{
	char *object = workdir_path(l->workdir, "app_global.o");
	struct strings args = { 0 };
	char *undefined = NULL;
	int err = build_args(l, object, &args, d);

	if (!err)
		err = link_run(l, &args, "link", d);
	if (!err)
		err = keep_bounded_sections(l, object, &args, d);
	if (!err)
		err = link_find_undefined(l, object, &undefined, d);
	if (!err && undefined)
		err = explain_undefined(l, &args, undefined, d);
	if (!err)
		err = list_calls(l, object, d);
	if (!err)
		err = localise(l, object, d);
	free(undefined);
	strings_free(&args);
	free(object);
	return err;
}

int link_app(struct link *l, struct diag *d)
{
	return l->program ? link_program(l, d) : link_objects(l, d);
}
