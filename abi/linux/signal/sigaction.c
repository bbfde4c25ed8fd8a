/* SPDX-License-Identifier: MIT */
/* rt_sigaction(2). An image that has it gets faults delivered as signals. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/dev/control.h"

LINK_WITH(signal_fault);

/* What people send: whoever handles one of these wants to hear of it. */
#define SIGNAL_OUTSIDE                                                                         \
	(SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGTERM) | \
	 SIGNAL_BIT(SIGUSR1) | SIGNAL_BIT(SIGUSR2))

#define SA_KNOWN                                                                            \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART | \
	 SA_NODEFER | SA_RESETHAND)

int sys_rt_sigaction(int sig, const struct linux_sigaction *act, struct linux_sigaction *old,
		     size_t size)
{
	struct linux_sigaction before;

	if (size != sizeof(uint64_t))
		return -EINVAL;
	if ((act && !user_readable(act, sizeof *act)) || (old && !user_writable(old, sizeof *old)))
		return -EFAULT;
	if (!signal_valid(sig) || (act && (SIGNAL_FIXED & SIGNAL_BIT(sig))))
		return -EINVAL;
	before = signal_actions[sig - 1];
	if (act) {
		signal_actions[sig - 1] = *act;
		signal_actions[sig - 1].sa_flags &= SA_KNOWN;
		signal_actions[sig - 1].sa_mask &= ~SIGNAL_FIXED;
		if (LINKED(control_listen) && (SIGNAL_OUTSIDE & SIGNAL_BIT(sig)) &&
		    act->sa_handler != SIG_DFL)
			control_listen();
		/* POSIX: an ignored signal that waits is discarded, blocked or not. */
		if (act->sa_handler == SIG_IGN ||
		    (act->sa_handler == SIG_DFL && (SIGNAL_IGNORED & SIGNAL_BIT(sig))))
			signal_forget(sig);
	}
	if (old)
		*old = before;
	return 0;
}
