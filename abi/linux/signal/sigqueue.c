/* SPDX-License-Identifier: MIT */
/* rt_sigqueueinfo(2) and rt_tgsigqueueinfo(2): a signal with a value, behind sigqueue(3). */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

/* To the process, or to the thread (tid) unless that is 0. */
static int send(uint32_t tid, int sig, const struct linux_siginfo *from)
{
	struct linux_siginfo info;
	int err = 0;

	if (!user_readable(from, sizeof *from))
		return -EFAULT;
	if (sig < 0 || sig > SIGNALS)
		return -EINVAL;
	info = *from;
	info.si_signo = sig;
	if (tid)
		err = signal_send_thread(&info, tid);
	else if (sig)
		err = signal_send(&info);
	signal_deliver_if_any();
	return err;
}

int sys_rt_sigqueueinfo(int pid, int sig, const struct linux_siginfo *info)
{
	return pid == 1 ? send(0, sig, info) : -ESRCH;
}

int sys_rt_tgsigqueueinfo(int tgid, int tid, int sig, const struct linux_siginfo *info)
{
	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	return tgid == 1 ? send((uint32_t)tid, sig, info) : -ESRCH;
}
