/* SPDX-License-Identifier: MIT */
/*
 * madvise(2): advice to forget and to bring is followed, the rest concerns what we do not do
 * (swap, fork, dump).
 */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"
#include "kern/vfs/inode.h"

enum {
	MADV_NORMAL = 0,
	MADV_RANDOM = 1,
	MADV_SEQUENTIAL = 2,
	MADV_WILLNEED = 3,
	MADV_DONTNEED = 4,
	MADV_FREE = 8,
	MADV_REMOVE = 9,
	MADV_DONTFORK = 10,
	MADV_DOFORK = 11,
	MADV_MERGEABLE = 12,
	MADV_UNMERGEABLE = 13,
	MADV_HUGEPAGE = 14,
	MADV_NOHUGEPAGE = 15,
	MADV_DONTDUMP = 16,
	MADV_DODUMP = 17,
	MADV_WIPEONFORK = 18,
	MADV_KEEPONFORK = 19,
	MADV_COLD = 20,
	MADV_PAGEOUT = 21,
	MADV_POPULATE_READ = 22,
	MADV_POPULATE_WRITE = 23,
	MADV_DONTNEED_LOCKED = 24,
};

#define BIT(n) (1u << (n))

#define IGNORED                                                                                \
	(BIT(MADV_NORMAL) | BIT(MADV_RANDOM) | BIT(MADV_SEQUENTIAL) | BIT(MADV_WILLNEED) |     \
	 BIT(MADV_DONTFORK) | BIT(MADV_DOFORK) | BIT(MADV_MERGEABLE) | BIT(MADV_UNMERGEABLE) | \
	 BIT(MADV_DONTDUMP) | BIT(MADV_DODUMP) | BIT(MADV_WIPEONFORK) | BIT(MADV_KEEPONFORK) | \
	 BIT(MADV_COLD) | BIT(MADV_PAGEOUT))

#define FOLLOWED                                                                              \
	(BIT(MADV_DONTNEED) | BIT(MADV_FREE) | BIT(MADV_DONTNEED_LOCKED) | BIT(MADV_REMOVE) | \
	 BIT(MADV_HUGEPAGE) | BIT(MADV_NOHUGEPAGE) | BIT(MADV_POPULATE_READ) |                \
	 BIT(MADV_POPULATE_WRITE))

/* Bring the pages of a range. A part that may not be touched in this way is an error. */
static int populate(uintptr_t addr, size_t len, bool write)
{
	int err = space_check(space_current(), addr, len);

	if (err)
		return err;
	if (write ? user_reach_write((void *)addr, len) : user_reach_read((void *)addr, len))
		return space_has_rights(space_current(), addr, len, write ? MMU_WRITE : MMU_READ)
			       ? -EFAULT
			       : -EINVAL;
	return 0;
}

/* Forget what private memory holds; free it when it is convenient is now. */
static int forget(uintptr_t addr, size_t len, bool only_anonymous)
{
	if (only_anonymous && !space_is_anonymous(space_current(), addr, len))
		return -EINVAL;
	return space_discard(space_current(), addr, len);
}

/* Punch [start, end) of the mapping (info) into what it shares. */
static int remove_part(const struct mapping_info *info, uintptr_t start, uintptr_t end)
{
	struct inode *i;

	if (!info->shared || !info->writable)
		return info->object || info->shared ? -EACCES : -EINVAL;
	if (!info->object)
		return space_forget_shared(space_current(), start, end - start);
	i = info->object->ops->inode(info->object);
	if (!i || !i->ops->allocate)
		return -EOPNOTSUPP;
	return i->ops->allocate(
		i, (int64_t)(info->index << PAGE_SHIFT) + (int64_t)(start - info->start),
		(int64_t)(end - start), ALLOCATE_PUNCH | ALLOCATE_KEEP_SIZE);
}

/* From the lowest mapping up, also over gaps, as Linux does. */
static int remove(uintptr_t addr, size_t len)
{
	uintptr_t end = addr + len;
	struct mapping_info info;
	int err = 0, hole = 0;

	while (!err && addr < end) {
		if (!space_next(space_current(), addr, &info))
			return -ENOMEM;
		hole = info.start > addr ? -ENOMEM : hole;
		addr = MAX(addr, info.start);
		if (addr < end)
			err = remove_part(&info, addr, MIN(end, info.end));
		addr = info.end;
		if (info.object)
			info.object->ops->put(info.object);
	}
	return err ? err : hole;
}

int sys_madvise(uintptr_t addr, size_t len, int advice)
{
	size_t size = ROUND_UP(len, PAGE_SIZE);

	if (advice < 0 || advice > 31 || !((IGNORED | FOLLOWED) & BIT(advice))) {
		unsupported_once("madvise", "advice %d is not there, answering EINVAL", advice);
		return -EINVAL;
	}
	if (!is_page_aligned(addr) || size < len || addr + size < addr)
		return -EINVAL;
	switch (advice) {
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
		return forget(addr, size, advice == MADV_FREE);
	case MADV_HUGEPAGE:
		return space_advise(space_current(), addr, size, MMU_LARGE);
	case MADV_NOHUGEPAGE:
		return space_advise(space_current(), addr, size, MMU_SMALL);
	case MADV_REMOVE:
		return remove(addr, size);
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return populate(addr, size, advice == MADV_POPULATE_WRITE);
	default:
		return space_check(space_current(), addr, size);
	}
}
