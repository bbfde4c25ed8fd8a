/* SPDX-License-Identifier: MIT */
/*
 * How a thread sleeps: with nobody else to run, the CPU does.
 */
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

int thread_sleep(const uint32_t *woken, nsec_t deadline)
{
	struct thread *t = thread_current();

	for (;;) {
		if (__atomic_load_n(woken, __ATOMIC_ACQUIRE))
			return 0;
		if (t->sig_pending & ~t->sig_blocked)
			return -EINTR;
		if (deadline != NSEC_NEVER && plat_clock() >= deadline)
			return -ETIMEDOUT;
		irq_disable();
		if (!__atomic_load_n(woken, __ATOMIC_ACQUIRE))
			plat_idle(deadline);
		irq_enable();
	}
}
