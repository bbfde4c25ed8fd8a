/* SPDX-License-Identifier: MIT */
/*
 * Delivering signals on the way out of a system call.
 *
 * A call that was interrupted (-EINTR), or that may have made a signal deliverable, delivers before
 * it returns. In the source door the handlers then run as if the application had called them where
 * it called us.
 */
#ifndef ABI_LINUX_SIGNAL_DELIVER_H
#define ABI_LINUX_SIGNAL_DELIVER_H

#include "base/types.h"
#include "kern/sched/thread.h"

enum signal_outcome {
	SIGNAL_NONE,      /* no handler ran: take the call up again */
	SIGNAL_RESTART,   /* all that ran said SA_RESTART: take it up again if it is one of those */
	SIGNAL_INTERRUPT, /* answer -EINTR */
	SIGNAL_REDO,      /* as SIGNAL_RESTART, but handlers run first: answer -ERESTART */
};

/* What a call answers that is to be made again once handlers ran; no error that a program sees. */
#define ERESTART 512

/* How long the instruction `syscall` is, which a call that is made again returns to. */
#define SYSCALL_SIZE 2

/*
 * Deliver what is pending and not blocked: run handlers, or end the image where that is the
 * default. Afterwards the mask of blocked signals is (*mask) if a handler ran, or stays when (mask)
 * is NULL. A handler may leave by siglongjmp(), so the caller holds no lock and no reference. WEAK:
 * only in an image that can send a signal.
 * Context: thread.
 */
WEAK enum signal_outcome signal_deliver(const uint64_t *mask);

/*
 * As signal_deliver(), for a call that may have been interrupted, or that may have sent a signal: a
 * thread that has nothing to take leaves alone what was offered to another, which may wait for it.
 */
static inline enum signal_outcome signal_deliver_if_any(void)
{
	if (!signal_deliver || !thread_interrupted(thread_current()))
		return SIGNAL_NONE;
	return signal_deliver(NULL);
}

/*
 * The same for one that is taken up again, however handlers want it, unless one ran: is it? (mask)
 * is as for signal_deliver().
 */
static inline bool signal_none_ran(const uint64_t *mask)
{
	return signal_deliver && signal_deliver(mask) == SIGNAL_NONE;
}

/*
 * A read or write moved nothing because of (err): send the signal that goes with it, or deliver
 * those that interrupted it. Returns what the call answers, or SIGNAL_CALL_AGAIN. WEAK: where an
 * error has to do with signals.
 * Context: as above.
 */
WEAK int signal_file_failed(int err);

#define SIGNAL_CALL_AGAIN (-128) /* no error that the application sees */

/*
 * As signal_file_failed() for a call that (why) ended after (moved) bytes, or that failed. What was
 * moved is answered, but a pipe that lost its readers meanwhile is a SIGPIPE all the same, and a
 * signal that ended it is delivered, as on Linux. WEAK, as above.
 */
WEAK ssize_t signal_moved(ssize_t moved, int why);

/* A call that works on files is about to answer (r), and holds nothing any more. */
static inline ssize_t signal_call_ends(ssize_t r)
{
	return unlikely(r < 0) && LINKED(signal_file_failed) ? signal_file_failed((int)r) : r;
}

/*
 * A write found nobody at the other end: SIGPIPE, before -EPIPE is returned. WEAK: who can return
 * -EPIPE links it.
 * Context: as above.
 */
WEAK void signal_broken_pipe(void);

/*
 * A file was to grow beyond what it may: SIGXFSZ, before -EFBIG is returned. WEAK: who can set that
 * limit links it.
 * Context: as above.
 */
WEAK void signal_file_size(void);

#endif
