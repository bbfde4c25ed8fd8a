/* SPDX-License-Identifier: MIT */
/*
 * A mask of blocked signals for the length of one call: ppoll(), pselect6().
 */
#ifndef ABI_LINUX_SIGNAL_MASK_H
#define ABI_LINUX_SIGNAL_MASK_H

#include "abi/linux/signal/signal.h"
#include "base/errno.h"

struct signal_mask {
	uint64_t before;
};

/* Block just (*mask), or leave all as it is when (mask) is NULL. */
static inline void signal_mask_set(struct signal_mask *saved, const uint64_t *mask)
{
	saved->before = thread_current()->sig_blocked;
	if (mask)
		signal_block(*mask & ~SIGNAL_FIXED);
}

/*
 * The call's result is (r): is it to be taken up again, as it was interrupted and no handler ran?
 * This delivers with the mask of the call still in force, as the caller asked for.
 */
static inline bool signal_mask_again(const struct signal_mask *saved, int r)
{
	return r == -EINTR && signal_none_ran(&saved->before);
}

/* End it; where a handler is yet to run, it ends then. */
static inline void signal_mask_restore(const struct signal_mask *saved)
{
	if (thread_current()->sig_after_set)
		return;
	if (thread_current()->sig_blocked != saved->before)
		signal_block(saved->before);
}

/* Sleep with (*mask) blocked, or what is when it is NULL, until a handler ran: -EINTR. */
must_use int signal_suspend(const uint64_t *mask);

#endif
