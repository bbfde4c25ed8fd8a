/* SPDX-License-Identifier: MIT */
/*
 * The names of functions for crash reports, as small as a table that is read once can be.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"
#include "tool/link/link.h"

#define SMALLEST 8 /* bytes of a function that has a name in the table */

struct function {
	uint64_t address;
	const char *name; /* in the mapped image */
};

struct functions {
	struct function *items;
	size_t n;
};

static int compare_functions(const void *a, const void *b)
{
	const struct function *f = a, *g = b;

	if (f->address != g->address)
		return f->address < g->address ? -1 : 1;
	return strcmp(f->name, g->name);
}

/* Names of the border are shown as a person wrote them. */
static const char *plain_name(const char *name)
{
	return text_begins(name, "pith.") ? name + strlen("pith.") : name;
}

static void collect(const struct elf *e, struct functions *f, uint64_t *base)
{
	struct elf_symbols table;
	struct elf_symbol s;

	elf_symbols(e, &table);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++) {
		if (strcmp(s.name, "pith_image_start") == 0)
			*base = s.value;
		if (s.type != STT_FUNC || s.section == SHN_UNDEF || !s.name[0])
			continue;
		/* Jumps of the platform dispatch, and functions of nothing: no call is in them. */
		if (s.size && s.size < SMALLEST)
			continue;
		f->items = mem_resize(f->items, (f->n + 1) * sizeof *f->items);
		f->items[f->n++] = (struct function){ s.value, plain_name(s.name) };
	}
	if (f->n)
		qsort(f->items, f->n, sizeof *f->items, compare_functions);
}

static void add_uleb128(struct buf *out, uint64_t value)
{
	do {
		uint8_t byte = value & 0x7f;

		value >>= 7;
		if (value)
			byte |= 0x80;
		buf_add(out, &byte, 1);
	} while (value);
}

static void encode(const struct functions *f, uint64_t base, struct buf *table)
{
	uint64_t at = base;

	for (size_t i = 0; i < f->n; i++) {
		/* Several names of one address: the first, in order, stands for all. */
		if (f->items[i].address < base ||
		    (i && f->items[i].address == f->items[i - 1].address))
			continue;
		add_uleb128(table, f->items[i].address - at);
		buf_add(table, f->items[i].name, strlen(f->items[i].name) + 1);
		at = f->items[i].address;
	}
	add_uleb128(table, 0);
}

int link_symbols(const char *path, struct buf *table, struct diag *d)
{
	struct functions f = { 0 };
	uint64_t base = 0;
	struct elf e;
	int err = elf_map(&e, path, d);

	if (err)
		return err;
	collect(&e, &f, &base);
	encode(&f, base, table);
	free(f.items);
	elf_unmap(&e);
	return 0;
}
