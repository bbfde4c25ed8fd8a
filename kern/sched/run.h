/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: which thread runs on which CPU.
 *
 * Each CPU has a queue of threads that could run, by level of urgency, first come first. A thread
 * that becomes ready goes to a CPU that rests, else to the one where it ran last; a CPU with
 * nothing to do takes from the others. Threads of one level take turns by time slices, and there
 * is no tick while nobody waits for the CPU. The library OS itself is preempted like an
 * application, except while interrupts are masked.
 *
 * An image that makes no thread has none of this.
 */
#ifndef KERN_SCHED_RUN_H
#define KERN_SCHED_RUN_H

#include "arch/x86_64/context.h"
#include "kern/sched/lock.h"
#include "kern/sched/thread.h"

/*
 * Levels: 0 for what runs when nothing else wants to (SCHED_IDLE), 1 for everyone, above them the
 * priorities 1 to 99 of the real-time policies.
 */
#define RUN_LEVELS       128
#define RUN_LEVEL_IDLE   0
#define RUN_LEVEL_NORMAL 1

enum run_policy { RUN_OTHER, RUN_FIFO, RUN_RR, RUN_BATCH, RUN_IDLE = 5 };

/* What the policy of (t) and its numbers are in levels. */
static inline uint8_t run_level(const struct thread *t)
{
	if (t->policy == RUN_IDLE)
		return RUN_LEVEL_IDLE;
	return (uint8_t)(RUN_LEVEL_NORMAL + t->priority);
}

struct run_queue {
	struct spinlock lock;           /* guards: */
	uint64_t used[RUN_LEVELS / 64]; /* bit n: ready[n] is not empty */
	uint32_t nr_ready;
	uint32_t resched; /* the running thread is to give way; atomic, read by its CPU alone */
	struct list ready[RUN_LEVELS];
	uint32_t kicks;      /* how often the CPU was kicked; atomic */
	struct timer slice;  /* set while somebody waits for the CPU */
	struct thread *rest; /* runs when nobody else can; constant */
	struct thread *left; /* the thread that the last switch left; the CPU's own */
	nsec_t looked;       /* the clock at the last switch that looked at it; the CPU's own */
};

#define CPUS_MAX 64

/* CPUs that run threads: [0, cpus_online). Entries are constant once they are counted. */
extern struct cpu *cpus[CPUS_MAX];
extern uint32_t cpus_online; /* atomic */

/*
 * How many there could be: kern/core/cpus.h. WEAK: one where there can be no other thread. Context:
 * any, after cpus_begin().
 */
WEAK unsigned cpus_possible(void);

/*
 * Make (q) the queue of (c), whose CPU now runs (running) and rests in (rest). The first call, for
 * the boot CPU, makes the running thread one of many.
 * Context: boot or thread; (c) is not counted in cpus_online yet, or is the boot CPU.
 */
void run_init(struct cpu *c, struct run_queue *q, struct thread *running, struct thread *rest);

/* What a CPU does at rest, for ever. Context: the thread (rest), interrupts masked. */
_Noreturn void run_rest(void *unused_argument);

/*
 * Give (t) a number and count it among the threads: it can be found from now on.
 * Context: boot or thread.
 */
void threads_add(struct thread *t);

/*
 * Let (t), which was added and never ran, run: (t)->sp is switched to.
 * Owns:    the scheduler, until (t)->release is called. Context: thread.
 */
void thread_start(struct thread *t);

/*
 * The running thread ends; if it is the last, so does the image, with the status of the first.
 * Context: its trap stack, interrupts on, no lock held.
 */
_Noreturn void thread_end(uint8_t status);

/* The same, and (next), which ended, is there again in its place: (next)->sp is switched to. */
_Noreturn void thread_end_for(struct thread *next);

/*
 * Let another thread of the same level run first. WEAK, as what follows: an image with one thread
 * has none of it. Returns 0, as the call does. Context: thread.
 */
WEAK int thread_yield(void);

/*
 * The fields policy, nice, priority or affinity of (t) changed: let it run as they now say.
 * Context: thread, no lock held but threads.lock, or (t) is the caller.
 */
WEAK void thread_reschedule(struct thread *t);

/* Let (t) be as urgent as (level) for a while, which thread_settle() ends. Context: as above. */
void thread_raise(struct thread *t, uint8_t level);
void thread_settle(struct thread *t);

/*
 * CPU time that (t) has used. Context: any; (t) is kept from going.
 *
 * Who gives way by thread_yield() does not look at the clock, until this was called for the first
 * time: what passed since the last look goes to whoever has the CPU at the next one, which a slice
 * asks for every few milliseconds. So what threads used that did little but take turns is, until
 * somebody wants to know, a sample; from then on it is exact, and that of all threads is always.
 */
WEAK nsec_t thread_ran(const struct thread *t);

/* The first call of thread_ran() is past. Atomic. */
extern bool thread_ran_asked;

/* That of all threads, those that ended among them. Context: any, threads.lock not held. */
WEAK nsec_t threads_ran(void);

/* All threads, by number. */
struct threads {
	struct spinlock lock; /* guards: and keeps every thread in it from going */
	struct tree by_tid;
	uint32_t last_tid;
	uint32_t count;
	nsec_t ended_ran; /* CPU time of those that ended */
	uint64_t ended_switches;
	uint64_t ended_preemptions;
	uint8_t status; /* of the first thread, if it ended */
};
WEAK extern struct threads threads;

/* The thread with number (tid), or NULL. Context: threads.lock held. */
struct thread *thread_find(uint32_t tid);

/*
 * All that other CPUs did so far is seen by this one, and the other way round: each other CPU is
 * interrupted once, and waited for. WEAK. Context: thread, no lock held.
 */
WEAK void run_barrier(void);

/*
 * How long (t) runs while others as urgent wait: a quarter of a millisecond for nice 19, 5 ms for
 * nice 0, 10 ms for nice -20.
 */
static inline nsec_t run_slice(const struct thread *t)
{
	return (nsec_t)(20 - t->nice) * 250000;
}

/* Does somebody wait for (c)? Context: any. */
static inline bool run_waits(const struct cpu *c)
{
	return c->queue && __atomic_load_n(&c->queue->nr_ready, __ATOMIC_SEQ_CST);
}

/* A kick came from another CPU. Context: interrupt. */
void run_kicked(void);

/*
 * The (size) bytes of code at (low) are none of the image, but the library OS calls them: who is
 * interrupted there is not in the application. WEAK. Context: any, once.
 */
WEAK void run_lend_code(const void *low, size_t size);

/*
 * An interrupt was served and is about to return to (f): give way if that is asked for, and let
 * signals in if the application was interrupted. WEAK: only with more than one thread, or timers.
 * Context: the trap stack, interrupts on but for the hardware's mask, which is taken away.
 */
WEAK void run_interrupted(struct trap_frame *f);

/* Does the running thread have to give way? Then do so. WEAK. Context: thread, interrupts on. */
WEAK void run_give_way(void);

#endif
