/* SPDX-License-Identifier: MIT */
/* What poll, ppoll, select and pselect6 have in common. */
#ifndef ABI_LINUX_FILE_POLL_H
#define ABI_LINUX_FILE_POLL_H

#include "abi/linux/types.h"

/*
 * Fill in the events of (n) descriptors and return how many have some, waiting for one until
 * (deadline); 0: do not wait.
 * Errors:  -EINTR, -ENOMEM.
 */
must_use int poll_wait(struct linux_pollfd *fds, unsigned long n, nsec_t deadline);

#endif
