/* SPDX-License-Identifier: MIT */
/*
 * Relocations, and the edges that they become.
 *
 * A reference relative to the instruction pointer counts from the end of its instruction: four
 * bytes behind the field, or more when an immediate follows. Which one is not in the relocation,
 * so a target that falls on the beginning of a piece with one of these distances is taken to mean
 * it.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/buf.h"
#include "tool/inspect/graph_int.h"

static bool relative(uint32_t type)
{
	switch (type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		return true;
	}
	return false;
}

static bool absolute(uint32_t type)
{
	return type == R_X86_64_64 || type == R_X86_64_32 || type == R_X86_64_32S ||
	       type == R_X86_64_RELATIVE;
}

static void add_ref(struct build *b, const Elf64_Rela *rela, const struct elf_symbols *table)
{
	uint32_t type = (uint32_t)ELF64_R_TYPE(rela->r_info);
	struct elf_symbol symbol;
	struct ref r = { .addr = rela->r_offset };

	if ((!relative(type) && !absolute(type)) ||
	    !elf_symbol(table, ELF64_R_SYM(rela->r_info), &symbol) ||
	    symbol.section >= SHN_LORESERVE)
		return;
	r.section = symbol.section;
	/* A named symbol is meant as such; the addend then only says where in it, or from where. */
	if (symbol.type == STT_SECTION) {
		r.guess = relative(type);
		r.target = symbol.value + (uint64_t)rela->r_addend + (r.guess ? 4 : 0);
	} else {
		r.target = symbol.value;
	}
	if (b->nr_refs == b->cap_refs) {
		b->cap_refs = b->cap_refs ? b->cap_refs * 2 : 4096;
		b->refs = mem_resize(b->refs, b->cap_refs * sizeof *b->refs);
	}
	b->refs[b->nr_refs++] = r;
}

void refs_read(struct build *b)
{
	const struct elf *e = &b->graph->elf;
	struct elf_section s, of;
	struct elf_symbols table;
	Elf64_Rela rela;

	elf_symbols(e, &table);
	for (size_t i = 1; i < e->nr_sections; i++) {
		if (!elf_section(e, i, &s) || s.type != SHT_RELA || (s.flags & SHF_ALLOC) ||
		    !elf_section(e, s.info, &of) || !(of.flags & SHF_ALLOC))
			continue;
		for (size_t k = 0; elf_rela(&s, k, &rela); k++)
			add_ref(b, &rela, &table);
	}
}

static size_t find_target(const struct graph *g, const struct ref *r)
{
	static const unsigned behind[] = { 0, 1, 2, 4 };

	for (size_t i = 0; r->guess && i < nitems(behind); i++) {
		size_t p = graph_find_addr(g, r->target + behind[i]);

		if (p != GRAPH_NONE && g->pieces[p].addr == r->target + behind[i] &&
		    g->pieces[p].name)
			return p;
	}
	return graph_find_addr(g, r->target);
}

struct edge {
	size_t from;
	size_t to;
};

static int edge_order(const void *a, const void *b)
{
	const struct edge *e = a, *f = b;

	if (e->from != f->from)
		return e->from < f->from ? -1 : 1;
	return e->to < f->to ? -1 : e->to > f->to;
}

static bool is_assembly(const struct piece *p)
{
	return p->source && (text_ends(p->source, ".S") || text_ends(p->source, ".s"));
}

/* Assembly falls through from label to label, and jumps between them without a relocation. */
static size_t add_falls(const struct graph *g, struct edge *edges)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < g->n; i++) {
		const struct piece *p = &g->pieces[i];

		if (p->code && is_assembly(p) && p[1].source == p->source) {
			edges[n++] = (struct edge){ i, i + 1 };
			edges[n++] = (struct edge){ i + 1, i };
		}
	}
	return n;
}

void edges_make(struct build *b)
{
	struct graph *g = b->graph;
	struct edge *all = mem_alloc((b->nr_refs + 2 * g->n + 1) * sizeof *all);
	size_t n = add_falls(g, all), at = 0;

	for (size_t i = 0; i < b->nr_refs; i++) {
		struct edge e = { graph_find_addr(g, b->refs[i].addr), GRAPH_NONE };

		if (b->refs[i].section)
			e.to = find_target(g, &b->refs[i]);
		if (e.from != GRAPH_NONE && e.to != GRAPH_NONE && e.from != e.to)
			all[n++] = e;
	}
	qsort(all, n, sizeof *all, edge_order);
	g->edges = mem_alloc((n + 1) * sizeof *g->edges);
	for (size_t i = 0; i <= g->n; i++) {
		g->pieces[i].first_edge = g->nr_edges;
		for (; at < n && all[at].from == i; at++) {
			if (at == 0 || edge_order(&all[at], &all[at - 1]) != 0)
				g->edges[g->nr_edges++] = all[at].to;
		}
	}
	free(all);
}
