/* SPDX-License-Identifier: MIT */
/* rt_sigaction(2). An image that has it gets faults delivered as signals. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/dev/control.h"

LINK_WITH(signal_fault);

#define SA_KNOWN                                                                            \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART | \
	 SA_NODEFER | SA_RESETHAND)

/* POSIX: an ignored signal that waits is discarded, blocked or not. */
static void action_changed(int sig, uintptr_t handler)
{
	if ((SIGNAL_OUTSIDE & SIGNAL_BIT(sig)) && handler != SIG_DFL)
		control_listen(SIGNAL_BIT(sig));
	if (handler == SIG_IGN || (handler == SIG_DFL && (SIGNAL_IGNORED & SIGNAL_BIT(sig))))
		signal_forget(sig);
}

int sys_rt_sigaction(int sig, const struct linux_sigaction *act, struct linux_sigaction *old,
		     size_t size)
{
	struct linux_sigaction before, new;

	if (size != sizeof(uint64_t))
		return -EINVAL;
	if ((act && !user_readable(act, sizeof *act)) || (old && !user_writable(old, sizeof *old)))
		return -EFAULT;
	if (!signal_valid(sig) || (act && (SIGNAL_FIXED & SIGNAL_BIT(sig))))
		return -EINVAL;
	if (act) {
		new = *act;
		new.sa_flags &= SA_KNOWN;
		new.sa_mask &= ~SIGNAL_FIXED;
	}
	before = signal_action_set(sig, act ? &new : NULL);
	if (act)
		action_changed(sig, new.sa_handler);
	if (old)
		*old = before;
	return 0;
}
