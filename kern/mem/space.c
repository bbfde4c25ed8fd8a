/* SPDX-License-Identifier: MIT */
/*
 * What every image has of an address space: the stack, and the faults that bring memory.
 */
#include "kern/mem/space.h"

#include "base/errno.h"
#include "kern/mem/space_int.h"

struct mmu_window mmu_window;
struct space space_first = { .lock = LOCK_INIT(LOCK_SPACE) };
uint64_t space_random;

static struct mapping stack;

struct mapping *mapping_find(struct space *s, uintptr_t va)
{
	struct tree_node *n = s->mappings.root;
	struct mapping *best = NULL;

	while (n) {
		struct mapping *m = mapping_of(n);
		bool below = m->end <= va;

		if (!below)
			best = m;
		n = n->child[below];
	}
	return best;
}

/* The mapping of (va) or NULL: nearly always that of the page that was touched before it. */
static struct mapping *mapping_touched(struct space *s, uintptr_t va) REQUIRES(&s->lock)
{
	struct mapping *m = s->touched;

	if (m && m->start <= va && va < m->end)
		return m;
	m = mapping_find(s, va);
	if (!m || m->start > va)
		return NULL;
	s->touched = m;
	return m;
}

/* The first mapping of all: it is the tree, without the code that keeps one balanced. */
int space_map_stack(size_t size, uintptr_t *low)
{
	struct mapping *m = &stack;

	m->end = mmu_window.high - (space_random & 0xffff) * PAGE_SIZE;
	m->start = m->end - size;
	m->low = m->start;
	m->high = m->end;
	m->kind = MAPPING_STACK;
	m->prot = m->prot_max = MMU_READ | MMU_WRITE;
	m->node.rank = 1;
	space_first.mappings.root = &m->node;
	*low = m->start;
	return mmu_map_zero(m->start, size, m->prot);
}

/* The analysis of locks does not see through a pointer. */
static inline int fault_in_object(struct space *s, struct mapping *m, uintptr_t va, unsigned access)
	RELEASES(&s->lock) NO_LOCK_CHECK
{
	return m->object->ops->fault(s, m, va, access);
}

int space_fault(uintptr_t va, unsigned access)
{
	struct space *s = space_current();
	struct mapping *m;
	int err = -EFAULT;

	spin_lock(&s->lock);
	m = mapping_touched(s, va);
	if (m) {
		if (!(m->prot & access))
			err = -EACCES;
		else if (m->object)
			return fault_in_object(s, m, va, access);
		else
			err = mmu_touch(ROUND_DOWN(va, PAGE_SIZE), m->prot, m->start, m->end);
	}
	spin_unlock(&s->lock);
	return err;
}
