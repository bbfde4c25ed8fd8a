/* SPDX-License-Identifier: MIT */
/*
 * The threads, by their numbers, and what there is to tell of each.
 */
#include "abi/linux/proc/prctl.h"
#include "abi/linux/procfs/procfs.h"
#include "abi/linux/sched/find.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int proc_next_thread(unsigned from)
{
	if (LINKED(threads_next))
		return threads_next(from);
	return from <= thread_first.tid ? (int)thread_first.tid : -1;
}

/* D, the sleep that no signal ends, is not told apart. */
static char state_letter(const struct thread *t)
{
	switch (__atomic_load_n(&t->state, __ATOMIC_RELAXED)) {
	case THREAD_SLEEPING:
		return 'S';
	case THREAD_DEAD:
		return 'Z';
	default:
		return 'R';
	}
}

static void look_at(const struct thread *t, struct proc_thread *look)
{
	*look = (struct proc_thread){
		.tid = t->tid,
		.cpu = t->cpu,
		.state = state_letter(t),
		.policy = t->policy,
		.priority = t->priority,
		.nice = t->nice,
		.sig_pending = __atomic_load_n(&t->sig_pending, __ATOMIC_RELAXED),
		.sig_blocked = __atomic_load_n(&t->sig_blocked, __ATOMIC_RELAXED),
		.affinity = t->affinity ? t->affinity : UINT64_MAX, /* 0: the only one */
		.switches = t->switches,
		.preemptions = t->preemptions,
		.ran = time_used_by(t),
	};
	thread_get_name(t, look->name);
}

/* The thread that (at) is about, or NULL: as thread_get(). */
static struct thread *thread_at(const struct made_at *at)
{
	return thread_get((int)(at->n[1] ? at->n[1] : thread_first.tid));
}

/* The first stays, also when it ended before others. */
static bool is_first(const struct made_at *at)
{
	return !at->n[1] || at->n[1] == thread_first.tid;
}

int proc_thread_look(const struct made_at *at, struct proc_thread *look)
{
	struct thread *t = thread_at(at);

	if (!t && !is_first(at))
		return -ESRCH;
	look_at(t ? t : &thread_first, look);
	if (t)
		thread_put(t);
	return 0;
}

int proc_thread_set_name(const struct made_at *at, const char *name, size_t len)
{
	struct thread *t = thread_at(at);

	if (!t && !is_first(at))
		return -ESRCH;
	thread_set_name(t ? t : &thread_first, name, len);
	if (t)
		thread_put(t);
	return 0;
}
