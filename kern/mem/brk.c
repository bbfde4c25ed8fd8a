/* SPDX-License-Identifier: MIT */
/*
 * The heap of brk(): a mapping at the low end of the window, away from the rest, which grow from
 * the other.
 */
#include "kern/mem/space_int.h"

static int grow_heap(struct space *s, uintptr_t from, uintptr_t to, struct mapping *m)
	REQUIRES(&s->lock)
{
	const struct map_request r = {
		.addr = from,
		.len = to - from,
		.prot = MMU_READ | MMU_WRITE,
		.exclusive = true,
	};
	int err = space_map_locked(s, &r, m);

	if (!err)
		mapping_merge(s, m);
	return err;
}

/* The pages between the old end and the new. Uses up (*m) when it succeeds in growing. */
static int move_end(struct space *s, uintptr_t end, struct mapping **m) REQUIRES(&s->lock)
{
	uintptr_t from = ROUND_UP(s->brk_end, PAGE_SIZE), to = ROUND_UP(end, PAGE_SIZE);
	int err = 0;

	if (to < from)
		return space_unmap_locked(s, to, from);
	if (to > from) {
		err = grow_heap(s, from, to, *m);
		if (!err)
			*m = NULL;
	}
	return err;
}

uintptr_t space_brk(struct space *s, uintptr_t end)
{
	const struct map_request any = { .prot = MMU_READ | MMU_WRITE,
					 .prot_max = MMU_READ | MMU_WRITE | MMU_EXEC };
	struct mapping *m = end ? mapping_create(&any) : NULL;

	spin_lock(&s->lock);
	if (!s->brk_start)
		s->brk_start = s->brk_end = space_choose_brk();
	if (m && end >= s->brk_start && end < mmu_window.high && move_end(s, end, &m) == 0)
		s->brk_end = end;
	end = s->brk_end;
	space_unlock(s);
	if (m)
		mapping_destroy(m);
	return end;
}
