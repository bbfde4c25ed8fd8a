/* SPDX-License-Identifier: MIT */
/*
 * malloc() and free(): what was freed last is kept for who asks for as much next.
 *
 * musl's allocator stands behind them as it is (src/malloc/mallocng/, built under other names). It
 * takes a path through its books for each piece, and gives pages back when nothing is left in them:
 * a server whose requests take and free the same few pieces maps and unmaps pages for each. Here
 * the last few slots of each class of sizes that were freed are set aside, and taken again, with
 * its books untouched: to these they are in use. What it checks about a pointer is checked all the
 * same, and a slot that was freed says so as it would there, so that a second free() stops.
 *
 * Few slots and small ones, so that what is held is little: 200 KB if there are some of each class.
 * Where memory is short they are given back. With threads the lock is the allocator's; free() does
 * not wait for it here, but goes to where it mostly needs none.
 */
#include <stdlib.h>

#include "meta.h"

#define CLASSES 32
#define LARGEST (511 * UNIT - IB) /* what the last of them holds */
#define DEPTH   4

hidden void *__pith_heap_malloc(size_t n);
hidden void __pith_heap_free(void *p);

static struct slot {
	struct meta *group;
	int index;
} kept[CLASSES][DEPTH];

static volatile unsigned char how_many[CLASSES];

/*
 * The class to take a slot of (n) bytes from, or -1. A slot of the next one will do where musl
 * takes one of these, too.
 */
static inline int class_with_slot(size_t n)
{
	int sc;

	if (n > LARGEST)
		return -1;
	sc = size_to_class(n);
	if (how_many[sc])
		return sc;
	sc |= 1;
	return how_many[sc] && sc > 4 && sc != 7 ? sc : -1;
}

/* Take a slot of (sc) again for (n) bytes. NULL if another thread was quicker. */
static inline void *take(int sc, size_t n)
{
	struct slot slot = { 0 };
	int turn;

	wrlock();
	if (how_many[sc])
		slot = kept[sc][--how_many[sc]];
	turn = (int)ctx.mmap_counter;
	unlock();
	return slot.group ? enframe(slot.group, slot.index, n, turn) : NULL;
}

/* Give all of them back, and try again. */
static __attribute__((__noinline__)) void *malloc_at_last(size_t n)
{
	for (int sc = 0; sc < CLASSES; sc++) {
		while (how_many[sc]) {
			void *p = take(sc, 0);

			if (p)
				__pith_heap_free(p);
		}
	}
	return __pith_heap_malloc(n);
}

void *malloc(size_t n)
{
	int sc = class_with_slot(n);
	void *p = sc < 0 ? NULL : take(sc, n);

	if (!p)
		p = __pith_heap_malloc(n);
	return p ? p : malloc_at_last(n);
}

static int try_lock(void)
{
	return !MT || !a_cas(__malloc_lock, 0, INT_MIN + 1);
}

/* Is there room for the slot of (p)? Whether it is one is looked at by who then takes it. */
static int has_room(const unsigned char *p)
{
	const struct group *group = (const void *)(p - UNIT * *(const uint16_t *)(p - 2) - UNIT);
	unsigned sc;

	if (p[-4])
		return 0; /* far behind the beginning of its group, so large */
	sc = group->meta->sizeclass;
	return sc < CLASSES && how_many[sc] < DEPTH;
}

/* Set the slot of (p) aside. Pages of its own that are musl's to call empty are not for that. */
static int keep(unsigned char *p)
{
	struct meta *group = get_meta(p);
	int sc = group->sizeclass, index = get_slot_index(p), room;
	size_t stride = get_stride(group);

	if (sc >= CLASSES || stride < UNIT * size_classes[sc] || !try_lock())
		return 0;
	room = how_many[sc] < DEPTH;
	if (room) {
		get_nominal_size(p, group->mem->storage + stride * (index + 1) - IB);
		p[-3] = 255;
		*(uint16_t *)(p - 2) = 0;
		kept[sc][how_many[sc]++] = (struct slot){ group, index };
	}
	unlock();
	return room;
}

void free(void *p)
{
	if (p && !(has_room(p) && keep(p)))
		__pith_heap_free(p);
}
