/* SPDX-License-Identifier: MIT */
/*
 * Where a mapping goes when nobody says: the highest gap that it fits in, below the stack.
 *
 * Each subtree says how long its longest gap may be, so the search looks into those only where one
 * may be long enough. What it does not find there is said no more, so it is looked for once.
 */
#include "kern/mem/space_int.h"

/* Where MAP_32BIT looks, as Linux: addresses that fit in a signed 32-bit displacement. */
#define LOW_FROM GIB
#define LOW_TO   (2 * GIB)

/* What is looked for: a gap of (len) bytes within (low, high). */
struct wanted {
	size_t len;
	uintptr_t low, high;
};

/* May there be one within (low, high), which the subtree of (m) has to itself? */
static bool may_have(const struct mapping *m, size_t len, uintptr_t low, uintptr_t high)
{
	return m->gap >= len || (m->low >= low && m->low - low >= len) ||
	       (high >= m->high && high - m->high >= len);
}

/*
 * The highest gap that the subtree of (n), which has (from, to) to itself, leaves. Returns its end,
 * or 0. Where all of that is too short, who says otherwise is put right, too.
 */
static uintptr_t find_gap(struct tree_node *n, const struct wanted *w, uintptr_t from, uintptr_t to)
{
	uintptr_t low = MAX(from, w->low), high = MIN(to, w->high), end;
	struct mapping *m = mapping_of(n);

	if (high <= low || high - low < w->len) {
		if (!m || to - from >= w->len)
			return 0;
		low = from;
		high = to;
	}
	if (!m)
		return high;
	if (!may_have(m, w->len, low, high))
		return 0;
	end = find_gap(n->child[1], w, m->end, to);
	if (!end)
		end = find_gap(n->child[0], w, from, m->start);
	if (!end)
		mapping_settle(m);
	return end;
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
	struct wanted w = { len, LOW_FROM, LOW_TO };
	uintptr_t end;

	if (!s->top)
		s->top = choose_top(s);
	if (!low) {
		w.low = mmu_window.low;
		w.high = s->top;
	}
	end = find_gap(s->mappings.root, &w, 0, UINTPTR_MAX);
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
