/* SPDX-License-Identifier: MIT */
/*
 * Signals: what the application wants done with each, and which are waiting.
 *
 * A signal goes from signal_send() to the queue, for the process or for one thread. The thread
 * that is to take it finds it on its way out of a system call, or when it is interrupted in code of
 * the application, and changes the registers that the application goes on with (deliver.c,
 * frame.c). A fault does not wait: the trap that it made returns to the handler.
 *
 * One for the process is offered to a thread that does not block it (target.c); who then blocks it
 * or ends before it took it lets it be offered again, and who unblocks one that waits has it.
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
#define SI_TIMER (-2) /* si_pid is the timer's number, si_uid how often it expired besides */

#define SIGNAL_BIT(n) (1ull << ((n)-1))

/*
 * What people and other programs send: not faults, not what the C library sends itself (32 to 34),
 * and not what a terminal's background brings.
 */
#define SIGNAL_OUTSIDE                                                                             \
	(~(SIGNAL_FIXED | SIGNAL_FAULTS | 7ull << 31 | SIGNAL_BIT(SIGABRT) | SIGNAL_BIT(SIGPIPE) | \
	   SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU)))

/* What can be neither caught nor blocked. */
#define SIGNAL_FIXED (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))

/* They say why the next instruction cannot run. */
#define SIGNAL_FAULTS                                                                          \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | \
	 SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSYS))

/* What happens to a signal without a handler: one bit for each. The rest end the image. */
#define SIGNAL_IGNORED \
	(SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGURG) | SIGNAL_BIT(SIGWINCH))
#define SIGNAL_STOPS \
	(SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
#define SIGNAL_REPORTED                                                                         \
	(SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGABRT) | \
	 SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGXCPU) |  \
	 SIGNAL_BIT(SIGXFSZ) | SIGNAL_BIT(SIGSYS))

/* The actions of the process, by signal - 1; guarded by the queue's lock, but for a look at one. */
extern struct linux_sigaction signal_actions[SIGNALS];

static inline bool signal_valid(int sig)
{
	return sig >= 1 && sig <= SIGNALS;
}

/*
 * RLIMIT_SIGPENDING: how many may wait before one that has a queue is refused. Nearly that of Linux
 * with half a GiB of memory. WEAK: where signals can be sent.
 */
#define SIGNAL_WAITING_MAX 4096
WEAK extern uint64_t signal_waiting_max;

/*
 * Make (info)'s signal pending for the process, and let a thread that does not block it have it:
 * the caller, else any. A number that is already waiting is not queued twice below SIGRTMIN.
 * SIGKILL ends the image here.
 * Errors:  -EAGAIN when too many real-time signals wait, or there is no memory.
 * Context: any, interrupts too, no lock held; never sleeps. A system call that sends delivers
 *          before it returns.
 */
must_use int signal_send(const struct linux_siginfo *info);

/*
 * The same for the thread with number (tid); a signal of 0 only looks whether there is one.
 * Errors:  -ESRCH, -EAGAIN. Context: as above.
 */
must_use int signal_send_thread(const struct linux_siginfo *info, uint32_t tid);

/*
 * Send (sig) from the application to its process, as kill(2) does; 0 only checks. Errors: -EINVAL,
 * -EAGAIN.
 */
must_use int signal_send_self(int sig);

/*
 * Take the first waiting signal of (set), the thread's own before the process's: faults, then the
 * lowest number, then the oldest. Returns its number and fills (info), or 0. Context: thread.
 */
int signal_take(uint64_t set, struct linux_siginfo *info);

/*
 * As signal_take(), but sleep until there is one, before any thread that does not block it.
 * Errors:  -ETIMEDOUT, -EINTR (signals not yet delivered). Context: thread, no lock held.
 */
must_use int signal_wait(uint64_t set, struct linux_siginfo *info, nsec_t deadline);

/* Does the signal of (info), a timer's, wait to be taken? Context: any. */
bool signal_timer_waits(const struct linux_siginfo *info);

/* It was taken: say in (info) how often it expired besides. WEAK: where timers are made. */
WEAK void timer_signal_taken(struct linux_siginfo *info);

/* Forget what is waiting of (sig), whosever it is. */
void signal_forget(int sig);

/* What to do with (sig), which is about to be done. Context: thread. */
struct linux_sigaction signal_action_begin(int sig);

/* Replace an action by (*act), unless it is NULL. Returns what it was. Context: thread. */
struct linux_sigaction signal_action_set(int sig, const struct linux_sigaction *act);

/* What waits for the process. WEAK: where signals can be sent. Context: any. */
WEAK uint64_t signal_pending_process(void);

/* The running thread blocked (before) until now. WEAK: as above. Context: thread. */
WEAK void signal_mask_changed(struct thread *t, uint64_t before);

/* Block (mask) in the running thread. It may find signals to take (thread_interrupted()). */
static inline void signal_block(uint64_t mask)
{
	struct thread *t = thread_current();
	uint64_t before = t->sig_blocked;

	__atomic_store_n(&t->sig_blocked, mask, __ATOMIC_SEQ_CST);
	if (LINKED(signal_mask_changed))
		signal_mask_changed(t, before);
}

#endif
