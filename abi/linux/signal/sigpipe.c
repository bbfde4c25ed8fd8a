/* SPDX-License-Identifier: MIT */
/* SIGPIPE: the reader of what the application writes is gone. */
#include "abi/linux/signal/signal.h"
#include "kern/dev/plat.h"

#pragma weak signal_send_self

void signal_broken_pipe(void)
{
	/* Nobody can have changed the default without linking the rest. */
	if (!signal_send_self)
		plat_end((struct plat_end){ .signal = SIGPIPE });
	if (signal_send_self(SIGPIPE, SI_USER) == 0)
		signal_deliver_if_any();
}
