/* SPDX-License-Identifier: MIT */
/*
 * kill(2). The process is 1 and alone in its group; "all processes" are all but it and process 1,
 * and so none.
 */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_kill(int pid, int sig)
{
	int err;

	if (sig < 0 || sig > SIGNALS)
		return -EINVAL;
	if (pid != 1 && pid != 0)
		return -ESRCH;
	err = signal_send_self(sig);
	signal_deliver_if_any();
	return err;
}
