/* SPDX-License-Identifier: MIT */
/*
 * Signals: what the application wants done with each, and which are waiting.
 *
 * A signal goes from signal_send() to the queue; a system call that finds one deliverable on its
 * way out takes it and changes the registers that the application goes on with (deliver.c,
 * frame.c). A fault does not wait: the trap that it made returns to the handler.
 *
 * There is one thread, so a signal for the process is one for the thread, and nothing here needs a
 * lock but the queue, which interrupt handlers will fill.
 */
#ifndef ABI_LINUX_SIGNAL_SIGNAL_H
#define ABI_LINUX_SIGNAL_SIGNAL_H

#include "abi/linux/signal/deliver.h"
#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "kern/sched/thread.h"

enum {
	SIGHUP = 1,
	SIGINT,
	SIGQUIT,
	SIGILL,
	SIGTRAP,
	SIGABRT,
	SIGBUS,
	SIGFPE,
	SIGKILL,
	SIGUSR1,
	SIGSEGV,
	SIGUSR2,
	SIGPIPE,
	SIGALRM,
	SIGTERM,
	SIGSTKFLT,
	SIGCHLD,
	SIGCONT,
	SIGSTOP,
	SIGTSTP,
	SIGTTIN,
	SIGTTOU,
	SIGURG,
	SIGXCPU,
	SIGXFSZ,
	SIGVTALRM,
	SIGPROF,
	SIGWINCH,
	SIGIO,
	SIGPWR,
	SIGSYS,
	SIGRTMIN,
	SIGNALS = 64, /* the last one */
};

#define SIG_DFL 0
#define SIG_IGN 1

#define SA_NOCLDSTOP 0x00000001ul
#define SA_NOCLDWAIT 0x00000002ul
#define SA_SIGINFO   0x00000004ul
#define SA_RESTORER  0x04000000ul
#define SA_ONSTACK   0x08000000ul
#define SA_RESTART   0x10000000ul
#define SA_NODEFER   0x40000000ul
#define SA_RESETHAND 0x80000000ul

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM (1u << 31)

/* Where a signal came from: si_code. */
#define SI_USER  0
#define SI_QUEUE (-1)
#define SI_TKILL (-6)

#define SIGNAL_BIT(n) (1ull << ((n)-1))

/* What can be neither caught nor blocked. */
#define SIGNAL_FIXED (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))

/* What happens to a signal without a handler: one bit for each. The rest end the image. */
#define SIGNAL_IGNORED \
	(SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGURG) | SIGNAL_BIT(SIGWINCH))
#define SIGNAL_STOPS \
	(SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
#define SIGNAL_REPORTED                                                                         \
	(SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGABRT) | \
	 SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGXCPU) |  \
	 SIGNAL_BIT(SIGXFSZ) | SIGNAL_BIT(SIGSYS))

/* The actions of the process, by signal - 1. */
extern struct linux_sigaction signal_actions[SIGNALS];

static inline bool signal_valid(int sig)
{
	return sig >= 1 && sig <= SIGNALS;
}

/* Signals that would be delivered now. */
static inline uint64_t signal_deliverable(const struct thread *t)
{
	return __atomic_load_n(&t->sig_pending, __ATOMIC_RELAXED) & ~t->sig_blocked;
}

/* Would (sig), sent now, have no effect? */
bool signal_ignored(int sig);

/*
 * Make (info)'s signal pending for the application: a number that is already waiting is not queued
 * twice below SIGRTMIN. SIGKILL ends the image here.
 * Errors:  -EAGAIN when the queue of real-time signals is full.
 * Context: any; never sleeps. The caller is a system call that delivers before it returns.
 */
must_use int signal_send(const struct linux_siginfo *info);

/*
 * Send (sig), as (code) says, from the application to itself; 0 only checks. Errors: -EINVAL,
 * -EAGAIN.
 */
must_use int signal_send_self(int sig, int code);

/*
 * Take the first waiting signal of (set): faults, then the lowest number, then the oldest. Returns
 * its number and fills (info), or 0.
 */
int signal_take(uint64_t set, struct linux_siginfo *info);

/* Forget what is waiting of (sig). */
void signal_forget(int sig);

#endif
