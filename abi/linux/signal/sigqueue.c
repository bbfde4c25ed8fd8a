/* SPDX-License-Identifier: MIT */
/* rt_sigqueueinfo(2) and rt_tgsigqueueinfo(2): a signal with a value, behind sigqueue(3). */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

static int send(int sig, const struct linux_siginfo *from)
{
	struct linux_siginfo info;
	int err = 0;

	if (!user_readable(from, sizeof *from))
		return -EFAULT;
	if (sig < 0 || sig > SIGNALS)
		return -EINVAL;
	info = *from;
	info.si_signo = sig;
	if (sig)
		err = signal_send(&info);
	signal_deliver_if_any();
	return err;
}

int sys_rt_sigqueueinfo(int pid, int sig, const struct linux_siginfo *info)
{
	return pid == 1 ? send(sig, info) : -ESRCH;
}

int sys_rt_tgsigqueueinfo(int tgid, int tid, int sig, const struct linux_siginfo *info)
{
	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	return tgid == 1 && tid == (int)thread_current()->tid ? send(sig, info) : -ESRCH;
}
