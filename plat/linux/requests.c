/* SPDX-License-Identifier: MIT */
/*
 * Signals from outside, of a process: those of the host. Each is the host's to act upon until the
 * application wants to hear of it; then its first host thread, which alone lets it in, takes it as
 * an interrupt.
 */
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "kern/dev/irq.h"
#include "plat/linux/signals.h"
#include "plat/linux/vcpu.h"

static uint64_t came; /* bit n - 1: signal n did; atomic */

static void handle_outside(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	(void)info;
	__atomic_fetch_or(&came, 1ull << (signal - 1), __ATOMIC_SEQ_CST);
	linux_irq(IRQ_REQUESTS, uc);
}

static void requests_interrupt(void)
{
	uint64_t set = __atomic_exchange_n(&came, 0, __ATOMIC_SEQ_CST);

	for (; set; set &= set - 1)
		control_signal(__builtin_ctzll(set) + 1);
}

static void requests_listen(uint64_t set)
{
	static uint64_t heard = HOST_FAULTS | VCPU_SIGNALS; /* atomic */

	set &= ~__atomic_fetch_or(&heard, set, __ATOMIC_SEQ_CST);
	if (!set)
		return;
	irq_set_handler(IRQ_REQUESTS, requests_interrupt);
	for (; set; set &= set - 1)
		linux_catch(__builtin_ctzll(set) + 1, handle_outside);
}

static int requests_probe(void)
{
	static struct control_source source = { .listen = requests_listen };

	control_add(&source);
	return 0;
}

const struct driver host_requests_driver = {
	.plat = PLAT_LINUX,
	.probe = requests_probe,
};
