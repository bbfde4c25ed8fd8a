/* SPDX-License-Identifier: MIT */
/*
 * A process at rest: one host call that ends with the deadline, a signal, or console input when
 * somebody waits for it.
 */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"
#include "kern/sched/wait.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

void linux_idle(nsec_t deadline)
{
	struct wait_queue *input = host_console_input_queue ? host_console_input_queue() : NULL;
	bool watch = input && !list_empty(&input->waiters);
	struct host_pollfd p = { 0, HOST_POLLIN, 0 };
	struct host_timespec left = { 0, 0 };
	nsec_t now = deadline == NSEC_NEVER ? 0 : plat_clock();

	if (deadline > now) {
		left.sec = (int64_t)((deadline - now) / NSEC_PER_SEC);
		left.nsec = (int64_t)((deadline - now) % NSEC_PER_SEC);
	}
	if (host_call6(HOST_ppoll, (long)&p, watch, deadline == NSEC_NEVER ? 0 : (long)&left, 0, 0,
		       0) > 0)
		wait_wake(input, WAIT_ALL);
}
