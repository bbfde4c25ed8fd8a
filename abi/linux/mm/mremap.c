/* SPDX-License-Identifier: MIT */
/* mremap(2) */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"

#define MREMAP_MAYMOVE   1
#define MREMAP_FIXED     2
#define MREMAP_DONTUNMAP 4

long sys_mremap(uintptr_t old, size_t old_len, size_t new_len, int flags, uintptr_t new_addr)
{
	struct remap_request r = {
		.old = old,
		.old_len = ROUND_UP(old_len, PAGE_SIZE),
		.new_len = ROUND_UP(new_len, PAGE_SIZE),
		.new_addr = new_addr,
		.may_move = flags & MREMAP_MAYMOVE,
		.fixed = flags & MREMAP_FIXED,
		.keep = flags & MREMAP_DONTUNMAP,
	};
	uintptr_t addr;
	int err;

	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP) ||
	    ((r.fixed || r.keep) && !r.may_move) || (r.keep && r.old_len != r.new_len) ||
	    !is_page_aligned(old) || !r.new_len || (r.fixed && !is_page_aligned(new_addr)))
		return -EINVAL;
	/* A process's first stack is the host's: it is no mapping of ours, and cannot grow so. */
	if (old >= thread_first.stack_low && old < thread_first.stack_high && !flags &&
	    r.new_len > r.old_len)
		return -ENOMEM;
	if (r.old_len > ADDRESS_END || old > ADDRESS_END - r.old_len)
		return -EFAULT;
	if (r.new_len > ADDRESS_END)
		return -EINVAL;
	if (r.fixed && new_addr < ADDRESS_MIN)
		return -EPERM;
	err = space_remap(space_current(), &r, &addr);
	return err ? err : (long)addr;
}
