/* SPDX-License-Identifier: MIT */
/*
 * Signals among many threads: who is to have one, and how it hears of it.
 *
 * Who sleeps is woken, and who runs on another CPU is interrupted. Either may just then be in a
 * system call that does not sleep, or wait for a CPU on its way out of one; so until all have taken
 * what is theirs, a timer interrupts them again and again.
 */
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/event/signalfd.h"
#include "kern/sched/run.h"

/* Who makes threads has this, whether it sends signals or not; who does calls it from the queue. */
#pragma weak signal_put

#define AGAIN_AFTER 100000ull /* nanoseconds */

static struct thread *thread_of(struct tree_node *n)
{
	return tree_entry(n, struct thread, node);
}

/* --- Interrupting --- */

/* Interrupt who has something to take and runs on another CPU. Returns whether there is anybody. */
static bool interrupt_all(void)
{
	bool any = false;

	spin_lock(&threads.lock);
	tree_for_each (n, &threads.by_tid) {
		struct thread *t = thread_of(n);
		struct cpu *c = cpus[__atomic_load_n(&t->cpu, __ATOMIC_RELAXED)];
		uint8_t state = __atomic_load_n(&t->state, __ATOMIC_RELAXED);

		if (state > THREAD_READY || !thread_interrupted(t))
			continue;
		any = true;
		if (state == THREAD_RUNNING && c != cpu_this())
			plat_cpu_kick(c);
	}
	spin_unlock(&threads.lock);
	return any;
}

static void again(struct timer *timer);
static struct timer timer = { .expired = again };
static bool timer_claimed; /* by who is about to set it, until it expired; atomic */

void signal_later(void)
{
	if (!__atomic_exchange_n(&timer_claimed, true, __ATOMIC_SEQ_CST))
		timer_set(&timer, plat_clock() + AGAIN_AFTER);
}

static void again(struct timer *unused_timer)
{
	(void)unused_timer;
	__atomic_store_n(&timer_claimed, false, __ATOMIC_SEQ_CST);
	if (interrupt_all())
		signal_later();
}

/* Let (t) look for signals. Returns whether it may need to be told again. */
static bool tell(struct thread *t) REQUIRES(&threads.lock)
{
	struct cpu *c = cpus[__atomic_load_n(&t->cpu, __ATOMIC_RELAXED)];

	if (t == thread_current())
		return false;
	thread_wake(t);
	if (__atomic_load_n(&t->state, __ATOMIC_RELAXED) == THREAD_RUNNING && c != cpu_this())
		plat_cpu_kick(c);
	return true;
}

/* --- Choosing --- */

static bool takes(const struct thread *t, uint64_t bit)
{
	return !(__atomic_load_n(&t->sig_blocked, __ATOMIC_SEQ_CST) & bit);
}

/*
 * The main thread if it does not block it and has no other to take, as on Linux: it may be in
 * pause(). Else the running thread, else the first that does not block it.
 */
static struct thread *choose(uint64_t bit) REQUIRES(&threads.lock)
{
	struct thread *own = thread_current(), *main = thread_find(thread_first.tid);

	if (main && takes(main, bit) && !thread_interrupted(main))
		return main;
	if (takes(own, bit) && thread_find(own->tid) == own)
		return own;
	tree_for_each (n, &threads.by_tid)
		if (takes(thread_of(n), bit))
			return thread_of(n);
	return NULL;
}

void signal_offer(uint64_t set)
{
	bool later = false;

	spin_lock(&threads.lock);
	for (; set; set &= set - 1) {
		struct thread *t = choose(set & -set);

		if (!t)
			continue;
		thread_offer(t);
		later |= tell(t);
	}
	spin_unlock(&threads.lock);
	if (later)
		signal_later();
}

int signal_send_other(const struct linux_siginfo *info, uint32_t tid)
{
	bool later = false;
	struct thread *t;
	int r = -ESRCH;

	spin_lock(&threads.lock);
	t = thread_find(tid);
	if (t && info->si_signo == SIGKILL)
		plat_end((struct plat_end){ .signal = SIGKILL });
	if (t)
		r = info->si_signo ? signal_put(info, t) : 0;
	if (r > 0 && takes(t, SIGNAL_BIT(info->si_signo)))
		later = tell(t);
	spin_unlock(&threads.lock);
	if (LINKED(signalfd_wake))
		signalfd_wake();
	if (later)
		signal_later();
	return MIN(r, 0);
}

void signal_end_others(void)
{
	spin_lock(&threads.lock);
	tree_for_each (n, &threads.by_tid) {
		struct thread *t = thread_of(n);

		if (t == thread_current())
			continue;
		__atomic_fetch_or(&t->sig_pending, SIGNAL_BIT(SIGKILL), __ATOMIC_SEQ_CST);
		thread_call_look(t);
		tell(t);
	}
	spin_unlock(&threads.lock);
	signal_later();
}

void signal_forget_others(uint64_t set)
{
	spin_lock(&threads.lock);
	tree_for_each (n, &threads.by_tid)
		__atomic_fetch_and(&thread_of(n)->sig_pending, ~set, __ATOMIC_SEQ_CST);
	spin_unlock(&threads.lock);
}
