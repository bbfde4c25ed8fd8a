/* SPDX-License-Identifier: MIT */
/*
 * execve(2) by one of several threads: the others end, and the program goes on in the first, whose
 * number is the process's, whether that is the one that made the call or not.
 *
 * A thread that is to end has SIGKILL pending, which nobody blocks: that ends its sleep, or the
 * code that it runs. It ends when it leaves its call, so that what the call holds is given back.
 */
#include "abi/linux/binary/exec.h"
#include "abi/linux/proc/thread.h"
#include "abi/linux/signal/queue.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

#define LOOK_AFTER 50000 /* nanoseconds: the others have ended, or are told again */

static struct thread *alone; /* who is to be the only one; atomic */

static bool asked_to_end(void)
{
	const struct thread *by = __atomic_load_n(&alone, __ATOMIC_ACQUIRE);

	return by && by != thread_current();
}

/* Whoever asks may not have come to tell the thread, so that nothing is pending yet. */
bool binary_leaves_to_end(void)
{
	struct thread *t = thread_current();
	bool asked = asked_to_end();

	if (asked) {
		t->call_look = true;
		thread_call_look(t);
	}
	return asked;
}

void binary_end_if_asked(void)
{
	if (asked_to_end())
		thread_exit(0, 0);
}

void binary_be_alone(void)
{
	static const uint32_t never;

	__atomic_store_n(&alone, thread_current(), __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&threads.count, __ATOMIC_ACQUIRE) > 1) {
		signal_end_others();
		if (thread_sleep(&never, plat_clock() + LOOK_AFTER) == -EINTR)
			thread_yield(); /* a signal of ours, which waits for the new program */
	}
	__atomic_store_n(&alone, NULL, __ATOMIC_SEQ_CST);
}

/* What execve() leaves a thread, for (first) from (t). */
static void hand_over(struct thread *first, const struct thread *t)
{
	first->sig_blocked = t->sig_blocked;
	first->sig_offered = first->call_look = first->sig_after_set = first->sig_frame_busy =
		false;
	first->resets = t->resets;
	first->moves = false;
	first->policy = t->policy;
	first->nice = t->nice;
	first->priority = t->priority;
	first->level = run_level(t);
	first->affinity = t->affinity;
	first->cpu = t->cpu;
	first->ran = first->switches = first->preemptions = 0;
	first->looks = 0;
}

_Noreturn void binary_go_on_as_first(const struct trap_frame *f)
{
	struct thread *t = thread_current(), *first = &thread_first;

	/* It is no longer counted, but its last switch may be under way. */
	while (__atomic_load_n(&first->on_cpu, __ATOMIC_ACQUIRE))
		thread_yield();
	hand_over(first, t);
	first->sp = context_make(first->trap_high, f);
	signal_hand_over(t, first);
	thread_end_for(first);
}
