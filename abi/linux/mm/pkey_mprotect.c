/* SPDX-License-Identifier: MIT */
/* pkey_mprotect(2): without a key it is mprotect(2), and nobody got one. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_pkey_mprotect(uintptr_t addr, size_t len, int prot, int key)
{
	return key == -1 ? sys_mprotect(addr, len, prot) : -EINVAL;
}
