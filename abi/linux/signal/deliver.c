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
#include "abi/linux/signal/queue.h"
#include "abi/linux/signal/signal.h"
#include "base/errno.h"
#include "base/log.h"
#include "kern/core/crash.h"
#include "kern/dev/plat.h"

extern __typeof__(plat_selectors) plat_selectors WEAK;

enum signal_outcome signal_deliver_here(const uint64_t *mask);
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

	if (LINKED(trap_settle))
		trap_settle(f);
	if (!signal_frame_push(f, info, a, mask, cr2))
		return false;
	if (!(a->sa_flags & SA_NODEFER))
		blocked |= SIGNAL_BIT(info->si_signo);
	signal_block(blocked);
	return true;
}

/* What (f) is to the first handler's action (kernel/signal.c: handle_signal). */
enum frame_kind {
	FRAME_ANY,
	FRAME_CALLER, /* of signal_deliver(): SA_RESTART decides what that answers, in rax */
	FRAME_REDO,   /* about to make a call again: without SA_RESTART it failed instead */
};

static void choose_restart(struct trap_frame *f, enum frame_kind kind, bool restart)
{
	if (kind == FRAME_CALLER) {
		f->rax = restart ? SIGNAL_RESTART : SIGNAL_INTERRUPT;
	} else if (kind == FRAME_REDO && !restart) {
		f->rip += SYSCALL_SIZE;
		f->rax = (uint64_t)-EINTR;
	}
}

/*
 * Take all that can be delivered to (f); blocked is (after) when the first handler is done. Returns
 * whether there was one.
 */
static bool deliver_all(struct trap_frame *f, uint64_t after, enum frame_kind kind)
{
	bool entered = false;
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
		choose_restart(f, entered ? FRAME_ANY : kind, a.sa_flags & SA_RESTART);
		entered = true;
		if (!enter_handler(f, &info, &a, after, 0))
			die(SIGSEGV, f);
		after = t->sig_blocked;
	}
	return entered;
}

void signal_take_unhandled(uint64_t set, const struct trap_frame *f)
{
	struct linux_siginfo info;
	int sig;

	while ((sig = signal_take(set, &info)))
		if (signal_action_begin(sig).sa_handler != SIG_IGN)
			act_by_default(sig, f);
}

bool signal_deliver_left(struct trap_frame *f, uint64_t after, bool redo)
{
	return deliver_all(f, after, redo ? FRAME_REDO : FRAME_ANY);
}

enum signal_outcome signal_deliver(const uint64_t *mask)
{
	return LINKED(binary_deliver) ? binary_deliver(mask) : signal_deliver_here(mask);
}

/*
 * (f) is the caller of signal_deliver_here(), whose answer is its rax. A frame saves the answer, so
 * it must be known before the first one is made.
 */
void signal_deliver_frame(struct trap_frame *f, const uint64_t *mask)
{
	f->rax = thread_current()->sig_ends_waits ? SIGNAL_INTERRUPT : SIGNAL_NONE;
	deliver_all(f, mask ? *mask : thread_current()->sig_blocked, FRAME_CALLER);
}

/* A handler returned: go on as its frame says, unless another signal waited for this. */
void signal_return_frame(struct trap_frame *f, struct signal_frame *frame)
{
	bool taken;

	if (!user_readable(frame, sizeof *frame))
		die(SIGSEGV, f);
	if (LINKED(binary_end_if_asked))
		binary_end_if_asked();
	taken = signal_frame_pop(f, frame);
	if (LINKED(binary_restore_selectors) && !binary_restore_selectors(f, &frame->uc))
		taken = false;
	if (!taken) { /* as Linux: where the program would have gone on */
		f->vector = TRAP_PROTECTION;
		f->error = 0;
		trap_exception(f, 0);
	}
	deliver_all(f, thread_current()->sig_blocked, FRAME_ANY);
}

void signal_interrupted(struct trap_frame *f)
{
	if (LINKED(binary_end_if_asked))
		binary_end_if_asked();
	deliver_all(f, thread_current()->sig_blocked, FRAME_ANY);
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

	/* What the library OS does in another ring is not the application's. */
	if (LINKED(binary_deliver) && f->cs != plat_selectors.code)
		return false;
	if (t->sig_frame_busy || (t->sig_blocked & SIGNAL_BIT(signal)))
		return false;
	a = signal_action_begin(signal);
	if (a.sa_handler <= SIG_IGN)
		return false;
	info.si_addr = fault_place(f, signal, address);
	return enter_handler(f, &info, &a, t->sig_blocked, f->vector == TRAP_PAGE ? address : 0);
}
