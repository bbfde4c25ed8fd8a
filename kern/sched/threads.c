/* SPDX-License-Identifier: MIT */
/*
 * The threads of an image: their numbers, their beginning and their end.
 */
#include "base/assert.h"
#include "kern/dev/plat.h"
#include "kern/sched/run_int.h"

#define TID_MAX (1u << 22) /* as Linux on 64 bits */

struct threads threads = { .lock = LOCK_INIT(LOCK_THREADS) };

static struct thread *thread_of(struct tree_node *n)
{
	return tree_entry(n, struct thread, node);
}

struct thread *thread_find(uint32_t tid)
{
	struct tree_node *n = threads.by_tid.root;

	while (n && thread_of(n)->tid != tid)
		n = n->child[tid > thread_of(n)->tid];
	return n ? thread_of(n) : NULL;
}

/* The next number that is free: they come round, so that none is soon another thread's. */
static uint32_t choose_tid(void) REQUIRES(&threads.lock)
{
	do {
		threads.last_tid = threads.last_tid % (TID_MAX - 1) + 1;
	} while (thread_find(threads.last_tid));
	return threads.last_tid;
}

static void insert(struct thread *t) REQUIRES(&threads.lock)
{
	struct tree_node *parent = NULL, *n = threads.by_tid.root;
	unsigned side = 0;

	while (n) {
		parent = n;
		side = t->tid > thread_of(n)->tid;
		n = n->child[side];
	}
	tree_insert(&threads.by_tid, &t->node, parent, side);
	threads_many = ++threads.count > 1;
}

void threads_add(struct thread *t)
{
	spin_lock(&threads.lock);
	t->tid = choose_tid();
	insert(t);
	spin_unlock(&threads.lock);
}

void thread_start(struct thread *t)
{
	t->state = THREAD_READY;
	run_ready(t, false);
}

/* Between the clock and the word, the thread may leave its CPU: then once more. */
static nsec_t ran(const struct thread *t)
{
	uint64_t word;
	nsec_t n;

	irq_disable();
	do {
		word = __atomic_load_n(&t->ran, __ATOMIC_RELAXED);
		n = ran_at(word, plat_clock());
	} while (__atomic_load_n(&t->ran, __ATOMIC_RELAXED) != word);
	irq_enable();
	return n;
}

/* The running thread (t) is no longer among the threads. */
static void remove_ended(struct thread *t) REQUIRES(&threads.lock)
{
	tree_remove(&threads.by_tid, &t->node);
	threads_many = --threads.count > 1;
	threads.ended_ran += ran(t);
	threads.ended_switches += t->switches;
	threads.ended_preemptions += t->preemptions;
}

static _Noreturn void leave_for_good(struct thread *t)
{
	irq_disable();
	t->state = THREAD_DEAD;
	run_next();
	panic("a thread that ended runs");
}

_Noreturn void thread_end(uint8_t status)
{
	struct thread *t = thread_current();
	bool last;

	spin_lock(&threads.lock);
	remove_ended(t);
	last = !threads.count;
	if (t == &thread_first)
		threads.status = status;
	spin_unlock(&threads.lock);
	if (LINKED(signal_thread_ended))
		signal_thread_ended(t);
	if (last)
		plat_end((struct plat_end){ .status = threads.status });
	leave_for_good(t);
}

_Noreturn void thread_end_for(struct thread *next)
{
	struct thread *t = thread_current();

	spin_lock(&threads.lock);
	remove_ended(t);
	insert(next);
	spin_unlock(&threads.lock);
	if (LINKED(signal_thread_ended))
		signal_thread_ended(t);
	thread_start(next);
	leave_for_good(t);
}

nsec_t thread_ran(const struct thread *t)
{
	__atomic_store_n(&thread_ran_asked, true, __ATOMIC_SEQ_CST);
	return ran(t);
}

nsec_t threads_ran(void)
{
	nsec_t sum;

	spin_lock(&threads.lock);
	sum = threads.ended_ran;
	tree_for_each (n, &threads.by_tid)
		sum += ran(thread_of(n));
	spin_unlock(&threads.lock);
	return sum;
}

void thread_reschedule(struct thread *t)
{
	run_change(t, run_level(t));
}

void thread_raise(struct thread *t, uint8_t level)
{
	run_change(t, level);
}

void thread_settle(struct thread *t)
{
	if (t->level != run_level(t))
		run_change(t, run_level(t));
}
