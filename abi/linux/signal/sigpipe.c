/* SPDX-License-Identifier: MIT */
/*
 * The signals of writes: SIGPIPE, whose reader is gone, and SIGXFSZ, whose file would have become
 * larger than RLIMIT_FSIZE.
 */
#include "abi/linux/signal/signal.h"
#include "kern/dev/plat.h"
#include "kern/vfs/regular.h"

#pragma weak signal_send_self

static void send_to_self(int sig)
{
	/* Nobody can have changed the default without linking the rest. */
	if (!signal_send_self)
		plat_end((struct plat_end){ .signal = (uint8_t)sig });
	if (signal_send_self(sig, SI_USER) == 0)
		signal_deliver_if_any();
}

void signal_broken_pipe(void)
{
	send_to_self(SIGPIPE);
}

void signal_file_size(void)
{
	/* Beyond what any file can be there is no signal. */
	if (file_size_max != INT64_MAX)
		send_to_self(SIGXFSZ);
}
