/* SPDX-License-Identifier: MIT */
/*
 * Delivery: what becomes of a signal that is taken from the queue, or of a fault. It happens on
 * the way out of a system call, or when the application is interrupted elsewhere.
 *
 * All signals that can be delivered get their frames at once, each on top of the one before, as on
 * Linux: so the handler of the last one runs first. The entry that saves the caller's registers is
 * assembly (arch/x86_64/sigreturn.S) and has a stack of its own, because frames go on the
 * application's.
 */
#include "abi/linux/signal/frame.h"
#include "abi/linux/signal/signal.h"
#include "base/log.h"
#include "kern/core/crash.h"
#include "kern/dev/plat.h"

void signal_deliver_frame(struct trap_frame *f, const uint64_t *mask);
void signal_return_frame(struct trap_frame *f, struct signal_frame *frame);

/* The end by (sig): a report where Linux would dump core. */
static _Noreturn void die(int sig, const struct trap_frame *f)
{
	if (!(SIGNAL_REPORTED & SIGNAL_BIT(sig)))
		plat_end((struct plat_end){ .signal = (uint8_t)sig });
	crash("killed", f ? f->rip : CRASH_HERE, (uint8_t)sig, f);
}

/* What happens without a handler. */
static void act_by_default(int sig, const struct trap_frame *f)
{
	if (SIGNAL_IGNORED & SIGNAL_BIT(sig))
		return;
	if (!(SIGNAL_STOPS & SIGNAL_BIT(sig)))
		die(sig, f);
	log_warn("signal", "%d would stop the process, which nobody could continue, ignored", sig);
}

/* Enter the handler (a) of (info)'s signal when (f) goes on; blocked is (mask) after it. */
static bool enter_handler(struct trap_frame *f, const struct linux_siginfo *info,
			  const struct linux_sigaction *a, uint64_t mask, uintptr_t cr2)
{
	uint64_t blocked = thread_current()->sig_blocked | a->sa_mask;

	if (!signal_frame_push(f, info, a, mask, cr2))
		return false;
	if (!(a->sa_flags & SA_NODEFER))
		blocked |= SIGNAL_BIT(info->si_signo);
	signal_block(blocked);
	return true;
}

/*
 * Take all that can be delivered to (f); blocked is (after) when the first handler is done. If (f)
 * is in a system call, the first handler's action says what that answers, in rax (kernel/signal.c).
 */
static void deliver_all(struct trap_frame *f, uint64_t after, bool is_call)
{
	struct thread *t = thread_current();
	struct linux_siginfo info;
	int sig;

	while ((sig = signal_take(~t->sig_blocked, &info))) {
		struct linux_sigaction a = signal_action_begin(sig);

		if (a.sa_handler == SIG_IGN)
			continue;
		if (a.sa_handler == SIG_DFL) {
			act_by_default(sig, f);
			continue;
		}
		if (is_call)
			f->rax = a.sa_flags & SA_RESTART ? SIGNAL_RESTART : SIGNAL_INTERRUPT;
		is_call = false;
		if (!enter_handler(f, &info, &a, after, 0))
			die(SIGSEGV, f);
		after = t->sig_blocked;
	}
}

/*
 * (f) is the caller of signal_deliver(), whose answer is its rax. A frame saves the answer, so it
 * must be known before the first one is made.
 */
void signal_deliver_frame(struct trap_frame *f, const uint64_t *mask)
{
	f->rax = SIGNAL_NONE;
	deliver_all(f, mask ? *mask : thread_current()->sig_blocked, true);
}

/* A handler returned: go on as its frame says, unless another signal waited for this. */
void signal_return_frame(struct trap_frame *f, struct signal_frame *frame)
{
	signal_frame_pop(f, frame);
	deliver_all(f, thread_current()->sig_blocked, false);
}

void signal_interrupted(struct trap_frame *f)
{
	deliver_all(f, thread_current()->sig_blocked, false);
}

/* Where a fault was: the address for memory, else the instruction, or nothing to say. */
static uintptr_t fault_place(const struct trap_frame *f, int sig, uintptr_t address)
{
	if (f->vector == TRAP_PAGE)
		return address;
	return sig == SIGFPE || sig == SIGILL || f->vector == TRAP_DEBUG ? f->rip : 0;
}

bool signal_fault(struct trap_frame *f, int signal, int code, uintptr_t address)
{
	struct thread *t = thread_current();
	struct linux_siginfo info = { .si_signo = signal, .si_code = code };
	struct linux_sigaction a;

	if (t->sig_frame_busy || (t->sig_blocked & SIGNAL_BIT(signal)))
		return false;
	a = signal_action_begin(signal);
	if (a.sa_handler <= SIG_IGN)
		return false;
	info.si_addr = fault_place(f, signal, address);
	return enter_handler(f, &info, &a, t->sig_blocked, f->vector == TRAP_PAGE ? address : 0);
}
