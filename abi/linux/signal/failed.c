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

int signal_file_failed_else(int err)
{
	if (err == -EFBIG)
		signal_file_size();
	if (err == -EINTR && signal_deliver)
		return signal_deliver(NULL) == SIGNAL_INTERRUPT ? -EINTR : SIGNAL_CALL_AGAIN;
	return err;
}
