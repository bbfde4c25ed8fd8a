/* SPDX-License-Identifier: MIT */
/*
 * mlock(2) and its kin: nothing is ever swapped out, so what is mapped only has to be brought. The
 * application may lock as much as it likes, as root may on Linux.
 */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"

#define MLOCK_ONFAULT 1u

#define MCL_CURRENT 1
#define MCL_FUTURE  2
#define MCL_ONFAULT 4

static int check(uintptr_t addr, size_t len)
{
	uintptr_t start = ROUND_DOWN(addr, PAGE_SIZE);

	len = ROUND_UP(len + (addr - start), PAGE_SIZE);
	if (start + len < start)
		return -EINVAL;
	return space_check(space_current(), start, len);
}

static int lock(uintptr_t addr, size_t len)
{
	int err = check(addr, len);

	if (!err && user_reach_read((const void *)addr, len))
		err = -ENOMEM;
	return err;
}

int sys_mlock(uintptr_t addr, size_t len)
{
	return lock(addr, len);
}

int sys_mlock2(uintptr_t addr, size_t len, unsigned flags)
{
	return flags & ~MLOCK_ONFAULT ? -EINVAL : flags ? check(addr, len) : lock(addr, len);
}

int sys_munlock(uintptr_t addr, size_t len)
{
	return check(addr, len);
}

int sys_mlockall(int flags)
{
	if (!flags || flags == MCL_ONFAULT || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		return -EINVAL;
	return 0;
}

int sys_munlockall(void)
{
	return 0;
}
