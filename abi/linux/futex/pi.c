/* SPDX-License-Identifier: MIT */
/*
 * Locks with a holder. Who unlocks hands the lock over: the word then names the next holder, so
 * nobody else can take it in between.
 *
 * While somebody more urgent waits, the holder has that one's level; it gets its own back when it
 * unlocks. Chains of holders who wait themselves are followed one step.
 */
#include "abi/linux/futex/pi.h"

#include "abi/linux/futex/futex.h"
#include "abi/linux/signal/deliver.h"
#include "base/errno.h"
#include "kern/sched/run.h"

extern __typeof__(thread_find) thread_find WEAK;
extern __typeof__(thread_raise) thread_raise WEAK;
extern __typeof__(thread_settle) thread_settle WEAK;
extern struct threads threads WEAK;

bool futex_raise_holder(uint32_t tid, uint8_t level)
{
	struct thread *t;

	if (!LINKED(thread_find))
		return false;
	spin_lock(&threads.lock);
	t = thread_find(tid);
	if (t && t->level < level)
		thread_raise(t, level);
	spin_unlock(&threads.lock);
	return t;
}

/* Take it if it is free, or say that somebody waits. Returns the value that stands in the way. */
static uint32_t take_or_mark(uint32_t *word, bool mark)
{
	uint32_t own = thread_current()->tid;
	uint32_t old = __atomic_load_n(word, __ATOMIC_SEQ_CST), new;

	do {
		if (!(old & FUTEX_TID))
			new = own | (old & (FUTEX_WAITERS | FUTEX_DIED));
		else if (mark && (old & FUTEX_TID) != own)
			new = old | FUTEX_WAITERS;
		else
			break;
	} while (!__atomic_compare_exchange_n(word, &old, new, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	return old & FUTEX_TID ? old | FUTEX_WAITERS : 0;
}

int futex_lock_pi(struct futex_wait *f, bool try)
{
	uint32_t *word = (uint32_t *)(uintptr_t)f->word;
	uint32_t own = thread_current()->tid;

	for (;;) {
		uint32_t seen = take_or_mark(word, !try);
		int err;

		if (!seen)
			return 0;
		if ((seen & FUTEX_TID) == own)
			return -EDEADLK;
		if (!futex_raise_holder(seen & FUTEX_TID, try ? 0 : thread_current()->level))
			return -ESRCH;
		if (try)
			return -EAGAIN;
		f->value = seen;
		f->bitset = FUTEX_ANY;
		err = futex_wait(f);
		if (!err && (__atomic_load_n(word, __ATOMIC_SEQ_CST) & FUTEX_TID) == own)
			return 0; /* it was handed over */
		if (err == -ETIMEDOUT)
			return err;
		if (err == -EINTR)
			signal_deliver_if_any();
	}
}

struct futex_waiter *futex_most_urgent(struct futex_bucket *b, uintptr_t key, bool *more)
{
	struct futex_waiter *best = NULL;

	*more = false;
	list_for_each (e, &b->waiters) {
		struct futex_waiter *w = list_entry(e, struct futex_waiter, link);

		if (w->key != key)
			continue;
		*more = best != NULL;
		if (!best || w->thread->level > best->thread->level)
			best = w;
	}
	return best;
}

int futex_unlock_pi(const struct futex_wait *f)
{
	uint32_t *word = (uint32_t *)(uintptr_t)f->word;
	struct thread *t = thread_current();
	struct futex_bucket *b = futex_bucket(f->key);
	struct futex_waiter *w;
	bool more;

	if ((__atomic_load_n(word, __ATOMIC_SEQ_CST) & FUTEX_TID) != t->tid)
		return -EPERM;
	lock_set_rank(&b->lock, LOCK_FUTEX);
	spin_lock(&b->lock);
	if (!b->waiters.next)
		list_init(&b->waiters);
	w = futex_most_urgent(b, f->key, &more);
	__atomic_store_n(word, w ? w->thread->tid | (more ? FUTEX_WAITERS : 0) : 0,
			 __ATOMIC_SEQ_CST);
	if (w)
		futex_wake_one(b, w);
	spin_unlock(&b->lock);
	if (LINKED(thread_settle))
		thread_settle(t);
	return 0;
}
