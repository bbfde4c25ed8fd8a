/* SPDX-License-Identifier: MIT */
/*
 * mmap(2): the tests stand in the order of Linux (mm/mmap.c), so that two errors at once give
 * the same one.
 */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

LINK_WITH(memory_report);

#define DEVICE_ZERO (DEVICE_MEMORY << 8 | 5)

/* Do the seals of (f) forbid the mapping? They may forbid that it is made writable later. */
static bool seals_refuse(struct map_request *r, struct file *f)
{
	int seals = 0;

	if (r->shared && f->inode && f->inode->ops->seal)
		seals = f->inode->ops->seal(f->inode, 0);
	if (seals < 0 || !((unsigned)seals & (SEAL_WRITE | SEAL_FUTURE_WRITE)))
		return false;
	if (r->prot & MMU_WRITE)
		return true;
	r->prot_max &= (uint8_t)~MMU_WRITE;
	return false;
}

/* The pages of (f), referenced. */
static int prepare_file(struct map_request *r, struct file *f, int flags)
{
	r->shared = (flags & MAP_TYPE) != MAP_PRIVATE;
	if (flags & MAP_HUGETLB)
		return -EINVAL;
	if ((flags & MAP_TYPE) == MAP_SHARED_VALIDATE && flags & MAP_SYNC)
		return -EOPNOTSUPP;
	if (r->shared && !(f->can & FILE_WRITE))
		r->prot_max = MMU_READ | MMU_EXEC;
	if (!(f->can & FILE_READ) || r->prot & ~r->prot_max)
		return -EACCES;
	/* /dev/zero is the old way to say MAP_ANONYMOUS. */
	if (f->inode && inode_is(f->inode, INODE_CHAR) && f->inode->rdev == DEVICE_ZERO)
		return 0;
	if (seals_refuse(r, f))
		return -EPERM;
	return file_mem_object(f, &r->object);
}

static int prepare_anonymous(struct map_request *r, int flags)
{
	r->shared = (flags & MAP_TYPE) == MAP_SHARED;
	return flags & MAP_HUGETLB ? -ENOMEM : 0;
}

/* Where, and how much. */
static int check_range(struct map_request *r, int flags)
{
	if (!r->len)
		return -EINVAL;
	r->len = ROUND_UP(r->len, PAGE_SIZE);
	if (!r->len || r->len > ADDRESS_END)
		return -ENOMEM;
	r->exclusive = flags & MAP_FIXED_NOREPLACE;
	r->fixed = flags & MAP_FIXED && !r->exclusive;
	if (!r->fixed && !r->exclusive) {
		r->addr = ROUND_DOWN(r->addr, PAGE_SIZE);
		return 0;
	}
	if (r->addr > ADDRESS_END - r->len)
		return -ENOMEM;
	if (!is_page_aligned(r->addr))
		return -EINVAL;
	return r->addr < ADDRESS_MIN ? -EPERM : 0;
}

static int check_type(int flags)
{
	int type = flags & MAP_TYPE;

	if (type == MAP_SHARED || type == MAP_PRIVATE)
		return 0;
	return type == MAP_SHARED_VALIDATE && !(flags & MAP_ANONYMOUS) ? 0 : -EINVAL;
}

static int prepare(struct map_request *r, struct file *f, int flags, int64_t offset)
{
	int err = check_range(r, flags);

	if (!err && f && (uint64_t)offset > INT64_MAX - r->len)
		err = -EOVERFLOW;
	if (!err)
		err = check_type(flags);
	if (err)
		return err;
	return f ? prepare_file(r, f, flags) : prepare_anonymous(r, flags);
}

/* Bring the pages now, as far as they are to be had; that they are not is no error. */
static void populate(const struct map_request *r, uintptr_t addr)
{
	if (r->prot & MMU_WRITE && !r->shared)
		(void)!user_reach_write((void *)addr, r->len);
	else if (r->prot)
		(void)!user_reach_read((void *)addr, r->len);
}

long sys_mmap(uintptr_t addr, size_t len, int prot, int flags, int fd, int64_t offset)
{
	struct map_request r = {
		.addr = addr,
		.len = len,
		.index = (uint64_t)offset >> PAGE_SHIFT,
		.prot = prot_of(prot),
		.prot_max = MMU_READ | MMU_WRITE | MMU_EXEC,
		.low = flags & MAP_32BIT,
		.uncounted = flags & MAP_NORESERVE,
	};
	struct file *f = NULL;
	int err;

	if (!is_page_aligned((uint64_t)offset))
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		f = fd_get(fd, FILE_IO);
		if (!f)
			return -EBADF;
	}
	err = prepare(&r, f, flags, offset);
	if (f)
		file_put(f);
	if (err)
		return err;
	err = space_map(space_current(), &r, &addr);
	if (!err && flags & (MAP_POPULATE | MAP_LOCKED))
		populate(&r, addr);
	if (r.object)
		r.object->ops->put(r.object);
	if (err == -EACCES)
		unsupported_once("mmap",
				 "protection 0x%x: only an image with jit: true may execute it",
				 (unsigned)prot);
	return err ? err : (long)addr;
}
