/* SPDX-License-Identifier: MIT */
/*
 * What the steps of the link share: running binutils and turning what they say into one sentence.
 *
 * A linker's complaint is for somebody who knows its command line; ours is hidden, so the
 * sentence names the application's objects and symbols, and never a temporary file's folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"
#include "tool/link/link.h"
#include "tool/run_child.h"

/* Copy (text) without the paths of the working folder: "/tmp/pith-x/3/a.o" becomes "a.o". */
static void add_without_workdir(const struct link *l, const char *text, size_t n, struct buf *out)
{
	size_t len = strlen(l->workdir->path);

	for (const char *end = text + n; text < end;) {
		if ((size_t)(end - text) > len && strncmp(text, l->workdir->path, len) == 0 &&
		    text[len] == '/') {
			text += len + 1;
			while (text < end && *text >= '0' && *text <= '9')
				text++;
			text += text < end && *text == '/';
			continue;
		}
		buf_add(out, text++, 1);
	}
}

/* Leave out the program's own name: "/usr/bin/ld: ". */
static const char *skip_program(const char *line)
{
	const char *colon = strchr(line, ':');
	size_t n = colon ? (size_t)(colon - line) : 0;

	if (n >= 2 && colon[1] == ' ' &&
	    (!strncmp(colon - 2, "ld", 2) || !strncmp(colon - 2, "as", 2) ||
	     (n >= 3 && !strncmp(colon - 3, "lld", 3)) ||
	     (n >= 7 && !strncmp(colon - 7, "objcopy", 7))))
		return colon + 2;
	return line;
}

/*
 * "duplicate symbol: f\n>>> defined at b.c\n>>> b.o:(f)\n...": the other linker's way.
 */
static int explain_lld_duplicate(const char *at, struct diag *d)
{
	const char *name = strchr(at, ':') + 2, *first = strstr(name, "defined "), *second;

	second = first ? strstr(first + 1, "defined ") : NULL;
	if (!second)
		return diag_fail(d, 0, "duplicate symbol '%.*s'", (int)strcspn(name, "\n"), name);
	first += strlen("defined xx ");
	second += strlen("defined xx ");
	return diag_fail(d, 0, "duplicate symbol '%.*s': defined in %.*s and in %.*s",
			 (int)strcspn(name, "\n"), name, (int)strcspn(first, "\n"), first,
			 (int)strcspn(second, "\n"), second);
}

/*
 * "b.o: in function `f':\nb.c:(.text+0): multiple definition of `f'; a.o:a.c:(.text+0): first
 * defined here"
 */
static int explain_duplicate(const char *text, const char *at, struct diag *d)
{
	const char *name = strchr(at, '`'), *end = name ? strchr(name, '\'') : NULL;
	const char *first = end ? strstr(end, "; ") : NULL;
	const char *line = at;
	const char *where;

	if (!first)
		return diag_fail(d, 0, "link: %s", text);
	while (line > text && line[-1] != '\n')
		line--;
	where = skip_program(line);
	/* The object stands on the line before, when the symbol is a function. */
	if (line > text && line[-2] == ':') {
		for (line--; line > text && line[-1] != '\n';)
			line--;
		where = skip_program(line);
	}
	return diag_fail(d, 0, "duplicate symbol '%.*s': defined in %.*s and in %.*s",
			 (int)(end - name - 1), name + 1, (int)strcspn(first + 2, ": "), first + 2,
			 (int)strcspn(where, ": "), where);
}

/* The first line that says what is wrong: not one that only says where, and no warning. */
static const char *find_reason(const char *text)
{
	const char *line = text;

	while (*line) {
		size_t n = strcspn(line, "\n");
		bool where = n && line[n - 1] == ':';
		bool warning = memmem(line, n, "warning: ", 9) != NULL;

		if (n && !where && !warning)
			return skip_program(line);
		line += n + (line[n] == '\n');
	}
	return skip_program(text);
}

int link_explain(const struct link *l, const char *complaint, const char *doing, struct diag *d)
{
	struct buf text = { 0 };
	const char *line, *at, *undefined;
	int err;

	add_without_workdir(l, complaint, strlen(complaint), &text);
	line = find_reason(buf_text(&text));
	at = strstr(line, "multiple definition of `");
	undefined = strstr(line, "undefined reference to `");
	if (strstr(line, "No space left on device") || strstr(line, "Disk quota exceeded"))
		err = diag_fail(d, ENOSPC, "%s: in folder '%.*s'", doing,
				(int)(path_base(l->workdir->path) - l->workdir->path - 1),
				l->workdir->path);
	else if (at)
		err = explain_duplicate(buf_text(&text), at, d);
	else if (strstr(line, "duplicate symbol: "))
		err = explain_lld_duplicate(strstr(line, "duplicate symbol: "), d);
	else if (undefined)
		err = diag_fail(d, 0, "undefined symbol '%.*s'",
				(int)strcspn(strchr(undefined, '`') + 1, "'"),
				strchr(undefined, '`') + 1);
	else if (*line)
		err = diag_fail(d, 0, "%s: %.*s", doing, (int)strcspn(line, "\n"), line);
	else
		err = diag_fail(d, 0, "%s: failed without a word", doing);
	buf_free(&text);
	return err;
}

int link_run(const struct link *l, const struct strings *args, const char *doing, struct diag *d)
{
	struct buf said = { 0 };
	int status = 0;
	int err =
		child_run(&(struct child){ .args = args, .out = &said, .err = &said }, &status, d);

	if (!err && status)
		err = link_explain(l, buf_text(&said), doing, d);
	buf_free(&said);
	return err;
}

int link_assemble(const struct link *l, const char *text, const char *object, struct diag *d)
{
	struct strings args = { 0 };
	char *source = workdir_path(l->workdir, "part.s");
	int err = file_write(source, text, strlen(text), d);

	strings_add(&args, "as");
	strings_add(&args, "--64");
	strings_add(&args, "-o");
	strings_add(&args, object);
	strings_add(&args, source);
	if (!err)
		err = link_run(l, &args, "assemble", d);
	strings_free(&args);
	free(source);
	return err;
}

/* Is (name) a word of (text)? */
static bool has_word(const char *text, const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$";
	size_t n = strlen(name);

	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		if ((at == text || !strchr(letters, at[-1])) && (!at[n] || !strchr(letters, at[n])))
			return true;
	}
	return false;
}

/* Will the final link define (name)? (lds) is the text of the layout. */
static bool linker_defines(const char *name, const char *lds)
{
	static const char *const known[] = {
		"_GLOBAL_OFFSET_TABLE_",
		"__ehdr_start",
		"_DYNAMIC",
		"__bss_start",
		"_edata",
		"edata",
		"_end",
		"end",
		"_etext",
		"etext",
		"__executable_start",
		"__dso_handle",
	};

	if (text_begins(name, "__start_") || text_begins(name, "__stop_"))
		return true;
	for (size_t i = 0; i < nitems(known); i++) {
		if (strcmp(name, known[i]) == 0)
			return true;
	}
	return has_word(lds, name);
}

int link_find_undefined(const struct link *l, const char *path, char **name, struct diag *d)
{
	struct elf_symbols table;
	struct elf_symbol s;
	struct buf lds = { 0 };
	struct elf e;
	char *layout;
	int err;

	*name = NULL;
	err = elf_map(&e, path, d);
	if (err)
		return err;
	layout = toolkit_path(l->toolkit, "image_any.lds");
	err = file_read(layout, &lds, d);
	free(layout);
	elf_symbols(&e, &table);
	for (size_t i = 0; !err && !*name && elf_symbol(&table, i, &s); i++) {
		if (elf_symbol_undefined(&s) && s.bind != STB_WEAK &&
		    !text_begins(s.name, "pith.") && !linker_defines(s.name, buf_text(&lds)))
			*name = mem_copy_text(s.name);
	}
	elf_unmap(&e);
	buf_free(&lds);
	return err;
}
