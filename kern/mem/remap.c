/* SPDX-License-Identifier: MIT */
/*
 * Grow, shrink and move: mremap().
 *
 * What Linux sees as one mapping may be several here, where a part of an object's pages was copied.
 * So a range is moved piece by piece, and what it grows by is a piece of its own until it is
 * merged.
 */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/mem/space_int.h"

/*
 * The last piece of the one mapping that [start, end) is a part of. NULL when it is none, or
 * several.
 */
static struct mapping *find_last(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock)
{
	struct mapping *m = mapping_find(s, start);

	if (!m || m->start > start)
		return NULL;
	while (m->end < end) {
		struct mapping *next = mapping_step(m, 1);

		if (!next || !m->object || !mapping_goes_on(m, next))
			return NULL;
		m = next;
	}
	return m;
}

/*
 * Make a mapping at [start, end), which is free, that goes on what (m) is. Changes nothing
 * when it fails.
 */
static int add_piece(struct space *s, const struct mapping *m, uintptr_t start, uintptr_t end)
	REQUIRES(&s->lock)
{
	struct mapping *piece = NULL;
	int err = 0;

	if (LINKED(space_within_limits) && !space_within_limits(s, end - start, mapping_is_data(m)))
		return -ENOMEM;
	if (m->object || !(m->prot & MMU_WRITE) || mmu_has(end - start))
		piece = heap_alloc(sizeof *piece);
	if (!piece)
		return -ENOMEM;
	if (!m->object)
		err = mmu_map_zero(start, end - start, m->prot);
	if (err) {
		heap_free(piece);
		return err;
	}
	*piece = *m;
	piece->start = start;
	piece->end = end;
	piece->index += (m->end - m->start) >> PAGE_SHIFT;
	piece->copied = false;
	if (piece->object)
		piece->object->ops->get(piece->object);
	mapping_insert(s, piece);
	return 0;
}

static int move_piece(struct space *s, struct mapping *m, uintptr_t to) REQUIRES(&s->lock)
{
	size_t len = m->end - m->start;
	int err = mmu_move(m->start, to, len, !mapping_is_zero(m));

	if (err)
		return err;
	tree_remove(&s->mappings, &m->node);
	m->start = to;
	m->end = to + len;
	mapping_insert(s, m);
	return 0;
}

/*
 * Move the pieces at [from, from + len). On failure those that had moved go back, as far as
 * that can be.
 */
static int move_range(struct space *s, uintptr_t from, uintptr_t to, size_t len) REQUIRES(&s->lock)
{
	size_t done = 0;
	int err = 0;

	while (done < len && !err) {
		struct mapping *m = mapping_find(s, from + done);
		size_t size = m->end - m->start;

		err = move_piece(s, m, to + done);
		if (!err)
			done += size;
	}
	if (err && done)
		(void)!move_range(s, to, from, done);
	return err;
}

/* Find where to move to, and free it. */
static int choose_target(struct space *s, const struct remap_request *r, uintptr_t *to)
	REQUIRES(&s->lock)
{
	if (!r->fixed) {
		*to = space_find_free(s, r->new_len, false);
		return *to ? 0 : -ENOMEM;
	}
	*to = r->new_addr;
	if (r->new_addr < r->old + r->old_len && r->old < r->new_addr + r->new_len)
		return -EINVAL;
	if (!space_may_use(r->new_addr, r->new_len))
		return -EINVAL;
	return space_unmap_locked(s, r->new_addr, r->new_addr + r->new_len);
}

/* What goes on behind (m) at (to), in a move that grows. */
static int grow_moved(struct space *s, const struct remap_request *r, uintptr_t to)
	REQUIRES(&s->lock)
{
	struct mapping *last = find_last(s, r->old, r->old + r->old_len);

	return add_piece(s, last, to + r->old_len, to + r->new_len);
}

/* Put (rest), a copy of what was at the old place, there again: it is empty. */
static int leave_empty(struct space *s, const struct remap_request *r, struct mapping *rest)
	REQUIRES(&s->lock)
{
	if (!rest->object && mmu_map_zero(r->old, r->old_len, rest->prot))
		return -ENOMEM;
	rest->start = r->old;
	rest->end = r->old + r->old_len;
	rest->copied = false;
	if (rest->object)
		rest->object->ops->get(rest->object);
	mapping_insert(s, rest);
	mapping_merge(s, rest);
	return 0;
}

static int move(struct space *s, const struct remap_request *r, uintptr_t *addr) REQUIRES(&s->lock)
{
	size_t kept = MIN(r->old_len, r->new_len);
	uintptr_t old_end = r->old + r->old_len;
	struct mapping *rest = NULL;
	int err = choose_target(s, r, addr);

	if (!err)
		err = mapping_isolate(s, r->old, old_end);
	if (!err)
		err = space_unmap_locked(s, r->old + kept, old_end);
	if (!err && r->keep) {
		rest = heap_alloc(sizeof *rest);
		if (!rest)
			return -ENOMEM;
		*rest = *mapping_find(s, r->old);
	}
	if (!err && r->new_len > kept)
		err = grow_moved(s, r, *addr);
	if (err)
		return err;
	err = move_range(s, r->old, *addr, kept);
	if (err && r->new_len > kept)
		(void)!space_unmap_locked(s, *addr + kept, *addr + r->new_len);
	mapping_merge_range(s, *addr, *addr + r->new_len);
	if (rest && (err || leave_empty(s, r, rest)))
		heap_free(rest);
	return err;
}

static int remap_locked(struct space *s, const struct remap_request *r, uintptr_t *addr)
	REQUIRES(&s->lock)
{
	uintptr_t old_end = r->old + r->old_len, new_end = r->old + r->new_len;
	struct mapping *last = find_last(s, r->old, old_end);
	int err;

	*addr = r->old;
	if (!r->fixed && !r->keep && r->new_len <= r->old_len &&
	    space_check_locked(s, r->old, PAGE_SIZE) == 0)
		return space_unmap_locked(s, new_end, old_end);
	if (!last)
		return -EFAULT;
	if (last->kind == MAPPING_STACK)
		return -ENOMEM;
	if (!r->fixed && !r->keep && old_end == last->end && space_is_free(s, old_end, new_end) &&
	    space_may_use(old_end, new_end - old_end)) {
		err = add_piece(s, last, old_end, new_end);
		mapping_merge_range(s, r->old, new_end);
		return err;
	}
	return r->may_move ? move(s, r, addr) : -ENOMEM;
}

/* A second mapping of what a shared one has from (old) on. */
static int map_again(struct space *s, const struct remap_request *r, uintptr_t *addr)
{
	struct map_request again = {
		.addr = r->fixed ? r->new_addr : 0,
		.len = r->new_len,
		.shared = true,
		.fixed = r->fixed,
	};
	const struct mapping *m;
	int err;

	spin_lock(&s->lock);
	m = mapping_find(s, r->old);
	err = !m || m->start > r->old ? -EFAULT : 0;
	if (!err && (m->kind != MAPPING_SHARED || !m->object))
		err = -EINVAL;
	if (!err) {
		again.object = m->object;
		again.object->ops->get(again.object);
		again.index = m->index + ((r->old - m->start) >> PAGE_SHIFT);
		again.prot = m->prot;
		again.prot_max = m->prot_max;
	}
	spin_unlock(&s->lock);
	if (err)
		return err;
	err = r->may_move ? space_map(s, &again, addr) : -ENOMEM;
	again.object->ops->put(again.object);
	return err;
}

int space_remap(struct space *s, const struct remap_request *r, uintptr_t *addr)
{
	uintptr_t at;
	int err;

	if (!r->old_len)
		return map_again(s, r, addr);
	spin_lock(&s->lock);
	err = remap_locked(s, r, &at);
	space_unlock(s);
	if (!err)
		*addr = at;
	return err;
}
