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

/* No thread has (set) pending of its own any more. WEAK: as above. */
WEAK void signal_forget_others(uint64_t set);

#endif
