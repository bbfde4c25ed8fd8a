/* SPDX-License-Identifier: MIT */
/*
 * Pieces become rows: by the folder of their source, or by their section when they have none.
 */
#include "tool/inspect/groups.h"

#include <stdlib.h>
#include <string.h>

#include "tool/buf.h"

struct group_info {
	const char *name;
	const char *folder; /* sources in it belong to the group; NULL: none do */
	uint32_t colour;
};

static const struct group_info groups[];

const char *group_name(enum group g)
{
	return groups[g].name;
}

uint32_t group_colour(enum group g)
{
	return groups[g].colour;
}

/* Sources that are not where their group is. */
static const struct {
	const char *folder;
	enum group group;
} strays[] = {
	{ "port/musl/src/", GROUP_LIBC },
	{ "out/src/lwip/src/", GROUP_LWIP },
	{ "plat/jumps/", GROUP_DEV },
	{ "plat/pc/", GROUP_PVH },
};

static enum group group_of_section(const struct graph *graph, const struct piece *p)
{
	struct elf_section s;

	if (!elf_section(&graph->elf, p->section, &s))
		return GROUP_PADDING;
	if (strcmp(s.name, ".pith.root") == 0)
		return GROUP_ROOT;
	if (strcmp(s.name, ".pith.symbols") == 0)
		return GROUP_NAMES;
	return p->code ? GROUP_APPLICATION : GROUP_TABLES;
}

static enum group group_of_source(const char *source, const char **file)
{
	for (unsigned i = 0; i < GROUPS; i++) {
		if (groups[i].folder && text_begins(source, groups[i].folder)) {
			*file = source + strlen(groups[i].folder);
			return (enum group)i;
		}
	}
	for (size_t i = 0; i < nitems(strays); i++) {
		if (text_begins(source, strays[i].folder)) {
			*file = source + strlen(strays[i].folder);
			return strays[i].group;
		}
	}
	*file = path_base(source);
	return GROUP_APPLICATION;
}

/* The source of the nearest code before (step -1) or behind (step 1) piece (p) that has one. */
static const char *source_beside(const struct graph *graph, const struct piece *p, int step)
{
	const struct piece *end = step < 0 ? graph->pieces - 1 : graph->pieces + graph->n;

	do
		p += step;
	while (p != end && p->code && !p->source);
	return p != end && p->code ? p->source : NULL;
}

/*
 * The source of code without one: assembly within a C file, which has no debug information. An
 * object's code stands together, its assembly first. Only where both neighbours are of the
 * library OS: an application's code may be without debug information altogether.
 */
static const char *guess_source(const struct graph *graph, const struct piece *p)
{
	const char *before = source_beside(graph, p, -1), *behind = source_beside(graph, p, 1),
		   *file;

	if (!before || !behind || group_of_source(before, &file) <= GROUP_LIBC ||
	    group_of_source(behind, &file) <= GROUP_LIBC)
		return NULL;
	return behind;
}

enum group group_of(const struct graph *graph, const struct piece *p, const char **file)
{
	enum group g = group_of_section(graph, p);
	const char *source = p->source;

	*file = "";
	if (g == GROUP_ROOT || g == GROUP_NAMES)
		return g;
	if (!source && p->code)
		source = guess_source(graph, p);
	return source ? group_of_source(source, file) : g;
}

/* What to call a piece. Whole sections without symbols are called by their names. */
static const char *row_name(const struct graph *graph, const struct piece *p, enum group g)
{
	struct elf_section s;

	if (p->name)
		return p->name;
	if (g == GROUP_TABLES && elf_section(&graph->elf, p->section, &s) &&
	    strcmp(s.name, ".rodata") && strcmp(s.name, ".data"))
		return s.name;
	return p->code ? "code" : "constants";
}

static int row_order(const void *a, const void *b)
{
	const struct group_row *r = a, *s = b;
	int c;

	if (r->group != s->group)
		return r->group < s->group ? -1 : 1;
	c = strcmp(r->file, s->file);
	return c ? c : strcmp(r->name, s->name);
}

/* Of rows with one name only the first stays, with the bytes of all. */
static void merge(struct group_rows *r)
{
	size_t to = 0;

	for (size_t i = 1; i < r->n; i++) {
		if (row_order(&r->rows[to], &r->rows[i]) == 0)
			r->rows[to].bytes += r->rows[i].bytes;
		else
			r->rows[++to] = r->rows[i];
	}
	r->n = r->n ? to + 1 : 0;
}

void group_rows_make(struct group_rows *r, const struct graph *graph, uint64_t file_size)
{
	uint64_t known = 0;

	*r = (struct group_rows){ .total = file_size };
	r->rows = mem_alloc((graph->n + 1) * sizeof *r->rows);
	for (size_t i = 0; i < graph->n; i++) {
		const struct piece *p = &graph->pieces[i];
		struct group_row row = { .bytes = p->size };

		if (!p->in_file)
			continue;
		row.group = group_of(graph, p, &row.file);
		row.name = row_name(graph, p, row.group);
		r->rows[r->n++] = row;
		r->bytes[row.group] += row.bytes;
		known += row.bytes;
	}
	if (file_size > known) {
		r->bytes[GROUP_PADDING] = file_size - known;
		r->rows[r->n++] = (struct group_row){ GROUP_PADDING, "", "headers, padding",
						      file_size - known };
	}
	if (r->n)
		qsort(r->rows, r->n, sizeof *r->rows, row_order);
	merge(r);
}

void group_rows_free(struct group_rows *r)
{
	free(r->rows);
	*r = (struct group_rows){ 0 };
}

static const struct group_info groups[] = {
	[GROUP_APPLICATION] = { "application", NULL, 0xe8862e },
	[GROUP_LIBC] = { "C library (musl)", "musl/src/", 0x4a74a8 },
	[GROUP_ABI] = { "abi/linux", "abi/linux/", 0x8f63a8 },
	[GROUP_VFS] = { "kern/vfs", "kern/vfs/", 0x6f9a2f },
	[GROUP_CONSOLE] = { "kern/console", "kern/console/", 0x86ad4f },
	[GROUP_FS] = { "fs", "fs/", 0xa3a13a },
	[GROUP_CORE] = { "kern/core", "kern/core/", 0x38875a },
	[GROUP_MEM] = { "kern/mem", "kern/mem/", 0x2b9488 },
	[GROUP_SCHED] = { "kern/sched", "kern/sched/", 0x3f9fb8 },
	[GROUP_DEV] = { "kern/dev", "kern/dev/", 0x5b7fa3 },
	[GROUP_EVENT] = { "kern/event", "kern/event/", 0x4a90a4 },
	[GROUP_NET] = { "kern/net", "kern/net/", 0x7a6fb0 },
	[GROUP_LWIP] = { "port/lwip", "port/lwip/", 0x9a7fc8 },
	[GROUP_DRIVERS] = { "drivers", "drivers/", 0xb05a7a },
	[GROUP_PVH] = { "plat/pvh", "plat/pvh/", 0xc0504d },
	[GROUP_LINUX] = { "plat/linux", "plat/linux/", 0xcc6f94 },
	[GROUP_ARCH] = { "arch/x86_64", "arch/x86_64/", 0x8c6d46 },
	[GROUP_BASE] = { "base", "base/", 0x6d7a87 },
	[GROUP_ROOT] = { "root files", NULL, 0xc9a227 },
	[GROUP_NAMES] = { "names for reports", NULL, 0x93a0ac },
	[GROUP_TABLES] = { "tables", NULL, 0xa9a9a2 },
	[GROUP_PADDING] = { "headers, padding", NULL, 0xbdbdb6 },
};
_Static_assert(nitems(groups) == GROUPS, "describe every group");
