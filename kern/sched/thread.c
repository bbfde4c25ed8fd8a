/* SPDX-License-Identifier: MIT */
/*
 * How a thread sleeps: with nobody else to run, the CPU does.
 */
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/run_int.h"

extern __typeof__(run_sleep) run_sleep WEAK;

uint64_t thread_slept;

/* Rest until an interrupt comes, unless one has by now. */
static void rest(const uint32_t *woken, nsec_t deadline)
{
	nsec_t start = plat_clock();

	irq_disable();
	thread_slept = RAN_RUNNING | (start - thread_slept);
	if (!__atomic_load_n(woken, __ATOMIC_ACQUIRE) && !thread_interrupted(thread_current()))
		plat_idle(deadline);
	thread_slept = ran_at(thread_slept, plat_clock());
	irq_enable();
}

static noinline int sleep_alone(const uint32_t *woken, nsec_t deadline)
{
	struct thread *t = thread_current();

	for (;;) {
		if (__atomic_load_n(woken, __ATOMIC_ACQUIRE))
			return 0;
		if (thread_interrupted(t))
			return -EINTR;
		if (deadline != NSEC_NEVER && plat_clock() >= deadline)
			return -ETIMEDOUT;
		rest(woken, deadline);
	}
}

int thread_sleep(const uint32_t *woken, nsec_t deadline)
{
	return LINKED(run_sleep) ? run_sleep(woken, deadline) : sleep_alone(woken, deadline);
}
