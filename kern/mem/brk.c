/* SPDX-License-Identifier: MIT */
/*
 * The heap of brk(): a mapping at the low end of the window, away from the rest, which grow from
 * the other.
 */
#include "kern/mem/space_int.h"

static int grow_heap(struct space *s, uintptr_t from, uintptr_t to) REQUIRES(&s->lock)
{
	const struct map_request r = {
		.addr = from,
		.len = to - from,
		.prot = MMU_READ | MMU_WRITE,
		.prot_max = MMU_READ | MMU_WRITE | MMU_EXEC,
		.exclusive = true,
	};

	return space_map_locked(s, &r, &from);
}

/* The pages between the old end and the new. */
static int move_end(struct space *s, uintptr_t end) REQUIRES(&s->lock)
{
	uintptr_t from = ROUND_UP(s->brk_end, PAGE_SIZE), to = ROUND_UP(end, PAGE_SIZE);

	if (to < from)
		return space_unmap_locked(s, to, from);
	return to > from ? grow_heap(s, from, to) : 0;
}

uintptr_t space_brk(struct space *s, uintptr_t end)
{
	spin_lock(&s->lock);
	if (!s->brk_start)
		s->brk_start = s->brk_end = space_choose_brk();
	if (end && end >= s->brk_start && end < mmu_window.high && move_end(s, end) == 0)
		s->brk_end = end;
	end = s->brk_end;
	space_unlock(s);
	return end;
}
