/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: the host threads that are the CPUs of a process.
 */
#ifndef PLAT_LINUX_VCPU_H
#define PLAT_LINUX_VCPU_H

#include "base/types.h"
#include "kern/sched/cpu.h"

#define VCPUS_MAX 64

/* Host signals that are interrupts; the host's kernel keeps none of them for itself. */
#define VCPU_SIGNAL_TIMER 62
#define VCPU_SIGNAL_KICK  63
#define VCPU_SIGNAL_NET   16 /* SIGSTKFLT, which nobody sends: of these only one waits at a time */

#define VCPU_SIGNALS                                                        \
	(1ull << (VCPU_SIGNAL_TIMER - 1) | 1ull << (VCPU_SIGNAL_KICK - 1) | \
	 1ull << (VCPU_SIGNAL_NET - 1))

#define VCPU_ALTSTACK 16384

struct vcpu {
	int tid;           /* of the host thread; constant, as the next two */
	int timer;         /* the host's number of its timer */
	int wake_fd;       /* an eventfd: readable when it is to leave plat_idle() */
	uint32_t ready;    /* the host thread is set up; atomic */
	uintptr_t stack;   /* where its first stack ends; before (cpu) */
	struct cpu *cpu;   /* NULL: not started; atomic */
	uint8_t *altstack; /* of VCPU_ALTSTACK bytes; NULL for the first, which has its own */
};

/* The one that this runs on. Context: only where cpus were prepared. */
static inline struct vcpu *vcpu_this(void)
{
	return cpu_this()->plat;
}

#endif
