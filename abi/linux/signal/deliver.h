/* SPDX-License-Identifier: MIT */
/*
 * Delivering signals on the way out of a system call.
 *
 * A call that was interrupted (-EINTR), or that may have made a signal deliverable, delivers
 * before it returns. In the source door the handlers then run as if the application had called
 * them where it called us.
 */
#ifndef ABI_LINUX_SIGNAL_DELIVER_H
#define ABI_LINUX_SIGNAL_DELIVER_H

#include "base/types.h"
#include "kern/sched/thread.h"

/*
 * Deliver what is pending and not blocked: run handlers, or end the image where that is the
 * default. Returns whether a call that was interrupted by it is to be taken up again: every
 * handler said SA_RESTART. WEAK: only in an image that can make a signal pending. A handler may
 * leave by siglongjmp(), so the caller holds no lock and no reference.
 * Context: thread, no lock held.
 */
WEAK bool signal_deliver(void);

/* As signal_deliver(), for a call that knows only that it was interrupted. */
static inline bool signal_deliver_if_any(void)
{
	return signal_deliver && signal_deliver();
}

#endif
