/* SPDX-License-Identifier: MIT */
/*
 * Futexes, as far as one thread needs them: nobody else can wake it, so a wait ends with its
 * deadline or a signal, and a wake finds nobody.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

#define FUTEX_COMMAND 0x7f /* less PRIVATE and CLOCK_REALTIME */

int sys_futex(uint32_t *word, int op, uint32_t value, const struct linux_timespec *timeout)
{
	static const uint32_t never;
	nsec_t deadline = NSEC_NEVER;

	op &= FUTEX_COMMAND;
	if (op == FUTEX_WAKE)
		return 0;
	if (op != FUTEX_WAIT)
		return -ENOSYS;
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value)
		return -EAGAIN;
	if (timeout)
		deadline = plat_clock() + (nsec_t)timeout->tv_sec * NSEC_PER_SEC +
			   (nsec_t)timeout->tv_nsec;
	return thread_sleep(&never, deadline);
}
