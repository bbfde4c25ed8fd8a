/* SPDX-License-Identifier: MIT */
/*
 * A process at rest: one host call that ends with the deadline, a signal, another CPU's wish, a
 * frame, or console input when somebody waits for it.
 */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"
#include "kern/sched/run.h"
#include "kern/sched/wait.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"
#include "plat/linux/vcpu.h"

static struct host_timespec time_until(nsec_t deadline)
{
	nsec_t now = plat_clock(), left = deadline > now ? deadline - now : 0;

	return (struct host_timespec){ (int64_t)(left / NSEC_PER_SEC),
				       (int64_t)(left % NSEC_PER_SEC) };
}

/*
 * Who kicks this CPU from here on does so by (wake_fd), or by a signal that came before; and a
 * handler that finds us resting writes to it, too.
 */
void linux_idle(nsec_t deadline)
{
	struct wait_queue *input = host_console_input_queue ? host_console_input_queue() : NULL;
	struct cpu *c = cpu_this();
	const struct vcpu *v = c->plat;
	struct host_pollfd p[3] = { { -1, HOST_POLLIN, 0 }, { -1, HOST_POLLIN, 0 } };
	unsigned nets = 0;
	struct host_timespec left = { 0, 0 };
	uint64_t count;

	if (input && !list_empty(&input->waiters))
		p[0].fd = 0;
	if (v)
		p[1].fd = v->wake_fd;
	/* The first CPU is the one that frames interrupt. */
	if (LINKED(linux_net_polls) && !c->id)
		nets = linux_net_polls(p + 2);
	if (deadline != NSEC_NEVER)
		left = time_until(deadline);
	__atomic_store_n(&c->resting, 1, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&c->irq_noted, __ATOMIC_SEQ_CST) && !run_waits(c))
		host_call6(HOST_ppoll, (long)p, 2 + nets, deadline == NSEC_NEVER ? 0 : (long)&left,
			   0, 0, 0);
	__atomic_store_n(&c->resting, 0, __ATOMIC_SEQ_CST);
	if (p[1].revents)
		host_call3(HOST_read, v->wake_fd, (long)&count, sizeof count);
	if (nets)
		linux_net_polled();
	if (p[0].revents)
		wait_wake(input, WAIT_ALL);
}
