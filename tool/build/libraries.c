/* SPDX-License-Identifier: MIT */
/*
 * The program's own ld.so is asked: nobody else knows its search as well.
 */
#include "tool/build/libraries.h"

#include <elf.h>
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <string.h>

#include "tool/elf.h"
#include "tool/run_child.h"

/*
 * Add what ld.so named: "NAME => PATH (ADDRESS)", or "PATH (ADDRESS)". Without one a program cannot
 * start (must); a plug-in may have come with a package without what it needs.
 */
static int add_listed(const char *program, bool must, char *text, struct strings *paths,
		      struct diag *d)
{
	char *line;
	int err = 0;

	while (!err && (line = strsep(&text, "\n"))) {
		char *arrow = strstr(line, " => "), *path = arrow ? arrow + 4 : line;

		path += strspn(path, " \t");
		if (text_begins(path, "not found") && must)
			err = diag_fail(d, 0, "build '%s': its library '%.*s' is not on this host",
					program, (int)strcspn(line + strspn(line, " \t"), " "),
					line + strspn(line, " \t"));
		else if (path[0] == '/') {
			path[strcspn(path, " ")] = '\0';
			strings_add_once(paths, path);
		}
	}
	return err;
}

int libraries_list(const char *interpreter, const char *program, bool must, struct strings *paths,
		   struct diag *d)
{
	struct strings args = { 0 };
	struct buf said = { 0 };
	int status = 0, err;

	strings_add(&args, interpreter);
	strings_add(&args, "--list");
	/* A name without a slash would be searched for. */
	strings_addf(&args, "%s%s", strchr(program, '/') ? "" : "./", program);
	err = child_run(&(struct child){ .args = &args, .out = &said, .err = &said }, &status, d);
	if (!err && status && must)
		err = diag_fail(d, 0, "build '%s': %.*s", program,
				(int)strcspn(buf_text(&said), "\n"), buf_text(&said));
	if (!err && !status)
		err = add_listed(program, must, (char *)(uintptr_t)buf_text(&said), paths, d);
	strings_free(&args);
	buf_free(&said);
	return err;
}

int libraries_interpreter(const char *path, struct buf *name, struct diag *d)
{
	Elf64_Phdr ph;
	struct elf e;
	int err = elf_map(&e, path, d);

	if (err)
		return err;
	for (size_t i = 0; elf_segment(&e, i, &ph); i++)
		if (ph.p_type == PT_INTERP && ph.p_filesz < PATH_MAX)
			buf_addf(name, "%.*s", (int)ph.p_filesz, e.bytes + ph.p_offset);
	if (e.header.e_machine != EM_X86_64 ||
	    (e.header.e_type != ET_EXEC && e.header.e_type != ET_DYN))
		err = diag_fail(d, 0, "build '%s': not a program for x86-64", path);
	elf_unmap(&e);
	return err;
}

/* Is (path) a program or library that ld.so would load others for? */
static bool is_dynamic(const char *path)
{
	struct diag ignored = { 0 };
	Elf64_Phdr ph;
	struct elf e;
	bool found = false;

	if (elf_map(&e, path, &ignored))
		return false;
	for (size_t i = 0; elf_segment(&e, i, &ph) && !found; i++)
		found = ph.p_type == PT_DYNAMIC && e.header.e_machine == EM_X86_64;
	elf_unmap(&e);
	return found;
}

int libraries_in(const char *path, struct strings *paths, struct diag *d)
{
	char *roots[] = { (char *)(uintptr_t)path, NULL };
	FTS *walk = fts_open(roots, FTS_COMFOLLOW | FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	if (!walk)
		return diag_fail(d, errno, "read folder '%s'", path);
	while ((entry = fts_read(walk)))
		if (entry->fts_info == FTS_F && is_dynamic(entry->fts_accpath))
			strings_add_once(paths, entry->fts_accpath);
	fts_close(walk);
	return 0;
}

int libraries_find(const char *path, struct strings *paths, struct diag *d)
{
	struct buf interpreter = { 0 };
	int err = libraries_interpreter(path, &interpreter, d);

	if (!err && interpreter.len) {
		strings_add(paths, interpreter.data);
		err = libraries_list(interpreter.data, path, true, paths, d);
	}
	buf_free(&interpreter);
	return err;
}
