/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a word that leads to a lock with a holder: how a condition variable wakes all its
 * waiters one after the other, each with the mutex.
 *
 * A waiter of this kind has no bit for a plain wake, until it waits for the lock.
 */
#include "abi/linux/futex/requeue.h"

#include "abi/linux/futex/futex.h"
#include "abi/linux/futex/pi.h"
#include "abi/linux/signal/deliver.h"
#include "base/errno.h"
#include "kern/sched/thread.h"

int futex_wait_requeue_pi(struct futex_wait *f, struct futex_wait *pi)
{
	uint32_t *lock = (uint32_t *)(uintptr_t)pi->word;
	int err;

	while ((err = futex_wait(f)) == -EINTR)
		signal_deliver_if_any();
	if (err)
		return err;
	if ((__atomic_load_n(lock, __ATOMIC_SEQ_CST) & FUTEX_TID) == thread_current()->tid)
		return 0; /* it was handed over */
	return futex_lock_pi(pi, false);
}

/*
 * Take the free lock (word) for (w), behind whom (more) wait, or note that somebody waits. Returns
 * whether it was free, or negative errno.
 */
static int take_for(uint32_t *word, const struct futex_waiter *w, bool more)
{
	uint32_t old = __atomic_load_n(word, __ATOMIC_SEQ_CST), new;

	do {
		new = old | FUTEX_WAITERS;
		if (!(old & FUTEX_TID))
			new = w->thread->tid | (old & FUTEX_DIED) | (more ? FUTEX_WAITERS : 0);
		else if ((old & FUTEX_TID) == w->thread->tid)
			return -EDEADLK;
	} while (!__atomic_compare_exchange_n(word, &old, new, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	if (!(old & FUTEX_TID))
		return 1;
	return futex_raise_holder(old & FUTEX_TID, w->thread->level) ? 0 : -ESRCH;
}

/* Does somebody wait for the word in another way? */
static bool has_others(struct futex_bucket *b, uintptr_t key)
{
	list_for_each (e, &b->waiters) {
		const struct futex_waiter *w = list_entry(e, struct futex_waiter, link);

		if (w->key == key && w->bitset)
			return true;
	}
	return false;
}

static int requeue_pi(const struct futex_requeue *r, struct futex_bucket *from,
		      struct futex_bucket *to)
{
	int max = r->nr_move == INT32_MAX ? r->nr_move : r->nr_move + r->nr_wake, n = 0, taken;
	bool more, waited;
	struct futex_waiter *w;

	if (__atomic_load_n(r->word, __ATOMIC_SEQ_CST) != r->value)
		return -EAGAIN;
	if (has_others(from, r->key))
		return -EINVAL;
	w = futex_most_urgent(from, r->key, &more);
	if (!w)
		return 0;
	waited = futex_most_urgent(to, r->key2, &(bool){ false }) != NULL;
	taken = take_for(r->word2, w, waited || (more && r->nr_move));
	if (taken < 0)
		return taken;
	if (taken) {
		futex_wake_one(from, w);
		n++;
	}
	for (; n < max && (w = futex_most_urgent(from, r->key, &more)); n++) {
		w->bitset = FUTEX_ANY;
		futex_move(w, from, to, r->key2);
	}
	return n;
}

int futex_requeue_pi(const struct futex_requeue *r) NO_LOCK_CHECK
{
	struct futex_bucket *from = futex_bucket(r->key), *to = futex_bucket(r->key2);
	int result;

	futex_lock_two(from, to);
	result = requeue_pi(r, from, to);
	futex_unlock_two(from, to);
	return result;
}
