/* SPDX-License-Identifier: MIT */
/* semtimedop(2): what is wrong with the operations is said before what is with the time. */
#include "abi/linux/ipc/sem.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int sys_semtimedop(int id, const struct linux_sembuf *ops, unsigned long nr,
		   const struct linux_timespec *timeout)
{
	nsec_t deadline;
	int err = time_deadline(timeout, &deadline);

	if (err == -EFAULT)
		return err;
	if (nr > SEM_OPS_MAX)
		return -E2BIG;
	return err ? err : sem_operate(id, ops, nr, deadline);
}
