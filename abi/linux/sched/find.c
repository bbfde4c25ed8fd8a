/* SPDX-License-Identifier: MIT */
/*
 * Finding threads: what an image that makes some has to tell about more than its first.
 */
#include "abi/linux/sched/find.h"

#include "kern/sched/run.h"

NO_LOCK_CHECK struct thread *threads_lock_find(uint32_t tid)
{
	struct thread *t;

	spin_lock(&threads.lock);
	t = thread_find(tid);
	if (!t)
		spin_unlock(&threads.lock);
	return t;
}

NO_LOCK_CHECK void threads_unlock(void)
{
	spin_unlock(&threads.lock);
}

void threads_each(void (*visit)(struct thread *t, void *arg), void *arg)
{
	spin_lock(&threads.lock);
	tree_for_each (n, &threads.by_tid)
		visit(tree_entry(n, struct thread, node), arg);
	spin_unlock(&threads.lock);
}

int threads_next(uint32_t from)
{
	struct tree_node *n;
	int tid = -1;

	spin_lock(&threads.lock);
	n = threads.by_tid.root;
	while (n) {
		uint32_t at = tree_entry(n, struct thread, node)->tid;

		if (at >= from)
			tid = (int)at;
		n = n->child[at < from];
	}
	spin_unlock(&threads.lock);
	return tid;
}

unsigned threads_last(void)
{
	return __atomic_load_n(&threads.last_tid, __ATOMIC_RELAXED);
}
