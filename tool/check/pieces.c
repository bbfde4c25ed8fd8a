/* SPDX-License-Identifier: MIT */
/*
 * Where functions begin and end: the tables for unwinding say it, also of files that were stripped;
 * symbols do; and where neither tells of a stretch of code, calls do that lead into it.
 *
 * Data is cut where addresses that are taken point to.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/check/check_int.h"

#define HDR_ENCODING 0x3b /* DW_EH_PE_datarel | sdata4, of the sorted table */
#define PLT_ENTRY    16

struct cuts {
	struct piece *items;
	size_t n, cap;
};

static void add_cut(struct cuts *c, uint64_t start, uint64_t end)
{
	const struct piece p = { .start = start, .end = end, .code = true };

	c->items = array_add(c->items, &c->n, &c->cap, sizeof p, &p);
}

static int32_t signed_at(const uint8_t *p)
{
	int32_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/*
 * The trampoline that ends a signal: its description begins a byte before it does, so that who
 * unwinds finds it from its first instruction.
 */
static bool is_trampoline(const struct object *o, uint64_t fde_addr, const uint8_t *fde)
{
	uint64_t cie_addr = fde_addr + 4 - (uint32_t)signed_at(fde + 4);
	const uint8_t *cie = elf_loaded(&o->elf, cie_addr, 16);

	return cie && memchr(cie + 9, 'S', strnlen((const char *)cie + 9, 6));
}

/* .eh_frame_hdr has a row for each function: where it begins, and where its description is. */
static void cut_by_unwinding(const struct object *o, struct cuts *c)
{
	struct elf_section s;
	uint32_t n;

	if (!elf_find_section(&o->elf, ".eh_frame_hdr", &s) || !s.bytes || s.size < 12 ||
	    s.bytes[0] != 1 || s.bytes[2] != 0x03 || s.bytes[3] != HDR_ENCODING)
		return;
	memcpy(&n, s.bytes + 8, sizeof n);
	if (n > (s.size - 12) / 8)
		return;
	for (const uint8_t *row = s.bytes + 12; n--; row += 8) {
		uint64_t start = s.addr + (uint64_t)signed_at(row);
		uint64_t fde_addr = s.addr + (uint64_t)signed_at(row + 4);
		const uint8_t *fde = elf_loaded(&o->elf, fde_addr, 16);
		uint32_t size = 0;

		if (fde)
			memcpy(&size, fde + 12, sizeof size);
		if (fde && size && is_trampoline(o, fde_addr, fde)) {
			start++;
			size--;
		}
		add_cut(c, start, start + size);
	}
}

static void cut_by_symbols(const struct object *o, struct cuts *c)
{
	for (size_t i = 0; i < o->nr_functions; i++)
		add_cut(c, o->functions[i].addr, o->functions[i].addr + o->functions[i].size);
}

static bool is_plt(const struct part *p)
{
	return p->code && text_begins(p->name, ".plt");
}

static int piece_order(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;

	if (p->start != q->start)
		return p->start < q->start ? -1 : 1;
	return p->end > q->end ? -1 : p->end < q->end;
}

struct gap {
	const struct part *part;
	uint64_t start, end;
};

struct gaps {
	struct gap *items;
	size_t n, cap;
	struct cuts *cuts;
};

/* Whatever is called within a stretch that nothing tells of begins there. */
static void found_target(void *arg, uint64_t target)
{
	struct gaps *g = arg;

	for (size_t i = 0; i < g->n; i++)
		if (target >= g->items[i].start && target < g->items[i].end)
			add_cut(g->cuts, target, target);
}

static void add_gap(struct gaps *g, const struct part *p, uint64_t start, uint64_t end)
{
	const struct gap gap = { p, start, end };

	if (start + PLT_ENTRY <= end)
		g->items = array_add(g->items, &g->n, &g->cap, sizeof gap, &gap);
}

static void cut_gaps(const struct object *o, struct cuts *c)
{
	struct gaps g = { .cuts = c };
	size_t known = c->n;

	for (size_t i = 0; i < o->nr_parts; i++) {
		const struct part *p = &o->parts[i];
		uint64_t at = p->addr;

		if (!p->code || !p->bytes || is_plt(p))
			continue;
		for (size_t k = 0; k < known; k++) {
			const struct piece *cut = &c->items[k];

			if (cut->start >= p->addr + p->size || cut->end <= at)
				continue;
			add_gap(&g, p, at, cut->start);
			at = cut->end;
		}
		add_gap(&g, p, at, p->addr + p->size);
		add_cut(c, p->addr, p->addr);
	}
	for (size_t i = 0; i < g.n; i++) {
		const struct gap *gap = &g.items[i];

		add_cut(c, gap->start, gap->start);
		decode_targets(gap->part->bytes + (gap->start - gap->part->addr),
			       gap->end - gap->start, gap->start, found_target, &g);
	}
	free(g.items);
}

/* Tables of jumps to other objects: each is a piece, whatever else is said of them. */
static void cut_plt(struct object *o, const struct part *p)
{
	uint64_t step = p->entry_size >= 8 && p->entry_size <= 64 ? p->entry_size : PLT_ENTRY;

	for (uint64_t at = 0; at < p->size; at += step) {
		o->pieces = mem_resize(o->pieces, (o->nr_pieces + 1) * sizeof *o->pieces);
		o->pieces[o->nr_pieces++] =
			(struct piece){ .start = p->addr + at,
					.end = p->addr + MIN(at + step, p->size),
					.code = true };
	}
}

static void cut_part(struct object *o, const struct part *p, const struct cuts *c)
{
	uint64_t end = p->addr + p->size, covered = 0;
	struct piece *pieces = mem_resize(o->pieces, (o->nr_pieces + c->n + 1) * sizeof *pieces);
	struct piece *last = NULL;

	o->pieces = pieces;
	for (size_t i = 0; i < c->n; i++) {
		const struct piece *cut = &c->items[i];

		if (cut->start < p->addr || cut->start >= end)
			continue;
		if (last && last->start == cut->start) {
			covered = MAX(covered, cut->end);
			continue;
		}
		if (last) {
			last->end = cut->start;
			last->runs_on = covered > cut->start;
		}
		covered = MAX(covered, cut->end);
		last = &pieces[o->nr_pieces++];
		*last = *cut;
		last->end = end;
	}
}

void pieces_make_code(struct object *o)
{
	struct cuts c = { 0 };

	cut_by_unwinding(o, &c);
	cut_by_symbols(o, &c);
	if (c.n)
		qsort(c.items, c.n, sizeof *c.items, piece_order);
	cut_gaps(o, &c);
	if (c.n)
		qsort(c.items, c.n, sizeof *c.items, piece_order);
	for (size_t i = 0; i < o->nr_parts; i++) {
		const struct part *p = &o->parts[i];

		if (!p->code || !p->bytes)
			continue;
		if (is_plt(p))
			cut_plt(o, p);
		else
			cut_part(o, p, &c);
	}
	free(c.items);
	if (o->nr_pieces)
		qsort(o->pieces, o->nr_pieces, sizeof *o->pieces, piece_order);
}

static int number_order(const void *a, const void *b)
{
	uint64_t n = *(const uint64_t *)a, m = *(const uint64_t *)b;

	return n < m ? -1 : n > m;
}

void pieces_add_data(struct object *o)
{
	size_t code = o->nr_pieces;

	if (!o->nr_starts)
		return;
	qsort(o->starts, o->nr_starts, sizeof *o->starts, number_order);
	o->pieces = mem_resize(o->pieces, (code + o->nr_starts) * sizeof *o->pieces);
	for (size_t i = 0; i < o->nr_starts; i++) {
		const struct part *p = object_part(o, o->starts[i]);
		uint64_t end;

		if (!p || p->code || (i && o->starts[i] == o->starts[i - 1]))
			continue;
		end = p->addr + p->size;
		for (size_t k = i + 1; k < o->nr_starts; k++) {
			if (o->starts[k] != o->starts[i]) {
				end = MIN(end, o->starts[k]);
				break;
			}
		}
		o->pieces[o->nr_pieces++] = (struct piece){ .start = o->starts[i], .end = end };
	}
	qsort(o->pieces, o->nr_pieces, sizeof *o->pieces, piece_order);
}
