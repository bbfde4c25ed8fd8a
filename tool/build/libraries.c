/* SPDX-License-Identifier: MIT */
/*
 * The program's own ld.so is asked: nobody else knows its search as well.
 */
#include "tool/build/libraries.h"

#include <elf.h>
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdint.h>
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

bool libraries_unwind(const char *path)
{
	static const char *const names[] = { "\0pthread_exit", "\0pthread_cancel", "\0backtrace" };
	struct diag ignored = { 0 };
	bool found = false;
	struct elf e;

	if (strcmp(path_base(path), "libc.so.6") == 0 || elf_map(&e, path, &ignored))
		return false;
	for (size_t i = 0; i < nitems(names) && !found; i++)
		found = memmem(e.bytes, e.size, names[i], strlen(names[i] + 1) + 2) != NULL;
	elf_unmap(&e);
	return found;
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

/*
 * The cache of ld.so, as glibc 2.32 and later write it, in the order of bytes of x86. The order of
 * the entries stays: ld.so looks in the middle of what is left. Those for kinds of processors are
 * left out, and such a library is found as without a cache.
 */
#define CACHE_MAGIC "glibc-ld.so.cache1.1"

struct cache_header {
	char magic[sizeof CACHE_MAGIC - 1];
	uint32_t entries;
	uint32_t string_bytes;
	uint8_t flags;
	uint8_t rest[3];
	uint32_t extension; /* where that stands; 0: there is none */
	uint32_t rest_too[3];
};

/* Behind the header. Strings are named by where they stand in the file. */
struct cache_entry {
	uint32_t kind;
	uint32_t name;
	uint32_t path;
	uint32_t system;
	uint64_t processor; /* 0: any */
};

/* The string at (at), or NULL: that is not in the file. */
static const char *string_at(const char *bytes, size_t size, uint32_t at)
{
	return at < size && memchr(bytes + at, '\0', size - at) ? bytes + at : NULL;
}

/* Add (s), and return where in (strings) it stands. */
static uint32_t add_string(struct buf *strings, const char *s)
{
	size_t at = strings->len;

	buf_add(strings, s, strlen(s) + 1);
	return (uint32_t)at;
}

/* Add to (entries) and (strings) what is kept of a cache whose header is (h). */
static void keep_entries(const char *bytes, size_t size, const struct cache_header *h,
			 const struct strings *paths, struct buf *entries, struct buf *strings)
{
	struct cache_entry e;

	for (uint32_t i = 0; i < h->entries; i++) {
		const char *name, *path;

		memcpy(&e, bytes + sizeof *h + i * sizeof e, sizeof e);
		name = string_at(bytes, size, e.name);
		path = string_at(bytes, size, e.path);
		if (e.processor || !name || !path || strings_find(paths, path) == paths->n)
			continue;
		e.name = add_string(strings, name);
		e.path = add_string(strings, path);
		buf_add(entries, &e, sizeof e);
	}
}

void libraries_keep_cache(const void *bytes, size_t size, const struct strings *paths,
			  struct buf *out)
{
	struct buf entries = { 0 }, strings = { 0 };
	struct cache_header h;
	struct cache_entry e;

	if (size < sizeof h || memcmp(bytes, CACHE_MAGIC, sizeof h.magic))
		return;
	memcpy(&h, bytes, sizeof h);
	if (h.entries > (size - sizeof h) / sizeof e)
		return;
	keep_entries(bytes, size, &h, paths, &entries, &strings);
	h.entries = (uint32_t)(entries.len / sizeof e);
	h.string_bytes = (uint32_t)strings.len;
	h.extension = 0;
	if (h.entries)
		buf_add(out, &h, sizeof h);
	for (uint32_t i = 0; i < h.entries; i++) {
		memcpy(&e, entries.data + i * sizeof e, sizeof e);
		e.name += (uint32_t)(sizeof h + entries.len);
		e.path += (uint32_t)(sizeof h + entries.len);
		buf_add(out, &e, sizeof e);
	}
	buf_add(out, strings.data, strings.len);
	buf_free(&entries);
	buf_free(&strings);
}
