/* SPDX-License-Identifier: MIT */
/* arch_prctl(2): the FS base, where a thread's own storage is. The GS base is the library OS's. */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

int sys_arch_prctl(int code, uintptr_t addr)
{
	struct thread *t = thread_current();

	switch (code) {
	case ARCH_SET_FS:
		if (addr >= USER_HIGH)
			return -EPERM;
		t->tls = addr;
		plat_set_tls(addr);
		return 0;
	case ARCH_GET_FS:
		if (!user_writable((void *)addr, sizeof(uint64_t)))
			return -EFAULT;
		*(uint64_t *)addr = t->tls;
		return 0;
	default:
		return -EINVAL;
	}
}
