/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU data, found through the GS base on both platforms.
 *
 * Interrupts are masked softly: irq_save() raises a depth that the interrupt (on a process: host
 * signal) handler looks at; a handler that finds it raised notes the interrupt and returns, and
 * irq_restore() runs what was noted. So a critical section costs two increments, needs no
 * privilege, and is the same code in a machine and in a process.
 */
#ifndef KERN_SCHED_CPU_H
#define KERN_SCHED_CPU_H

#include "base/assert.h"
#include "base/types.h"

struct run_queue;
struct thread;
struct timer_queue;

struct cpu {
	struct cpu *self;       /* %gs:0 */
	struct thread *current; /* %gs:8: the thread that runs here */
	uint32_t irq_depth;     /* %gs:16: > 0 while interrupts are masked */
	uint32_t irq_noted;     /* %gs:20: bit per noted interrupt source, see kern/dev/irq.h */
	uint32_t id;            /* %gs:24: 0 is the boot CPU */
	uint32_t resting;       /* %gs:28: in plat_idle(), or about to be; atomic */
	uintptr_t user_sp;      /* %gs:32: for a moment of arch/x86_64/syscall_entry.S */

	/* Only in an image that has more than one thread, or timers: */
	struct run_queue *queue;    /* kern/sched/run.c; constant */
	struct timer_queue *timers; /* kern/sched/timer.c; constant */
	void *plat;                 /* the platform's own; constant */
};

static_assert(offsetof(struct cpu, current) == 8 && offsetof(struct cpu, irq_depth) == 16 &&
		      offsetof(struct cpu, irq_noted) == 20 && offsetof(struct cpu, user_sp) == 32,
	      "as assembly has them");

/* The CPU that this runs on. Meaningful only while preemption or interrupts are off. */
static always_inline struct cpu *cpu_this(void)
{
	struct cpu *c;

	__asm__ volatile("mov %%gs:0, %0" : "=r"(c));
	return c;
}

/* The running thread: the same before and after a move to another CPU, so it needs no guard. */
static always_inline struct thread *thread_current(void)
{
	struct thread *t;

	__asm__ volatile("mov %%gs:8, %0" : "=r"(t));
	return t;
}

/*
 * The queue of the CPU that this runs on, or ran on a moment ago: for a look that may be late where
 * preemption is on. Queues stay.
 */
static always_inline struct run_queue *cpu_queue(void)
{
	struct run_queue *q;

	__asm__ volatile("mov %%gs:%c1, %0" : "=r"(q) : "i"(offsetof(struct cpu, queue)));
	return q;
}

/*
 * A count that goes on with time, at some rate between 0.1 and 10 in a nanosecond: for who wants to
 * look at the clock less often than it can be asked.
 */
static always_inline uint64_t cpu_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

extern struct cpu cpu_first; /* the boot CPU's, ready before C runs */

/* In irq_noted: no interrupt, but the running thread is to give way (kern/sched/run.c). */
#define CPU_NOTED_RESCHED (1u << 30)

/* Run the interrupts that came while the depth was raised. */
WEAK void irq_run_noted(void);

static always_inline void irq_disable(void)
{
	__asm__ volatile("incl %%gs:16" ::: "memory", "cc");
}

/* Lower the depth; returns what was noted, which the caller looks after. */
static always_inline uint32_t irq_lower(void)
{
	uint32_t noted;

	__asm__ volatile("decl %%gs:16; movl %%gs:20, %0" : "=r"(noted)::"memory", "cc");
	return noted;
}

static always_inline void irq_enable(void)
{
	if (unlikely(irq_lower()))
		irq_run_noted();
}

#endif
