/* SPDX-License-Identifier: MIT */
/*
 * Where a mapping goes when nobody says: the highest gap that it fits in, below the stack.
 *
 * Each subtree knows its longest gap, so the search looks into those only where one is long enough.
 */
#include "kern/mem/space_int.h"

/* Where MAP_32BIT looks, as Linux: addresses that fit in a signed 32-bit displacement. */
#define LOW_FROM GIB
#define LOW_TO   (2 * GIB)

/*
 * The highest gap of (len) within (low, high) that the subtree of (n) leaves. Returns its end,
 * or 0.
 */
static uintptr_t find_gap(const struct tree_node *n, size_t len, uintptr_t low, uintptr_t high)
{
	const struct mapping *m;
	uintptr_t end;

	if (high <= low || high - low < len)
		return 0;
	if (!n)
		return high;
	m = tree_entry(n, const struct mapping, node);
	if (m->gap < len && (m->low < low || m->low - low < len) &&
	    (high < m->high || high - m->high < len))
		return 0;
	end = find_gap(n->child[1], len, m->end, high);
	return end ? end : find_gap(n->child[0], len, low, MIN(m->start, high));
}

/* The window's own size bounds how far things are moved at random. */
static uintptr_t random_distance(unsigned shift)
{
	uint64_t pages = (mmu_window.high - mmu_window.low) >> (PAGE_SHIFT + 5);

	return (space_random >> shift) % (pages + 1) * PAGE_SIZE;
}

/* Below the stack, if that is the highest mapping there is. */
static uintptr_t choose_top(struct space *s)
{
	struct mapping *stack = mapping_of(tree_end(&s->mappings, 1));
	uintptr_t top = mmu_window.high;

	if (stack && stack->kind == MAPPING_STACK)
		top = stack->start - STACK_GAP;
	return top - random_distance(24);
}

uintptr_t space_find_free(struct space *s, size_t len, bool low)
{
	uintptr_t end;

	if (!s->top)
		s->top = choose_top(s);
	end = low ? find_gap(s->mappings.root, len, LOW_FROM, LOW_TO)
		  : find_gap(s->mappings.root, len, mmu_window.low, s->top);
	return end ? end - len : 0;
}

bool space_is_free(struct space *s, uintptr_t start, uintptr_t end)
{
	const struct mapping *m = mapping_find(s, start);

	return start <= end && (!m || m->start >= end);
}

uintptr_t space_choose_brk(void)
{
	return mmu_window.low + random_distance(8);
}
