/* SPDX-License-Identifier: MIT */
/* mprotect(2) */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/space.h"

int sys_mprotect(uintptr_t addr, size_t len, int prot)
{
	int err;

	if ((prot & (PROT_GROWSDOWN | PROT_GROWSUP)) || !is_page_aligned(addr))
		return -EINVAL;
	if (!len)
		return 0;
	len = ROUND_UP(len, PAGE_SIZE);
	if (addr + len <= addr)
		return -ENOMEM;
	if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	err = space_protect(space_current(), addr, len, prot_of(prot));
	if (err == -EACCES && prot & PROT_EXEC)
		unsupported_once(
			"mprotect",
			"protection 0x%x at 0x%lx: only an image with jit: true may execute it",
			(unsigned)prot, addr);
	return err;
}
