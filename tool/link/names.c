/* SPDX-License-Identifier: MIT */
/*
 * The paths that an application names. What cannot be read names nothing: others will tell.
 */
#include <string.h>
#include <sys/mman.h>

#include "tool/elf.h"
#include "tool/link/link.h"
#include "tool/link/workdir.h"

/* Functions of the C library that look below /proc by a name of their own (procfdname.c). */
static const char *const by_proc[] = { "fchmodat", "fexecve", "ttyname_r" };

/* Does (text) stand in what the image will have of (e)? Debug information names its sources. */
static bool has_text(const struct elf *e, const char *text)
{
	struct elf_section s;

	for (size_t i = 1; elf_section(e, i, &s); i++)
		if ((s.flags & SHF_ALLOC) && s.bytes && memmem(s.bytes, s.size, text, strlen(text)))
			return true;
	return false;
}

static bool uses_proc(const struct elf *e)
{
	struct elf_symbols table;
	struct elf_symbol s;

	elf_symbols(e, &table);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++)
		for (size_t k = 0; k < nitems(by_proc); k++)
			if (s.section != SHN_UNDEF && strcmp(s.name, by_proc[k]) == 0)
				return true;
	return false;
}

static bool app_names(const char *app, const char *text)
{
	struct diag ignored = { 0 };
	struct elf e;
	bool names;

	if (elf_map(&e, app, &ignored))
		return false;
	names = has_text(&e, text) || (strcmp(text, "/proc") == 0 && uses_proc(&e));
	elf_unmap(&e);
	return names;
}

static bool file_has_text(const char *path, const char *text)
{
	struct diag ignored = { 0 };
	const void *bytes;
	size_t n;
	bool has;

	if (file_map(path, &bytes, &n, &ignored) || !n)
		return false;
	has = memmem(bytes, n, text, strlen(text));
	munmap((void *)(uintptr_t)bytes, n);
	return has;
}

bool link_names_path(const struct link *l, const char *text)
{
	if (l->root_packed) /* nobody can tell */
		return true;
	return app_names(l->app, text) || (l->root && file_has_text(l->root, text)) ||
	       (l->values && strstr(l->values, text));
}
