/* SPDX-License-Identifier: MIT */
/*
 * From symbols and relocations to pieces and edges.
 *
 * Boundaries come first: every symbol with a size covers its bytes, and the bytes between are cut
 * where relocations point (strings, tables of constants). Then each relocation becomes an edge
 * from the piece that holds it to the piece that it means. At last, a piece of data without a
 * source of its own gets the one of the code that refers to it.
 */
#include "tool/inspect/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "include/pith/image.h"
#include "tool/buf.h"
#include "tool/inspect/graph_int.h"

static int piece_order(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;

	if (p->addr != q->addr)
		return p->addr < q->addr ? -1 : 1;
	/* Of two names for one place the wider comes first, then the one that others see. */
	if (p->size != q->size)
		return p->size > q->size ? -1 : 1;
	if (!p->name != !q->name)
		return p->name ? -1 : 1;
	if (p->local != q->local)
		return p->local ? 1 : -1;
	return p->name && q->name ? strcmp(p->name, q->name) : 0;
}

static void add_piece(struct build *b, const struct piece *p)
{
	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 1024;
		b->pieces = mem_resize(b->pieces, b->cap * sizeof *b->pieces);
	}
	b->pieces[b->n++] = *p;
}

/* The loaded section (number) that has (addr). */
static bool loaded_section(const struct elf *e, size_t number, struct elf_section *s)
{
	return elf_section(e, number, s) && (s->flags & SHF_ALLOC) && s->size;
}

static void add_symbols(struct build *b)
{
	struct elf_symbols table;
	struct elf_symbol s;

	elf_symbols(&b->graph->elf, &table);
	for (size_t i = 1; elf_symbol(&table, i, &s); i++) {
		struct elf_section section;
		bool label = s.type == STT_NOTYPE && s.name[0] && s.name[0] != '.';

		if (s.type != STT_FUNC && s.type != STT_OBJECT && !label)
			continue;
		if (!loaded_section(&b->graph->elf, s.section, &section) ||
		    (label && !(section.flags & SHF_EXECINSTR)))
			continue;
		if (s.value < section.addr || s.value - section.addr >= section.size)
			continue;
		add_piece(b, &(struct piece){
				     .addr = s.value,
				     .size = MIN(s.size, section.size - (s.value - section.addr)),
				     .name = s.name,
				     .local = s.bind == STB_LOCAL,
				     .section = s.section,
			     });
	}
}

/* Cut loaded data where relocations point, and begin each section with a piece. */
static void add_targets(struct build *b)
{
	struct elf_section section;

	for (size_t i = 1; i < b->graph->elf.nr_sections; i++) {
		if (loaded_section(&b->graph->elf, i, &section))
			add_piece(b, &(struct piece){ .addr = section.addr, .section = i });
	}
	for (size_t i = 0; i < b->nr_refs; i++) {
		const struct ref *r = &b->refs[i];

		if (r->section && loaded_section(&b->graph->elf, r->section, &section) &&
		    !(section.flags & SHF_EXECINSTR) && r->target >= section.addr &&
		    r->target - section.addr < section.size)
			add_piece(b, &(struct piece){ .addr = r->target, .section = r->section });
	}
}

static void set_kind(struct build *b, struct piece *p)
{
	struct elf_section s;

	if (!elf_section(&b->graph->elf, p->section, &s))
		return;
	p->code = s.flags & SHF_EXECINSTR;
	p->in_file = s.type != SHT_NOBITS;
}

/*
 * Make of overlapping candidates a row of pieces. A candidate without a size ends where the next
 * begins; one that begins inside a sized symbol is part of it.
 */
static void lay_out(struct build *b)
{
	struct graph *g = b->graph;
	uint64_t covered = 0;

	qsort(b->pieces, b->n, sizeof *b->pieces, piece_order);
	g->pieces = mem_alloc((b->n + 1) * sizeof *g->pieces);
	for (size_t i = 0; i < b->n; i++) {
		struct piece *p = &b->pieces[i], *last = g->n ? &g->pieces[g->n - 1] : NULL;

		if (p->addr < covered ||
		    (last && last->addr == p->addr && last->section == p->section))
			continue;
		/* Behind a sized symbol, what has no name begins again. */
		if (p->size)
			covered = p->addr + p->size;
		set_kind(b, p);
		g->pieces[g->n++] = *p;
	}
	g->pieces[g->n] = (struct piece){ .addr = UINT64_MAX };
}

/* Give every piece the bytes up to the next one in its section. */
static void stretch(struct graph *g)
{
	for (size_t i = 0; i < g->n; i++) {
		struct piece *p = &g->pieces[i];
		struct elf_section s;
		uint64_t end;

		if (!elf_section(&g->elf, p->section, &s))
			continue;
		end = s.addr + s.size;
		if (p[1].section == p->section && p[1].addr < end)
			end = p[1].addr;
		p->size = end - p->addr;
	}
}

size_t graph_find_addr(const struct graph *g, uint64_t addr)
{
	size_t low = 0, high = g->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (g->pieces[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || addr - g->pieces[low - 1].addr >= g->pieces[low - 1].size)
		return GRAPH_NONE;
	return low - 1;
}

size_t graph_find_name(const struct graph *g, const char *name)
{
	size_t found = GRAPH_NONE;

	/* An application's name hides one of the library OS. */
	for (size_t i = 0; i < g->n; i++) {
		if (g->pieces[i].name && strcmp(g->pieces[i].name, name) == 0 &&
		    (found == GRAPH_NONE || (g->pieces[found].local && !g->pieces[i].local)))
			found = i;
	}
	return found;
}

static void name_sources(struct graph *g)
{
	sources_read(&g->sources, &g->elf);
	for (size_t i = 0; i < g->n; i++) {
		if (g->pieces[i].code)
			g->pieces[i].source = sources_find(&g->sources, g->pieces[i].addr);
	}
}

/* The source of most of the code that piece (i) points to; NULL when it points to none. */
static const char *source_of_targets(const struct graph *g, size_t i)
{
	const char *best = NULL;
	size_t best_count = 0, end = g->pieces[i + 1].first_edge;

	for (size_t k = g->pieces[i].first_edge; k < end; k++) {
		const struct piece *p = &g->pieces[g->edges[k]];
		size_t count = 0;

		for (size_t m = k; p->code && p->source && m < end; m++)
			count += g->pieces[g->edges[m]].source == p->source;
		if (count > best_count) {
			best = p->source;
			best_count = count;
		}
	}
	return best;
}

/*
 * A table of functions comes from where most of them do; other data from where the code does that
 * refers to it. The rounds follow tables that point to tables.
 */
static void name_data(struct graph *g)
{
	for (size_t i = 0; i < g->n; i++) {
		if (!g->pieces[i].code)
			g->pieces[i].source = source_of_targets(g, i);
	}
	for (int round = 0; round < 4; round++) {
		for (size_t i = 0; i < g->n; i++) {
			const struct piece *p = &g->pieces[i];

			for (size_t k = p->first_edge; p->source && k < p[1].first_edge; k++) {
				struct piece *to = &g->pieces[g->edges[k]];

				if (!to->source && !to->code)
					to->source = p->source;
			}
		}
	}
}

/* An entry point: by the ELF header, or by the note of PVH (a physical address). */
static void add_root(struct graph *g, uint64_t addr)
{
	size_t i = graph_find_addr(g, addr);

	if (i == GRAPH_NONE)
		return;
	g->roots = mem_resize(g->roots, (g->nr_roots + 1) * sizeof *g->roots);
	g->roots[g->nr_roots++] = i;
}

static void find_roots(struct graph *g)
{
	enum { XEN_PHYS32_ENTRY = 18 };
	struct elf_note note = { 0 };
	uint32_t entry;
	Elf64_Phdr p;

	add_root(g, g->elf.header.e_entry);
	if (!elf_find_note(&g->elf, "Xen", XEN_PHYS32_ENTRY, &note) ||
	    note.desc_size < sizeof entry)
		return;
	memcpy(&entry, note.desc, sizeof entry);
	for (size_t i = 0; i < g->elf.nr_segments; i++) {
		if (elf_segment(&g->elf, i, &p) && p.p_type == PT_LOAD &&
		    entry - p.p_paddr < p.p_memsz)
			add_root(g, entry - p.p_paddr + p.p_vaddr);
	}
}

void graph_walk(const struct graph *g, size_t without, size_t *from)
{
	size_t *queue = mem_alloc((g->n + 1) * sizeof *queue), head = 0, tail = 0;

	for (size_t i = 0; i < g->n; i++)
		from[i] = GRAPH_NONE;
	for (size_t i = 0; i < g->nr_roots; i++) {
		if (g->roots[i] == without || from[g->roots[i]] != GRAPH_NONE)
			continue;
		from[g->roots[i]] = g->roots[i];
		queue[tail++] = g->roots[i];
	}
	while (head < tail) {
		size_t at = queue[head++];

		for (size_t k = g->pieces[at].first_edge; k < g->pieces[at + 1].first_edge; k++) {
			size_t to = g->edges[k];

			if (to == without || from[to] != GRAPH_NONE)
				continue;
			from[to] = at;
			queue[tail++] = to;
		}
	}
	free(queue);
}

int graph_open(struct graph *g, const char *path, struct diag *d)
{
	struct build b = { .graph = g };
	int err;

	*g = (struct graph){ .nr_edges = 0 };
	err = elf_map(&g->elf, path, d);
	if (err)
		return err;
	refs_read(&b);
	if (!b.nr_refs) {
		elf_unmap(&g->elf);
		return diag_fail(d, ENOEXEC, "'%s' has no relocations to follow", path);
	}
	add_symbols(&b);
	add_targets(&b);
	lay_out(&b);
	stretch(g);
	name_sources(g);
	edges_make(&b);
	name_data(g);
	find_roots(g);
	free(b.pieces);
	free(b.refs);
	return 0;
}

void graph_close(struct graph *g)
{
	free(g->pieces);
	free(g->edges);
	free(g->roots);
	sources_free(&g->sources);
	elf_unmap(&g->elf);
}
