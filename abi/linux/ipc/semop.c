/* SPDX-License-Identifier: MIT */
/* semop(2) */
#include "abi/linux/ipc/sem.h"
#include "abi/linux/syscalls.h"

int sys_semop(int id, const struct linux_sembuf *ops, unsigned long nr)
{
	return sem_operate(id, ops, nr, NSEC_NEVER);
}
