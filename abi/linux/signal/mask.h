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
 * End it with the call's result (r), which is returned: an interrupt delivers with the mask of the
 * call still in force, as the caller asked for.
 */
static inline int signal_mask_restore(const struct signal_mask *saved, int r)
{
	if (r == -EINTR && signal_deliver)
		signal_deliver(&saved->before);
	if (thread_current()->sig_blocked != saved->before)
		signal_block(saved->before);
	return r;
}

#endif
