/* SPDX-License-Identifier: MIT */
/*
 * The heap. A slab is one frame with blocks of one size; larger blocks are runs of frames. Both
 * begin with a header at a page boundary, so the header of a block is found by rounding its
 * address down.
 *
 * Every block ends with a seal, which says how many bytes were asked for and whether it is free;
 * the bytes between these and the seal hold a pattern. So an overrun of one byte, and a second
 * free, are noticed when the block is freed.
 */
#include "kern/mem/heap.h"

#include "base/assert.h"
#include "base/list.h"
#include "base/string.h"
#include "kern/mem/frame.h"
#include "kern/mem/space.h"

#define HEADER_SIZE 64
#define PATTERN     0xa5

#define PATTERN_WORD (PATTERN * 0x0101010101010101ull)

#define SEAL_USED 0x75736564ull /* "used" */
#define SEAL_FREE 0x66726565ull /* "free" */

#define NOT_A_SLAB 0xff

struct header {
	struct list link;   /* a slab with free blocks: in its class's list */
	uintptr_t owner;    /* seal of the header itself */
	void *free;         /* slab: the first free block; its first word leads to the next */
	uint32_t nr_used;   /* slab */
	uint32_t nr_frames; /* run */
	uint32_t run_size;  /* run: of its block */
	uint8_t class;      /* index in class_size, or NOT_A_SLAB */
};
static_assert(sizeof(struct header) <= HEADER_SIZE, "blocks begin aligned");

/* Multiples of 16 that leave little of a page unused; the last 8 bytes are the seal. */
static const uint16_t class_size[] = { 32,  48,  64,  96,  128,  192,  256,
				       336, 448, 576, 800, 1008, 1344, 2016 };

static struct spinlock lock = LOCK_INIT(LOCK_HEAP); /* guards the slabs and: */
static struct list partial[nitems(class_size)];

static uint64_t *seal_of(void *block, size_t block_size)
{
	return (uint64_t *)(void *)((char *)block + block_size - sizeof(uint64_t));
}

static uint64_t make_seal(const void *block, uint64_t state, size_t size)
{
	return (state << 32 | size) ^ (uintptr_t)block * 0x9e3779b97f4a7c15ull ^ space_random;
}

static void seal_block(void *block, size_t block_size, size_t size)
{
	uint64_t *seal = seal_of(block, block_size);

	memset((char *)block + size, PATTERN, (size_t)((char *)seal - (char *)block) - size);
	*seal = make_seal(block, SEAL_USED, size);
}

/* Does the pattern stand from (p) to (end), which is aligned? Looked at by words, from the end. */
static bool has_pattern(const char *p, const uint64_t *end)
{
	size_t rest = (size_t)((const char *)end - p) % sizeof *end;

	while ((const char *)(end - 1) >= p)
		if (*--end != PATTERN_WORD)
			return false;
	/* Of the word before, the bytes that are not the user's. */
	return !rest || !((end[-1] ^ PATTERN_WORD) >> 8 * (sizeof *end - rest));
}

/* Mark (block) as free, or stop: somebody wrote past its end or freed it before. */
static void unseal_block(void *block, size_t block_size)
{
	uint64_t *seal = seal_of(block, block_size);
	uint64_t said = *seal ^ make_seal(block, 0, 0);
	size_t size = said & UINT32_MAX;

	if (said >> 32 == SEAL_FREE)
		panic("heap: a block is freed twice");
	if (said >> 32 != SEAL_USED || size > block_size - sizeof *seal)
		panic("heap: a block was written past its end");
	if (!has_pattern((const char *)block + size, seal))
		panic("heap: a block was written past its end");
	*seal = make_seal(block, SEAL_FREE, 0);
}

static struct header *header_of(void *block)
{
	struct header *h = (struct header *)ROUND_DOWN((uintptr_t)block, PAGE_SIZE);

	if (h->owner != ((uintptr_t)h ^ space_random) || (uintptr_t)block % 16)
		panic("heap: what is freed is no block");
	return h;
}

static struct header *make_header(size_t nr_frames, uint8_t class)
{
	struct header *h;
	paddr_t pa;

	if (nr_frames == 1 ? frame_alloc(&pa) : frame_alloc_run(nr_frames, &pa))
		return NULL;
	h = phys_to_virt(pa);
	*h = (struct header){ .owner = (uintptr_t)h ^ space_random,
			      .nr_frames = (uint32_t)nr_frames,
			      .class = class };
	return h;
}

static void free_header(struct header *h)
{
	h->owner = 0;
	if (h->nr_frames == 1)
		frame_free(virt_to_phys(h));
	else
		frame_free_run(virt_to_phys(h), h->nr_frames);
}

/* A new slab, all of it free. */
static struct header *make_slab(uint8_t class) REQUIRES(&lock)
{
	struct header *h = make_header(1, class);
	size_t size = class_size[class];

	if (!h)
		return NULL;
	for (size_t at = HEADER_SIZE; at + size <= PAGE_SIZE; at += size) {
		void **block = (void **)(void *)((char *)h + at);

		*block = h->free;
		*seal_of(block, size) = make_seal(block, SEAL_FREE, 0);
		h->free = block;
	}
	list_push_front(&partial[class], &h->link);
	return h;
}

static void *alloc_small(uint8_t class, size_t size)
{
	struct list *head = &partial[class];
	void *block = NULL;
	struct header *h;

	spin_lock(&lock);
	if (!head->next)
		list_init(head);
	h = list_empty(head) ? make_slab(class) : list_first(head, struct header, link);
	if (h) {
		block = h->free;
		if (*seal_of(block, class_size[class]) != make_seal(block, SEAL_FREE, 0))
			panic("heap: a free block was written to");
		h->free = *(void **)block;
		h->nr_used++;
		if (!h->free)
			list_remove(&h->link);
		seal_block(block, class_size[class], size);
	}
	spin_unlock(&lock);
	return block;
}

static void free_small(struct header *h, void *block)
{
	struct header *empty = NULL;

	spin_lock(&lock);
	unseal_block(block, class_size[h->class]);
	if (!h->free)
		list_push_front(&partial[h->class], &h->link);
	*(void **)block = h->free;
	h->free = block;
	/* One empty slab of a class stays: who frees the last block often wants it back. */
	if (!--h->nr_used && h->link.next != h->link.prev) {
		list_remove(&h->link);
		empty = h;
	}
	spin_unlock(&lock);
	if (empty)
		free_header(empty);
}

/* An empty slab was alone when it became empty, and others come before it: so it is the last. */
cold void heap_give_back(void)
{
	spin_lock(&lock);
	for (struct list *head = partial; head < partial + nitems(partial); head++) {
		struct header *h;

		if (!head->prev || list_empty(head))
			continue;
		h = list_entry(head->prev, struct header, link);
		if (h->nr_used)
			continue;
		list_remove(&h->link);
		free_header(h);
	}
	spin_unlock(&lock);
}

/* The seal of a run is right behind the bytes, and not pages away. */
static size_t run_size(size_t size)
{
	return ROUND_UP(size, sizeof(uint64_t)) + sizeof(uint64_t);
}

/* A class that blocks of (size) may be of: those before are too small, by the power of two. */
static unsigned first_class(size_t size)
{
	uint64_t most = size + sizeof(uint64_t) - 1;

	return most < class_size[0] ? 0 : 2 * (63 - (unsigned)__builtin_clzll(most)) - 9;
}
static_assert(nitems(class_size) == 14, "two to a power of two, from 32 on");

void *heap_alloc(size_t size)
{
	struct header *h;
	void *block;

	if (!size || size > HEAP_MAX)
		return NULL;
	for (unsigned class = first_class(size); class < nitems(class_size); class ++)
		if (size + sizeof(uint64_t) <= class_size[class])
			return alloc_small((uint8_t) class, size);
	h = make_header((HEADER_SIZE + run_size(size) + PAGE_SIZE - 1) >> PAGE_SHIFT, NOT_A_SLAB);
	if (!h)
		return NULL;
	block = (char *)h + HEADER_SIZE;
	h->run_size = (uint32_t)run_size(size);
	seal_block(block, h->run_size, size);
	return block;
}

void *heap_alloc_zero(size_t size)
{
	void *block = heap_alloc(size);

	if (block)
		memset(block, 0, size);
	return block;
}

void heap_free(void *p)
{
	struct header *h;

	if (!p)
		return;
	h = header_of(p);
	if (h->class != NOT_A_SLAB) {
		free_small(h, p);
		return;
	}
	unseal_block(p, h->run_size);
	free_header(h);
}
