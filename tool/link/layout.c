/* SPDX-License-Identifier: MIT */
/*
 * The layout of one image: the toolkit's, without program headers of nothing. An image has a
 * segment for a root file system only with one, and one for thread-local variables only when the
 * application has some.
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"
#include "tool/link/link.h"

static int has_tls(const char *object, bool *has, struct diag *d)
{
	struct elf_section s;
	struct elf e;
	int err = elf_map(&e, object, d);

	*has = false;
	if (err)
		return err;
	for (size_t i = 1; i < e.nr_sections; i++)
		*has |= elf_section(&e, i, &s) && s.flags & SHF_TLS && s.size;
	elf_unmap(&e);
	return 0;
}

/*
 * Copy the layout without segment (name): neither its line in PHDRS, nor ":name" behind sections,
 * which are empty.
 */
static void drop_segment(const struct buf *from, const char *name, struct buf *to)
{
	size_t n = strlen(name);
	const char *at = buf_text(from), *next;

	for (; *at; at = next) {
		const char *word = at + strspn(at, " \t");

		next = at + strcspn(at, "\n");
		next += *next == '\n';
		if (!strncmp(word, name, n) && word[n] == ' ')
			continue;
		for (; at < next; at++) {
			if (*at == ':' && !strncmp(at + 1, name, n) && strchr(" \n", at[n + 1]))
				at += n;
			else
				buf_add(to, at, 1);
		}
	}
}

int link_layout(const struct link *l, const char *path, struct diag *d)
{
	struct buf whole = { 0 }, rootless = { 0 }, layout = { 0 };
	char name[64], *source;
	bool tls;
	int err = has_tls(l->app, &tls, d);

	snprintf(name, sizeof name, "image_%s.lds", target_names[l->target]);
	source = toolkit_path(l->toolkit, name);
	if (!err)
		err = file_read(source, &whole, d);
	if (!err) {
		drop_segment(&whole, l->root && !l->root_note ? "-" : "root", &rootless);
		drop_segment(&rootless, tls ? "-" : "tls", &layout);
		err = file_write(path, layout.data, layout.len, d);
	}
	buf_free(&whole);
	buf_free(&rootless);
	buf_free(&layout);
	free(source);
	return err;
}
