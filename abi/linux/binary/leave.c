/* SPDX-License-Identifier: MIT */
/*
 * Leaving a system call where signals wait. Their handlers are entered on the way out, with the
 * program's registers; so a call that a signal ended is made again by its instruction.
 */
#include "abi/linux/binary/binary.h"
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

void binary_leave(struct trap_frame *f, long result);

LINK_WITH(binary_restore_selectors);

struct plat_selectors plat_selectors;

void binary_frame_complete(struct trap_frame *f)
{
	f->cs = plat_selectors.code;
	f->ss = plat_selectors.stack;
	f->rcx = f->rip;
	f->r11 = f->rflags;
}

static uint64_t handled_signals(void)
{
	uint64_t set = 0;

	for (int i = 0; i < SIGNALS; i++)
		if (__atomic_load_n(&signal_actions[i].sa_handler, __ATOMIC_RELAXED) > SIG_IGN)
			set |= 1ull << i;
	return set;
}

/*
 * What signal_deliver() says to a call of a program: signals without a handler are done with here,
 * those with one wait until the call is left.
 */
enum signal_outcome binary_deliver(const uint64_t *mask)
{
	struct thread *t = thread_current();
	uint64_t handled = handled_signals(), waits;

	if (LINKED(binary_leaves_to_end) && binary_leaves_to_end())
		return SIGNAL_INTERRUPT;
	binary_frame_complete(binary_frame(t));
	signal_take_unhandled(~t->sig_blocked & ~handled, binary_frame(t));
	waits = (t->sig_pending | signal_pending_process()) & ~t->sig_blocked & handled;
	if (!waits)
		return SIGNAL_NONE;
	if (mask) {
		t->sig_after = *mask;
		t->sig_after_set = true;
	}
	t->call_look = true;
	thread_call_look(t);
	return signal_actions[__builtin_ctzll(waits)].sa_flags & SA_RESTART ? SIGNAL_REDO
									    : SIGNAL_INTERRUPT;
}

void binary_leave(struct trap_frame *f, long result)
{
	struct thread *t = thread_current();
	uint64_t after = t->sig_after_set ? t->sig_after : t->sig_blocked;
	bool redo = result == -ERESTART;

	if (LINKED(binary_end_if_asked))
		binary_end_if_asked();
	binary_frame_complete(f);
	if (redo)
		f->rip -= SYSCALL_SIZE; /* rax is the number */
	else
		f->rax = (uint64_t)result;
	t->call_look = false;
	if (!signal_deliver_left(f, after, redo) && t->sig_after_set)
		signal_block(after);
	t->sig_after_set = false;
}
