/* SPDX-License-Identifier: MIT */
/*
 * The signals that a call brings upon the thread that makes it; first of all SIGPIPE, whose reader
 * is gone.
 */
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

#pragma weak signal_send_own

void signal_of_call(int sig)
{
	/* Nobody can have changed the default without linking the rest. */
	if (!signal_send_own)
		plat_end((struct plat_end){ .signal = (uint8_t)sig });
	if (signal_send_own(sig) == 0)
		signal_deliver_if_any();
}

void signal_broken_pipe(void)
{
	signal_of_call(SIGPIPE);
}

ssize_t signal_moved(ssize_t moved, int why)
{
	if (moved <= 0)
		return signal_file_failed(why);
	if (why == -EPIPE)
		signal_broken_pipe();
	else if (why == -EINTR)
		signal_deliver_if_any();
	return moved;
}

int signal_file_failed(int err)
{
	if (err == -EPIPE)
		signal_broken_pipe();
	else if (LINKED(signal_file_failed_else))
		return signal_file_failed_else(err);
	return err;
}
