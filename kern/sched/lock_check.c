/* SPDX-License-Identifier: MIT */
/*
 * Are locks taken in their order? Only in images that check themselves (DEBUG).
 *
 * Spin locks are held by a CPU: no thread switches with one. Mutexes are held by a thread.
 */
#include "kern/sched/lock_rank.h"

#include "base/assert.h"
#include "base/format.h"
#include "kern/sched/run.h"

#ifdef DEBUG

extern const char lock_checks;
const char lock_checks = 0; /* what run.c links this by */

struct lock_list {
	struct lock_held at[LOCKS_HELD];
	unsigned n;
};

static struct lock_list spins[CPUS_MAX];
static bool off; /* a report was made; it takes locks, too */

void lock_checks_begin(void)
{
	off = false;
	for (unsigned i = 0; i < CPUS_MAX; i++)
		spins[i].n = 0;
}

static const char *const names[LOCK_RANKS] = {
	[LOCK_UNRANKED] = "no rank",    [LOCK_EPOLL_NESTING] = "epoll_nesting",
	[LOCK_EPOLL] = "epoll",         [LOCK_RENAME] = "rename",
	[LOCK_FILE] = "file",           [LOCK_INODE] = "inode",
	[LOCK_PIPE] = "pipe",           [LOCK_INOTIFY] = "inotify",
	[LOCK_FUTEX] = "futex bucket",  [LOCK_WAIT_QUEUE] = "wait queue",
	[LOCK_TIMERS] = "timers",       [LOCK_INTERVAL] = "interval",
	[LOCK_THREADS] = "threads",     [LOCK_SIGNALS] = "signal queue",
	[LOCK_SPACE] = "space",         [LOCK_RAMFS] = "ramfs pages",
	[LOCK_HEAP] = "heap",           [LOCK_FD_TABLE] = "descriptors",
	[LOCK_VIEW] = "view",           [LOCK_MOUNTS] = "mounts",
	[LOCK_RUN_QUEUE] = "run queue", [LOCK_TIMER_QUEUE] = "timer queue",
	[LOCK_FRAMES] = "frames",       [LOCK_FLUSH] = "flush",
};

static cold void report(const char *what, const void *l, unsigned rank, const struct lock_held *h)
{
	static char why[160];

	if (__atomic_exchange_n(&off, true, __ATOMIC_RELAXED))
		return;
	format_text(why, sizeof why, "lock order: %s: %s at 0x%lx, while %s at 0x%lx is held", what,
		    names[rank], (uintptr_t)l, h ? names[h->rank] : "nothing",
		    h ? (uintptr_t)h->lock : 0ul);
	panic(why);
}

/* May a lock (l) of the same rank as (h) be taken now? */
static bool may_nest(const struct lock_held *h, const void *l)
{
	switch (h->rank) {
	case LOCK_EPOLL:
	case LOCK_INODE:
	case LOCK_WAIT_QUEUE:
		return true;
	case LOCK_PIPE:
	case LOCK_FUTEX:
		return (uintptr_t)h->lock < (uintptr_t)l;
	default:
		return false;
	}
}

static void check(const struct lock_held *held, unsigned n, const void *l, unsigned rank)
{
	for (unsigned i = 0; i < n; i++) {
		const struct lock_held *h = &held[i];

		if (h->lock == l)
			report("taken twice", l, rank, h);
		else if (rank && h->rank &&
			 (rank < h->rank || (rank == h->rank && !may_nest(h, l))))
			report("taken too late", l, rank, h);
	}
}

static void push(struct lock_held *held, unsigned *n, const void *l, unsigned rank)
{
	if (*n == LOCKS_HELD)
		report("one too many", l, rank, &held[*n - 1]);
	else
		held[(*n)++] = (struct lock_held){ l, (uint8_t)rank };
}

static bool pop(struct lock_held *held, unsigned *n, const void *l)
{
	for (unsigned i = *n; i-- > 0;) {
		if (held[i].lock != l)
			continue;
		for (--*n; i < *n; i++)
			held[i] = held[i + 1];
		return true;
	}
	return false;
}

void lock_note_take(const void *l, unsigned rank, bool spin)
{
	struct thread *t = thread_current();
	struct lock_list *s;

	if (off || !t)
		return;
	irq_disable();
	s = &spins[cpu_this()->id];
	check(s->at, s->n, l, rank);
	check(t->locks, t->nr_locks, l, rank);
	if (spin) {
		push(s->at, &s->n, l, rank);
	} else {
		if (s->n)
			report("may sleep", l, rank, &s->at[s->n - 1]);
		push(t->locks, &t->nr_locks, l, rank);
	}
	irq_enable();
}

/* What was only tried is not in a list. */
void lock_note_drop(const void *l)
{
	struct thread *t = thread_current();
	struct lock_list *s;

	if (off || !t)
		return;
	irq_disable();
	s = &spins[cpu_this()->id];
	if (!pop(s->at, &s->n, l))
		pop(t->locks, &t->nr_locks, l);
	irq_enable();
}

void lock_note_sleep(void)
{
	const struct lock_list *s = &spins[cpu_this()->id];

	if (!off && s->n)
		report("a sleep", NULL, LOCK_UNRANKED, &s->at[s->n - 1]);
}

#endif
