/* SPDX-License-Identifier: MIT */
/* tkill(2) and tgkill(2): a signal for one thread. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_tkill(int tid, int sig)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = SI_TKILL };
	int err;

	if (tid <= 0 || sig < 0 || sig > SIGNALS)
		return -EINVAL;
	info.si_pid = 1;
	err = signal_send_thread(&info, (uint32_t)tid);
	signal_deliver_if_any();
	return err;
}

int sys_tgkill(int tgid, int tid, int sig)
{
	if (tgid <= 0)
		return -EINVAL;
	return tgid == 1 ? sys_tkill(tid, sig) : -ESRCH;
}
