/* SPDX-License-Identifier: MIT */
/* A signal that comes from outside: the application cannot tell it from one of kill(2). */
#include "abi/linux/signal/again.h"
#include "abi/linux/signal/signal.h"
#include "kern/dev/control.h"

LINK_WITH(run_interrupted);
LINK_WITH(signal_interrupted);

void control_signal(int sig)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = SI_USER };

	if (!signal_valid(sig))
		return;
	/* A full queue of real-time signals is the sender's to see, which nobody is. */
	(void)!signal_send(&info);
	signal_again();
}
