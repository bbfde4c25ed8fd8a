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

static void mapping_destroy(struct mapping *m)
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

/*
 * Compute the summary of a subtree from its root and what the root's children say. A longer gap is
 * news, and a shorter range, for a gap beside it is longer then. What became the other way round is
 * left as it is, for a search to find out (place.c): so what comes and goes is no news to those
 * above, when they once had room for both.
 */
static bool refresh(struct tree_node *n)
{
	struct mapping *m = mapping_of(n);
	const struct mapping *l = mapping_of(n->child[0]), *r = mapping_of(n->child[1]);
	uintptr_t low = l ? l->low : m->start, high = r ? r->high : m->end;
	size_t gap = 0;

	if (l)
		gap = MAX(l->gap, m->start - l->high);
	if (r)
		gap = MAX(gap, MAX(r->gap, r->low - m->end));
	if (low <= m->low && high >= m->high && gap <= m->gap)
		return false;
	m->low = MAX(m->low, low);
	m->high = MIN(m->high, high);
	m->gap = MAX(m->gap, gap);
	return true;
}

void mapping_settle(struct mapping *m)
{
	m->low = 0;
	m->high = UINTPTR_MAX;
	m->gap = 0;
	refresh(&m->node);
}

/* Where a mapping goes that begins at (start): below (parent), or at the root, between two. */
struct niche {
	struct tree_node *parent;
	struct mapping *beside[2];
	unsigned side;
};

static struct niche find_niche(struct space *s, uintptr_t start) REQUIRES(&s->lock)
{
	struct niche at = { 0 };
	struct tree_node *n = s->mappings.root;

	while (n) {
		at.parent = n;
		at.side = start > mapping_of(n)->start;
		at.beside[!at.side] = mapping_of(n);
		n = n->child[at.side];
	}
	return at;
}

static void insert(struct space *s, struct mapping *m, const struct niche *at) REQUIRES(&s->lock)
{
	m->low = 0;
	m->high = UINTPTR_MAX;
	m->gap = 0;
	s->mappings.refresh = refresh;
	tree_insert(&s->mappings, &m->node, at->parent, at->side);
}

void mapping_insert(struct space *s, struct mapping *m)
{
	struct niche at = find_niche(s, m->start);

	insert(s, m, &at);
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

/*
 * Make one mapping of (a) and (b), the next, and of what is between them. One of them is below the
 * other in the tree, and goes: the way up then meets the other, which has its range by then, and
 * ends soon.
 */
static void join(struct space *s, struct mapping *a, struct mapping *b) REQUIRES(&s->lock)
{
	struct mapping *rest = a;

	if (a->node.rank > b->node.rank) {
		a->end = b->end;
		mapping_remove(s, b);
	} else {
		rest = b;
		b->start = a->start;
		b->index = a->index;
		mapping_remove(s, a);
	}
	tree_refresh(&s->mappings, &rest->node);
}

/* Let one of those beside (m), which is in no tree, have what it says, if it only goes on there. */
static bool neighbour_takes(struct space *s, const struct mapping *m,
			    struct mapping *const beside[2]) REQUIRES(&s->lock)
{
	struct mapping *before = beside[0], *behind = beside[1];
	bool to_before = before && can_merge(before, m), to_behind = behind && can_merge(m, behind);

	if (to_before && to_behind) {
		join(s, before, behind);
	} else if (to_before) {
		mapping_resize(s, before, before->start, m->end);
	} else if (to_behind) {
		behind->index = m->index;
		mapping_resize(s, behind, m->start, behind->end);
	}
	return to_before || to_behind;
}

int mapping_add(struct space *s, const struct mapping *like)
{
	struct niche at = find_niche(s, like->start);
	struct mapping *m;

	if (neighbour_takes(s, like, at.beside))
		return 0;
	m = heap_alloc(sizeof *m);
	if (!m)
		return -ENOMEM;
	*m = *like;
	if (m->object)
		m->object->ops->get(m->object);
	insert(s, m, &at);
	return 0;
}

void mapping_merge_range(struct space *s, uintptr_t start, uintptr_t end)
{
	struct mapping *m = mapping_find(s, start);

	while (m && m->start <= end)
		m = mapping_step(mapping_merge(s, m), 1);
}

/* Make what (m) has from (at) on a mapping of its own, and end (m) at (end), which is not above. */
static int divide(struct space *s, struct mapping *m, uintptr_t end, uintptr_t at)
	REQUIRES(&s->lock)
{
	struct mapping *upper = heap_alloc(sizeof *upper);

	if (!upper)
		return -ENOMEM;
	*upper = *m;
	upper->start = at;
	upper->index += (at - m->start) >> PAGE_SHIFT;
	if (upper->kind == MAPPING_STACK)
		upper->kind = MAPPING_PRIVATE;
	if (upper->object)
		upper->object->ops->get(upper->object);
	m->end = end; /* the way up from below it, where the other is inserted, ends sooner then */
	mapping_insert(s, upper);
	tree_refresh(&s->mappings, &m->node);
	return 0;
}

int mapping_split(struct space *s, uintptr_t at)
{
	struct mapping *m = mapping_find(s, at);

	return m && m->start < at ? divide(s, m, at, at) : 0;
}

int mapping_cut(struct space *s, struct mapping *m, uintptr_t start, uintptr_t end)
{
	int err = 0;

	if (m->start == start) {
		m->index += (end - start) >> PAGE_SHIFT;
		mapping_resize(s, m, end, m->end);
	} else if (m->end == end) {
		mapping_resize(s, m, m->start, start);
	} else {
		err = divide(s, m, start, end);
	}
	if (!err)
		mmu_unmap(start, end - start);
	return err;
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
