/* SPDX-License-Identifier: MIT */
/* A signal that the tool asks for: the application cannot tell it from one of kill(2). */
#include "abi/linux/signal/signal.h"
#include "kern/dev/control.h"

void control_signal(int sig)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = SI_USER };

	/* A full queue of real-time signals is the sender's to see, which nobody is. */
	if (signal_valid(sig))
		(void)!signal_send(&info);
}
