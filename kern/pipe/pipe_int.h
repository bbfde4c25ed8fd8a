/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share: the inside of a pipe.
 *
 * A pipe is a ring of slots of a page each, as in Linux: a write goes behind the last byte if all
 * that makes its length odd fits in that page, and else begins a new one. So what fits, what poll()
 * says and where packets end is as there. A page is taken when it is written to and given back when
 * all of it was read; one is kept.
 */
#ifndef KERN_PIPE_PIPE_INT_H
#define KERN_PIPE_PIPE_INT_H

#include "kern/pipe/pipe.h"
#include "kern/sched/wait.h"

#define PIPE_SLOTS 16u

struct pipe_slot {
	char *page;     /* a frame in the frame window; ours */
	uint16_t start; /* the first byte that was not read */
	uint16_t len;   /* bytes from there on; never 0 in a slot that is used */
	bool packet;    /* a read ends with it, and drops what it does not take */
};

struct pipe {
	struct mutex lock; /* guards: */
	uint32_t tail; /* slots in use are [tail, head): they run freely and are masked on use */
	uint32_t head; /* */
	uint32_t nr_slots;  /* a power of two */
	uint32_t readers;   /* open files that can read; with no reader and no writer it is gone */
	uint32_t writers;   /* open files that can write */
	uint32_t nr_reads;  /* how often it was opened to read: what an open() waits for */
	uint32_t nr_writes; /* how often it was opened to write */
	bool lent;          /* what is in the first slot is on its way out: nobody else takes it */
	struct pipe_slot *slots; /* (first), or a block of the heap */
	char *spare;             /* a page that the next write takes, or NULL */

	struct wait_queue readable; /* woken when there is more to read, or the last writer went */
	struct wait_queue writable; /* woken when there is room, or the last reader went */

	uint64_t ino; /* constant, as is (time): what fstat() tells of one without a name */
	int64_t time;
	struct pipe_slot first[PIPE_SLOTS];
};

static inline struct pipe_slot *pipe_slot(struct pipe *p, uint32_t at) REQUIRES(&p->lock)
{
	return &p->slots[at & (p->nr_slots - 1)];
}

static inline bool pipe_empty(const struct pipe *p) REQUIRES(&p->lock)
{
	return p->head == p->tail;
}

static inline bool pipe_full(const struct pipe *p) REQUIRES(&p->lock)
{
	return p->head - p->tail >= p->nr_slots;
}

/* Wake who waits for what just changed under the lock of the pipe. */
static always_inline void pipe_wake(struct wait_queue *q)
{
	if (unlikely(wait_any(q)))
		wait_wake(q, WAIT_ALL);
}

/* Make a pipe that nobody has open. Owns: the caller. Returns NULL without memory. */
struct pipe *pipe_alloc(void);
void pipe_free(struct pipe *p);

/* A frame, by its address in the frame window. Errors: -ENOMEM. */
must_use int pipe_page_alloc(char **page);
void pipe_page_free(char *page);

/* A page to write to: the spare one, or a new one. Errors: -ENOMEM. */
static always_inline must_use int pipe_page_take(struct pipe *p, char **page) REQUIRES(&p->lock)
{
	if (unlikely(!p->spare))
		return pipe_page_alloc(page);
	*page = p->spare;
	p->spare = NULL;
	return 0;
}

/* The slot at the tail was read, or is not wanted: give its page back. */
static always_inline void pipe_slot_drop(struct pipe *p) REQUIRES(&p->lock)
{
	char *page = pipe_slot(p, p->tail++)->page;

	if (likely(!p->spare))
		p->spare = page;
	else
		pipe_page_free(page);
}

/* The open file (f) goes. Returns whether it was the last one: then the caller frees the pipe. */
must_use bool pipe_leave(struct file *f);

/* Operations of open files. */
int pipe_read(struct file *f, struct io *io, const int64_t *pos);
int pipe_write(struct file *f, struct io *io, const int64_t *pos);
int pipe_ioctl(struct file *f, unsigned cmd, uintptr_t arg);
unsigned pipe_poll(struct file *f, struct wait_queue **queues);

extern const struct file_ops pipe_file_ops;

#endif
