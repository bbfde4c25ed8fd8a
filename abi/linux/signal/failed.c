/* SPDX-License-Identifier: MIT */
/*
 * What else a file's error is to signals: SIGXFSZ, whose file would have become larger than
 * RLIMIT_FSIZE, and a wait that a signal ended.
 */
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "kern/vfs/regular.h"

void signal_file_size(void)
{
	/* Beyond what any file can be there is no signal. */
	if (file_size_max != INT64_MAX)
		signal_of_call(SIGXFSZ);
}

/* (again): the call may be made again after handlers that want it. */
static int interrupted(bool again)
{
	switch (signal_deliver(NULL)) {
	case SIGNAL_INTERRUPT:
		return -EINTR;
	case SIGNAL_REDO:
		return again ? -ERESTART : -EINTR;
	case SIGNAL_RESTART:
		return again ? SIGNAL_CALL_AGAIN : -EINTR;
	default:
		return SIGNAL_CALL_AGAIN;
	}
}

int signal_file_failed_else(int err)
{
	if (err == -FILE_EPIPE_QUIET)
		return -EPIPE;
	if (err == -EFBIG)
		signal_file_size();
	if ((err == -EINTR || err == -FILE_EINTR_ONCE) && signal_deliver)
		return interrupted(err == -EINTR);
	return err;
}
