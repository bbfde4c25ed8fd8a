/* SPDX-License-Identifier: MIT */
/*
 * set_robust_list(2), get_robust_list(2): a thread's list of the locks that it holds, so that who
 * waits for one learns that its holder died (Linux, Documentation/locking/robust-futex-ABI.rst).
 *
 * The list is the application's memory and may be anything: it is followed for a bounded number of
 * steps.
 */
#include "abi/linux/futex/futex.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/run.h"

#define ENTRIES_MAX 2048

#define PI_BIT 1ul /* of a pointer in the list: the lock is one with a holder (FUTEX_LOCK_PI) */

extern __typeof__(thread_find) thread_find WEAK;
extern struct threads threads WEAK;

int sys_set_robust_list(struct linux_robust_list *head, size_t size)
{
	if (size != sizeof *head)
		return -EINVAL;
	thread_current()->robust_list = (uintptr_t)head;
	return 0;
}

int sys_get_robust_list(int tid, uintptr_t *head, size_t *size)
{
	struct thread *t = thread_current();
	uintptr_t list = 0;

	if (tid < 0)
		return -ESRCH;
	if (tid && (uint32_t)tid != t->tid) {
		if (!LINKED(thread_find))
			return -ESRCH;
		spin_lock(&threads.lock);
		t = thread_find((uint32_t)tid);
		list = t ? t->robust_list : 0;
		spin_unlock(&threads.lock);
		if (!t)
			return -ESRCH;
	} else {
		list = t->robust_list;
	}
	if (!user_writable(head, sizeof *head) || !user_writable(size, sizeof *size))
		return -EFAULT;
	*head = list;
	*size = sizeof(struct linux_robust_list);
	return 0;
}

/* The lock (word) was (t)'s: mark it, and wake one who waits for it. */
static void give_up(const struct thread *t, uint32_t *word, bool pi)
{
	uint32_t old;

	if ((uintptr_t)word % sizeof *word || !user_writable(word, sizeof *word))
		return;
	old = __atomic_load_n(word, __ATOMIC_SEQ_CST);
	do {
		if ((old & FUTEX_TID) != t->tid)
			return;
	} while (!__atomic_compare_exchange_n(word, &old, (old & FUTEX_WAITERS) | FUTEX_DIED, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	if (!(old & FUTEX_WAITERS) && !pi)
		return;
	futex_wake(futex_key(word, true), 1, FUTEX_ANY);
	if (pi)
		futex_wake(futex_key(word, false), 1, FUTEX_ANY);
}

static uint32_t *lock_of(const struct linux_robust_list *head, uintptr_t entry)
{
	return (uint32_t *)((entry & ~PI_BIT) + (uintptr_t)head->offset);
}

void robust_list_exit(struct thread *t)
{
	const struct linux_robust_list *head = (void *)t->robust_list;
	uintptr_t entry, pending;

	if (!head || !user_readable(head, sizeof *head))
		return;
	entry = head->next;
	pending = head->pending;
	for (unsigned i = 0; i < ENTRIES_MAX && (entry & ~PI_BIT) != (uintptr_t)head; i++) {
		const uintptr_t *next = (uintptr_t *)(entry & ~PI_BIT);
		uintptr_t follows;

		if (!user_readable(next, sizeof *next))
			return;
		follows = *next; /* before the lock is another thread's */
		if (entry != pending)
			give_up(t, lock_of(head, entry), entry & PI_BIT);
		entry = follows;
	}
	if (pending)
		give_up(t, lock_of(head, pending), pending & PI_BIT);
}
