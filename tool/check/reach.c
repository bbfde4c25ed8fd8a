/* SPDX-License-Identifier: MIT */
/*
 * What is reached from where a program begins.
 *
 * What is called, is called: that goes on surely. An address that is taken may be called, by
 * whoever is given it: the program's own are taken to be, those of libraries may. So most of a C
 * library that a program does not use stays out, and what only tables of functions lead to is told
 * apart.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/check/check_int.h"

struct step {
	size_t object;
	const struct piece *piece;
};

static const struct place nobody;

struct reach {
	struct world *world;
	struct step *steps;
	size_t n, cap;
};

static void reach_place(struct reach *r, struct place by, struct place to, uint8_t use)
{
	struct piece *p = object_piece(&r->world->objects[to.object], to.addr);
	const struct step step = { to.object, p };

	if (!p || p->use >= use)
		return;
	p->use = use;
	p->by = by;
	r->steps = array_add(r->steps, &r->n, &r->cap, sizeof step, &step);
}

/* Are addresses that (p) takes its own business? Those of the program, if it is one of several. */
static bool uses_what_it_takes(const struct world *w, struct step s)
{
	const struct object *o = &w->objects[s.object];

	return s.object == 0 && (w->n > 1 || object_piece(o, o->elf.header.e_entry) == s.piece);
}

static void walk(struct reach *r)
{
	while (r->n) {
		struct step s = r->steps[--r->n];
		const struct object *o = &r->world->objects[s.object];
		struct place by = { s.object, s.piece->start };
		uint8_t use = s.piece->use;
		uint8_t taken = uses_what_it_takes(r->world, s) ? use : MIN(use, CHECK_MAYBE);

		if (s.piece->code) {
			for (size_t i = object_ref_from(o, s.piece->start);
			     i < o->nr_refs && o->refs[i].from < s.piece->end; i++)
				reach_place(r, by, o->refs[i].to,
					    o->refs[i].kind == REF_TAKEN ? taken : use);
		} else {
			for (size_t i = object_slot_from(o, s.piece->start);
			     i < o->nr_slots && o->slots[i].addr < s.piece->end; i++)
				reach_place(r, by, o->slots[i].to, taken);
		}
	}
}

/* What the loader calls of an object, before and after the program. */
static void reach_start(struct reach *r, size_t object)
{
	static const char *const tables[] = { ".init_array", ".fini_array", ".preinit_array" };
	const struct object *o = &r->world->objects[object];

	for (size_t i = 0; i < o->nr_parts; i++) {
		const struct part *p = &o->parts[i];

		if (!strcmp(p->name, ".init") || !strcmp(p->name, ".fini"))
			reach_place(r, nobody, (struct place){ object, p->addr }, CHECK_SURELY);
		for (size_t k = 0; k < nitems(tables); k++)
			for (size_t s = object_slot_from(o, p->addr);
			     !strcmp(p->name, tables[k]) && s < o->nr_slots &&
			     o->slots[s].addr < p->addr + p->size;
			     s++)
				reach_place(r, nobody, o->slots[s].to, CHECK_SURELY);
	}
}

/* What a module defines, its program may ask for by name. */
static void reach_module(struct reach *r, size_t object)
{
	const struct object *o = &r->world->objects[object];

	for (size_t i = 0; i < o->nr_exports; i++)
		reach_place(r, nobody, (struct place){ object, o->exports[i].addr }, CHECK_MAYBE);
	for (size_t i = 0; i < o->nr_slots; i++)
		if (o->slots[i].to.object == object)
			reach_place(r, nobody, o->slots[i].to, CHECK_MAYBE);
}

void reach_make(struct world *w)
{
	struct reach r = { .world = w };

	/*
	 * The program's own entry, and that of its interpreter, which is the first of the others.
	 */
	for (size_t i = 0; i < w->n && i < 2; i++)
		reach_place(&r, nobody, (struct place){ i, w->objects[i].elf.header.e_entry },
			    CHECK_SURELY);
	for (size_t i = 0; i < w->n; i++)
		reach_start(&r, i);
	/* A program's tables are there to be used: nobody can tell where in them it looks. */
	for (size_t i = 0; w->n > 1 && i < w->objects[0].nr_slots; i++)
		if (w->objects[0].slots[i].to.object == 0)
			reach_place(&r, nobody, w->objects[0].slots[i].to, CHECK_SURELY);
	for (size_t i = w->nr_fixed; i < w->n; i++)
		reach_module(&r, i);
	walk(&r);
	free(r.steps);
}

static int back_order(const void *a, const void *b)
{
	const struct back *p = a, *q = b;

	if (p->to.object != q->to.object)
		return p->to.object < q->to.object ? -1 : 1;
	return p->to.addr < q->to.addr ? -1 : p->to.addr > q->to.addr;
}

static bool is_code(const struct world *w, struct place p)
{
	const struct part *part = object_part(&w->objects[p.object], p.addr);

	return part && part->code;
}

static void make_backs(struct world *w)
{
	size_t cap = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct object *o = &w->objects[i];

		for (size_t k = 0; k < o->nr_refs; k++) {
			const struct ref *r = &o->refs[k];
			const struct back b = { r->to, { i, r->from }, r->kind };

			if (is_code(w, r->to))
				w->backs = array_add(w->backs, &w->nr_backs, &cap, sizeof b, &b);
		}
		/* What stands in the table of imports is used by instructions that are known. */
		for (size_t k = 0; k < o->nr_slots; k++) {
			const struct slot *s = &o->slots[k];
			const struct part *p = object_part(o, s->addr);
			const struct back b = { s->to, { i, s->addr }, REF_TAKEN };

			if (p && !text_begins(p->name, ".got") && is_code(w, s->to))
				w->backs = array_add(w->backs, &w->nr_backs, &cap, sizeof b, &b);
		}
	}
	if (w->nr_backs)
		qsort(w->backs, w->nr_backs, sizeof *w->backs, back_order);
}

const struct back *reach_backs(struct world *w, struct place to, size_t *n)
{
	const struct back key = { .to = to };
	size_t low = 0, high, first;

	if (!w->backs)
		make_backs(w);
	high = w->nr_backs;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (back_order(&w->backs[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	while (low < w->nr_backs && !back_order(&w->backs[low], &key))
		low++;
	*n = low - first;
	return &w->backs[first];
}
