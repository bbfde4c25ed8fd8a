/* SPDX-License-Identifier: MIT */
/*
 * Threads: who runs, and how one sleeps.
 *
 * An image begins with one thread, the application's, and an image that cannot make another has no
 * scheduler: a thread that sleeps then lets the CPU rest. kern/sched/run.h is for images that can.
 *
 * A thread makes system calls on its own stack; traps and interrupts are served on its trap stack,
 * which memory is always there for.
 */
#ifndef KERN_SCHED_THREAD_H
#define KERN_SCHED_THREAD_H

#include "arch/x86_64/trap.h"
#include "base/assert.h"
#include "base/list.h"
#include "base/tree.h"
#include "kern/sched/cpu.h"
#include "kern/sched/lock_rank.h"
#include "kern/sched/timer.h"

enum thread_state {
	THREAD_RUNNING,  /* on a CPU */
	THREAD_READY,    /* in a run queue */
	THREAD_SLEEPING, /* until thread_wake() */
	THREAD_DEAD,     /* its last switch is under way */
};

#define THREAD_NAME_SIZE 16 /* with its end; Linux's TASK_COMM_LEN */

struct thread {
	uintptr_t trap_low;  /* 0: the trap stack is [trap_low, trap_high); constant */
	uintptr_t trap_high; /* 8: (assembly knows these two); a struct call_top is above it */
	uintptr_t sp;        /* while it does not run: see arch/x86_64/context.h */

	/*
	 * Assembly knows these, too: arch/x86_64/syscall_entry.S. More of them is below. Who sets
	 * one of them says so to a call that is about to be left: thread_call_look().
	 */
	uint64_t sig_pending; /* 24: bit n-1: signal n is pending for this thread; atomic */
	uint64_t sig_blocked; /* 32: the thread's own; others read it; atomic */
	bool sig_offered;     /* 40: one of the process may be this thread's to take; atomic */
	bool call_look;       /* 41: its call is to be looked at when it is left; its own */

	uint32_t tid;        /* constant; the first thread's is the process id, 1 */
	uint64_t tls;        /* the application's FS base; the thread's own */
	uintptr_t stack_low; /* the application stack: [stack_low, stack_high), 0 if unknown */
	uintptr_t stack_high;

	/* Signals: abi/linux/signal */
	uintptr_t altstack; /* sigaltstack: base, 0 when none */
	size_t altstack_size;
	uint32_t altstack_flags;
	bool sig_frame_busy; /* a handler's frame is being written; the thread's own */
	bool sig_ends_waits; /* what it waits for is over, for as long as this is so; its own */
	bool sig_after_set;  /* when it leaves its call, it is to block (sig_after) */
	uint64_t sig_after;

	uint32_t *clear_tid;   /* set_tid_address: where to store 0 at the end, or NULL */
	uintptr_t robust_list; /* set_robust_list: the head, or 0 */
	char name[THREAD_NAME_SIZE];
	bool named; /* else the name is that of the program */

	/* Scheduling: kern/sched/run.c, under the lock of the queue that the thread is in */
	struct list ready; /* while it is THREAD_READY */
	uint8_t state;     /* enum thread_state; atomic */
	uint8_t on_cpu;    /* its registers are still in use by a CPU; atomic */
	bool resets;       /* SCHED_RESET_ON_FORK: threads that it makes are ordinary ones */
	bool moves;        /* it may not stay on the CPU that it leaves */
	uint8_t level;     /* of urgency: see RUN_LEVELS */
	uint8_t policy;    /* SCHED_*, as Linux numbers them */
	int8_t nice;       /* -20 to 19 */
	uint8_t priority;  /* 1 to 99 for the real-time policies, else 0 */
	uint32_t cpu;      /* where it runs, or ran last */
	uint64_t affinity; /* bit n: may run on CPU n */
	uint64_t ran;      /* CPU time: see ran_at(); atomic */
	nsec_t since;      /* when it got the CPU */
	uint64_t switches; /* how often it gave way of itself, and otherwise */
	uint64_t preemptions;
	struct timer alarm;    /* ends its sleep */
	struct tree_node node; /* in the tree of all threads, by tid */
	void (*release)(
		struct thread *t); /* frees it after its last switch; any context. Or NULL */
	uint8_t looks; /* its interrupts: one is in run_interrupted(), more came; else 0 */
#ifdef DEBUG
	struct lock_held locks[LOCKS_HELD]; /* the mutexes that it holds, or waits for */
	unsigned nr_locks;
#endif
};

#define THREAD_LOOKS_ONCE  1
#define THREAD_LOOKS_AGAIN 2

static_assert(offsetof(struct thread, trap_high) == 8 &&
		      offsetof(struct thread, sig_pending) == 24 &&
		      offsetof(struct thread, sig_blocked) == 32 &&
		      offsetof(struct thread, sig_offered) == 40 &&
		      offsetof(struct thread, call_look) == 41,
	      "as assembly has them");

/*
 * Time that passes only now and then, as one word that another CPU can read: while it does,
 * RAN_RUNNING and when it would have begun, had it never stopped; else how much there was.
 */
#define RAN_RUNNING (1ull << 63)

static inline nsec_t ran_at(uint64_t word, nsec_t now)
{
	return word & RAN_RUNNING ? now - (word & ~RAN_RUNNING) : word;
}

extern struct thread thread_first;

/* Does more than one live? Changed by one of them, while it is or was the only one. */
extern bool threads_many;

/* How long the only thread slept, if there is but one: see ran_at(). */
extern uint64_t thread_slept;

/* The trap stack of the first thread; the platform takes the page below it away. */
#define TRAP_STACK_SIZE (3 * PAGE_SIZE)
extern struct trap_stack {
	uint8_t guard[PAGE_SIZE];
	uint8_t bytes[TRAP_STACK_SIZE];
} trap_stack_first;

/* Of a trap stack, for the vector registers of a thread that is switched from while it is on it. */
#define TRAP_STACK_FPU 3072

/*
 * Above a trap stack, where a system call that is made by the instruction finds it in the fewest
 * steps: what its program goes on with, and whether it is to be looked at when it is left. What
 * memory happens to have there does no harm: it is looked at once, and in vain.
 */
struct call_top {
	struct trap_frame frame;
	uint8_t look; /* 176: (assembly knows it); atomic */
} aligned(16);

static_assert(offsetof(struct call_top, look) == 176, "as assembly has it");

static inline struct call_top *thread_call_top(const struct thread *t)
{
	return (struct call_top *)t->trap_high;
}

/* (t) has something to look at when it leaves its system call. Context: any. */
static inline void thread_call_look(struct thread *t)
{
	__atomic_store_n(&thread_call_top(t)->look, 1, __ATOMIC_RELEASE);
}

/* One of the process's signals may be (t)'s to take. Context: any. */
static inline void thread_offer(struct thread *t)
{
	__atomic_store_n(&t->sig_offered, true, __ATOMIC_SEQ_CST);
	thread_call_look(t);
}

/* Let (t) serve traps on the (size) bytes from (low) on. */
static inline void thread_set_trap_stack(struct thread *t, void *low, size_t size)
{
	t->trap_low = (uintptr_t)low + TRAP_STACK_FPU;
	t->trap_high = (uintptr_t)low + size - sizeof(struct call_top);
}

/* What thread_set_trap_stack() was given. */
static inline void *thread_trap_stack(const struct thread *t)
{
	return (void *)(t->trap_low - TRAP_STACK_FPU);
}

/*
 * Sleep until (*woken) is non-zero, (deadline) passes, or an unblocked signal is pending.
 * Errors:  -ETIMEDOUT, -EINTR. Context: thread, no lock held.
 */
must_use int thread_sleep(const uint32_t *woken, nsec_t deadline);

/*
 * End the sleep of (t), which looks again at what it waits for. Does nothing when it does not
 * sleep. WEAK: an image with one thread wakes it by an interrupt. Context: any; (t) is kept from
 * going by the caller's lock.
 */
WEAK void thread_wake(struct thread *t);

static inline bool thread_interrupted(const struct thread *t)
{
	return (__atomic_load_n(&t->sig_pending, __ATOMIC_RELAXED) & ~t->sig_blocked) ||
	       __atomic_load_n(&t->sig_offered, __ATOMIC_RELAXED);
}

/*
 * Signals, as abi/linux/signal has them. WEAK: only in an image that can send one.
 * signal_interrupted(): let those of the running thread in, by changing (f), which stands for code
 * of the application. Context: the trap stack, interrupts on.
 * signal_thread_ended(): (t) is no longer among the threads. Context: (t), no lock held.
 */
struct trap_frame;
WEAK void signal_interrupted(struct trap_frame *f);
WEAK void signal_thread_ended(struct thread *t);

/*
 * The running thread has a signal to take and was interrupted where it cannot: interrupt it again
 * soon. WEAK: only with more than one thread, or timers. Context: any, no lock held.
 */
WEAK void signal_later(void);

#endif
