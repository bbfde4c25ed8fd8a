/* SPDX-License-Identifier: MIT */
/*
 * The mappings of a space: a tree by address that also knows its gaps.
 *
 * A mapping that is taken out may hold the last reference to an object, whose put() may sleep,
 * so it waits in the space's list of the dead until the lock is released.
 */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/mem/space_int.h"

int mapping_check_prot(unsigned prot)
{
	return prot & MMU_EXEC && !LINKED(space_executes) ? -EACCES : 0;
}

struct mapping *mapping_create(const struct map_request *r)
{
	struct mapping *m = heap_alloc_zero(sizeof *m);

	if (!m)
		return NULL;
	m->object = r->object;
	m->index = r->index;
	m->kind = r->shared ? MAPPING_SHARED : MAPPING_PRIVATE;
	m->prot = r->prot;
	m->prot_max = r->prot_max;
	if (m->object)
		m->object->ops->get(m->object);
	return m;
}

void mapping_destroy(struct mapping *m)
{
	if (m->object)
		m->object->ops->put(m->object);
	if (m->kind != MAPPING_STACK)
		heap_free(m);
}

void space_unlock(struct space *s)
{
	struct mapping *m = s->dead;

	s->dead = NULL;
	spin_unlock(&s->lock);
	while (m) {
		struct mapping *next = mapping_of(m->node.parent);

		mapping_destroy(m);
		m = next;
	}
}

/* Compute the summary of a subtree from its root and the root's children. */
static void refresh(struct tree_node *n)
{
	struct mapping *m = mapping_of(n);
	const struct mapping *l = mapping_of(n->child[0]), *r = mapping_of(n->child[1]);

	m->low = l ? l->low : m->start;
	m->high = r ? r->high : m->end;
	m->gap = 0;
	if (l)
		m->gap = MAX(l->gap, m->start - l->high);
	if (r)
		m->gap = MAX(m->gap, MAX(r->gap, r->low - m->end));
}

void mapping_insert(struct space *s, struct mapping *m)
{
	struct tree_node *parent = NULL, *n = s->mappings.root;
	unsigned side = 0;

	while (n) {
		parent = n;
		side = m->start > mapping_of(n)->start;
		n = n->child[side];
	}
	s->mappings.refresh = refresh;
	tree_insert(&s->mappings, &m->node, parent, side);
}

void mapping_remove(struct space *s, struct mapping *m)
{
	tree_remove(&s->mappings, &m->node);
	s->touched = NULL;
	m->node.parent = s->dead ? &s->dead->node : NULL;
	s->dead = m;
}

void mapping_resize(struct space *s, struct mapping *m, uintptr_t start, uintptr_t end)
{
	m->start = start;
	m->end = end;
	s->mappings.refresh = refresh;
	tree_refresh(&s->mappings, &m->node);
}

bool mapping_goes_on(const struct mapping *a, const struct mapping *b)
{
	return a->end == b->start && a->object == b->object && a->kind == b->kind &&
	       a->prot == b->prot && a->prot_max == b->prot_max && a->kind != MAPPING_STACK &&
	       (!a->object || a->index + ((a->end - a->start) >> PAGE_SHIFT) == b->index);
}

static bool can_merge(const struct mapping *a, const struct mapping *b)
{
	return mapping_goes_on(a, b) && a->copied == b->copied;
}

struct mapping *mapping_merge(struct space *s, struct mapping *m)
{
	struct mapping *before = mapping_step(m, 0), *behind = mapping_step(m, 1);

	if (behind && can_merge(m, behind)) {
		uintptr_t end = behind->end;

		mapping_remove(s, behind);
		mapping_resize(s, m, m->start, end);
	}
	if (before && can_merge(before, m)) {
		uintptr_t end = m->end;

		mapping_remove(s, m);
		mapping_resize(s, before, before->start, end);
		return before;
	}
	return m;
}

void mapping_merge_range(struct space *s, uintptr_t start, uintptr_t end)
{
	struct mapping *m = mapping_find(s, start);

	while (m && m->start <= end)
		m = mapping_step(mapping_merge(s, m), 1);
}

int mapping_split(struct space *s, uintptr_t at)
{
	struct mapping *m = mapping_find(s, at), *upper;

	if (!m || m->start >= at)
		return 0;
	upper = heap_alloc(sizeof *upper);
	if (!upper)
		return -ENOMEM;
	*upper = *m;
	upper->start = at;
	upper->index += (at - m->start) >> PAGE_SHIFT;
	if (upper->kind == MAPPING_STACK)
		upper->kind = MAPPING_PRIVATE;
	if (upper->object)
		upper->object->ops->get(upper->object);
	mapping_resize(s, m, m->start, at);
	mapping_insert(s, upper);
	return 0;
}

int mapping_isolate(struct space *s, uintptr_t start, uintptr_t end)
{
	int err = mapping_split(s, start);

	return err ? err : mapping_split(s, end);
}

void mapping_remove_range(struct space *s, uintptr_t start, uintptr_t end)
{
	struct mapping *m = mapping_find(s, start);

	while (m && m->start < end) {
		uintptr_t from = m->start, to = from;

		/* What stands side by side goes at once. */
		while (m && m->start == to && to < end) {
			struct mapping *next = mapping_step(m, 1);

			to = m->end;
			mapping_remove(s, m);
			m = next;
		}
		mmu_unmap(from, to - from);
	}
}
