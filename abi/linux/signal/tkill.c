/* SPDX-License-Identifier: MIT */
/* tkill(2) and tgkill(2): a signal for one thread. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_tkill(int tid, int sig)
{
	int err;

	if (tid <= 0 || sig < 0 || sig > SIGNALS)
		return -EINVAL;
	if (tid != (int)thread_current()->tid)
		return -ESRCH;
	err = signal_send_self(sig, SI_TKILL);
	signal_deliver_if_any();
	return err;
}

int sys_tgkill(int tgid, int tid, int sig)
{
	if (tgid <= 0)
		return -EINVAL;
	return tgid == 1 ? sys_tkill(tid, sig) : -ESRCH;
}
