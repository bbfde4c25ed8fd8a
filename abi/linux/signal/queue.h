/* SPDX-License-Identifier: MIT */
/*
 * Between the queue, those who bring a signal to a thread among many, and calls that bring one upon
 * themselves. Private to abi/linux/signal.
 */
#ifndef ABI_LINUX_SIGNAL_QUEUE_H
#define ABI_LINUX_SIGNAL_QUEUE_H

#include "abi/linux/signal/signal.h"

/*
 * Queue (info)'s signal for (t), or for the process if that is NULL. Returns 1 when somebody is to
 * be told, 0 when that is done or there is nothing to tell, or -EAGAIN. Context: any; (t) is kept
 * from going.
 */
must_use int signal_put(const struct linux_siginfo *info, struct thread *t);

/*
 * Let a thread that does not block them have the process's signals (set), each. WEAK: only with
 * more than one thread. Context: any, no lock held.
 */
WEAK void signal_offer(uint64_t set);

/* As signal_send_thread(). WEAK: as above. */
WEAK int signal_send_other(const struct linux_siginfo *info, uint32_t tid);

/* Send (sig) to the running thread. Errors: -EAGAIN. Context: as for signal_send(). */
must_use int signal_send_own(int sig);

/* Send (sig) to the thread that makes a call, and deliver. Context: as for signal_deliver(). */
void signal_of_call(int sig);

/* As signal_file_failed(), but for -EPIPE. WEAK: where it has to do with signals. */
WEAK int signal_file_failed_else(int err);

/*
 * The binary door (abi/linux/binary), where handlers are entered only when a call is left. WEAK:
 * only with it. binary_deliver() is signal_deliver() for such a call; SIGNAL_RESTART is no answer
 * of it. The others are what it uses: do with the signals of (set), which have no handler, what
 * happens by default; and deliver all to (f), after which blocked is (after): (redo) it is about to
 * make a call again. Returns whether a handler was entered. Context: thread, no lock held.
 */
WEAK enum signal_outcome binary_deliver(const uint64_t *mask);
struct trap_frame;
void signal_take_unhandled(uint64_t set, const struct trap_frame *f);
must_use bool signal_deliver_left(struct trap_frame *f, uint64_t after, bool redo);

/*
 * What a handler's frame says, where that cannot be trusted: load the floating-point state, and
 * take the selectors into (f). False: it is not there, or they cannot be taken; (f) can go on, with
 * what a fault of the program is. WEAK: only with the binary door. Context: thread, on its trap
 * stack.
 */
struct signal_ucontext;
WEAK bool binary_restore_fpu(const void *from);
WEAK bool binary_restore_selectors(struct trap_frame *f, const struct signal_ucontext *uc);

/*
 * Is the running thread to end, because another one makes an execve()? Then its call is to return,
 * whatever it answers: the thread ends as it leaves it. WEAK: only with the binary door and
 * threads. Context: a call.
 */
WEAK bool binary_leaves_to_end(void);

/*
 * It ends if it is to. WEAK, as above. Context: a thread that leaves a call or was interrupted
 * outside of one, on its trap stack, no lock held.
 */
WEAK void binary_end_if_asked(void);

/* Make all other threads look whether they are to end. Context: thread, no lock held. */
void signal_end_others(void);

/* What is pending for (from) is now for (to). Context: thread; both are kept from going. */
void signal_hand_over(struct thread *from, struct thread *to);

/* No thread has (set) pending of its own any more. WEAK: as above. */
WEAK void signal_forget_others(uint64_t set);

#endif
