/* SPDX-License-Identifier: MIT */
/*
 * How much a pipe holds: linked with fcntl() and pipes alone.
 */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/pipe/pipe_int.h"

#define SIZE_MAX_BYTES (1ull << 31)

unsigned pipe_get_size(struct file *f)
{
	struct pipe *p = f->data;
	unsigned n;

	mutex_lock(&p->lock);
	n = p->nr_slots * (unsigned)PAGE_SIZE;
	mutex_unlock(&p->lock);
	return n;
}

/* Put the slots that are in use into (slots), an array of (n). Returns the old array. */
static struct pipe_slot *pipe_move(struct pipe *p, struct pipe_slot *slots, uint32_t n)
	REQUIRES(&p->lock)
{
	struct pipe_slot *old = p->slots;
	uint32_t used = p->head - p->tail;

	for (uint32_t i = 0; i < used; i++)
		slots[i] = *pipe_slot(p, p->tail + i);
	p->slots = slots;
	p->nr_slots = n;
	p->tail = 0;
	p->head = used;
	return old;
}

int pipe_set_size(struct file *f, uint64_t size)
{
	struct pipe *p = f->data;
	struct pipe_slot *slots;
	uint32_t n = 1;
	int err = -EBUSY;

	if (size > SIZE_MAX_BYTES)
		return -EINVAL;
	while (n * (uint64_t)PAGE_SIZE < size)
		n *= 2;
	slots = heap_alloc(n * sizeof *slots);
	if (!slots)
		return -ENOMEM;
	mutex_lock(&p->lock);
	if (p->head - p->tail <= n) {
		slots = pipe_move(p, slots, n);
		err = (int)(n * PAGE_SIZE);
		pipe_wake(&p->writable);
	}
	mutex_unlock(&p->lock);
	if (slots != p->first)
		heap_free(slots);
	return err;
}
