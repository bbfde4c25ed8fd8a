/* SPDX-License-Identifier: MIT */
/*
 * Private to kern/mem: what the files around struct space share. The space's lock is held
 * throughout.
 */
#ifndef KERN_MEM_SPACE_INT_H
#define KERN_MEM_SPACE_INT_H

#include "kern/mem/space.h"

/*
 * No mapping is put closer than this below the stack, so that running over its end is noticed
 * (Linux: stack_guard_gap).
 */
#define STACK_GAP MIB

static inline struct mapping *mapping_of(struct tree_node *n)
{
	return n ? tree_entry(n, struct mapping, node) : NULL;
}

static inline struct mapping *mapping_step(const struct mapping *m, unsigned side)
{
	return mapping_of(tree_step(&m->node, side));
}

/*
 * The first mapping that ends above (va): it holds (va), or stands above it. NULL when there
 * is none.
 */
struct mapping *mapping_find(struct space *s, uintptr_t va) REQUIRES(&s->lock);

/* The same, for where the page that was touched last may be. */
static inline struct mapping *mapping_find_touched(struct space *s, uintptr_t va) REQUIRES(&s->lock)
{
	struct mapping *m = s->touched;

	return m && m->start <= va && va < m->end ? m : mapping_find(s, va);
}

/* Is (m)'s memory zero pages, to mmu.h? */
static inline bool mapping_is_zero(const struct mapping *m)
{
	return !m->object || m->copied;
}

/* Let the summary of (m) be no more than its children's say. */
void mapping_settle(struct mapping *m);

/* Link (m), whose range is free, in the tree. */
void mapping_insert(struct space *s, struct mapping *m) REQUIRES(&s->lock);

/*
 * Take (m) out of the tree; space_unlock() destroys it. What is mapped there is the caller's
 * business.
 */
void mapping_remove(struct space *s, struct mapping *m) REQUIRES(&s->lock);

/* The range of (m) changed, not its order. */
void mapping_resize(struct space *s, struct mapping *m, uintptr_t start, uintptr_t end)
	REQUIRES(&s->lock);

/*
 * Make one mapping of (m) and its neighbours where they only go on. Returns the one that (m)
 * is in.
 */
struct mapping *mapping_merge(struct space *s, struct mapping *m) REQUIRES(&s->lock);

/*
 * Map what (like), which is in no tree and has no reference to its object, says: one of its
 * neighbours may be that from now on. The range is free. Errors: -ENOMEM.
 */
must_use int mapping_add(struct space *s, const struct mapping *like) REQUIRES(&s->lock);

/* Unmap a range that is a part of (m), and not all; (m) is not the stack. Errors: -ENOMEM. */
must_use int mapping_cut(struct space *s, struct mapping *m, uintptr_t start, uintptr_t end)
	REQUIRES(&s->lock);

/* Merge whatever can be in the range and at its ends. */
void mapping_merge_range(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock);

/* Is (b) just behind (a), and the same but for what was copied? */
bool mapping_goes_on(const struct mapping *a, const struct mapping *b);

/* As space_check(). */
must_use int space_check_locked(struct space *s, uintptr_t addr, size_t len) REQUIRES(&s->lock);

/* Make (at), if it lies in a mapping, the border of two. Errors: -ENOMEM. */
must_use int mapping_split(struct space *s, uintptr_t at) REQUIRES(&s->lock);

/* Split at both ends. Errors: -ENOMEM. */
must_use int mapping_isolate(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock);

/* Unmap all that is mapped in the range, at whose ends there are borders. */
void mapping_remove_range(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock);

/* Release the lock, and destroy what was taken out. */
void space_unlock(struct space *s) RELEASES(&s->lock);

/* Is all of [start, end) without a mapping? */
bool space_is_free(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock);

/*
 * The highest free range of (len) bytes below the stack, or below 2 GiB (low). Returns where it
 * begins, or 0.
 */
uintptr_t space_find_free(struct space *s, size_t len, bool low) REQUIRES(&s->lock);

/* Does (m) count as data (RLIMIT_DATA): private, and written to? */
static inline bool mapping_is_data(const struct mapping *m)
{
	return m->kind == MAPPING_PRIVATE && m->prot & MMU_WRITE;
}

/*
 * May (len) bytes more be mapped, (data) or not? WEAK: only where limits can be set; see
 * space_set_limit().
 */
WEAK bool space_within_limits(struct space *s, size_t len, bool data) REQUIRES(&s->lock);

/* Where the heap of brk() begins. */
uintptr_t space_choose_brk(void);

/* As space_map(). */
must_use int space_map_locked(struct space *s, const struct map_request *r, uintptr_t *addr)
	REQUIRES(&s->lock);

/* Unmap as space_unmap() does. Errors: -ENOMEM. */
must_use int space_unmap_locked(struct space *s, uintptr_t start, uintptr_t end) REQUIRES(&s->lock);

/* May a mapping have (prot)? Errors: -EACCES. */
must_use int mapping_check_prot(unsigned prot);

/* Is [addr, addr + len) within the window? */
static inline bool space_in_window(uintptr_t addr, size_t len)
{
	return addr >= mmu_window.low && addr <= mmu_window.high && len <= mmu_window.high - addr;
}

/* Can there be a mapping? Outside of the window it may then be. */
static inline bool space_may_use(uintptr_t addr, size_t len)
{
	return space_in_window(addr, len) || mmu_claim(addr, len) == 0;
}

#endif
