/* SPDX-License-Identifier: MIT */
/*
 * Seals: promises about a file that its holders can rely on, because none goes away again.
 */
#include "base/errno.h"
#include "fs/ramfs_int.h"

#define SEALS_ALL (SEAL_SEAL | SEAL_SHRINK | SEAL_GROW | SEAL_WRITE | SEAL_FUTURE_WRITE | SEAL_EXEC)

/* Is a part of (i) mapped where it may be written? */
static bool seal_is_mapped(struct ramfs_inode *i)
{
	struct mapping_info info;
	bool mapped = false;

	for (uintptr_t va = 0; !mapped && space_next(space_current(), va, &info); va = info.end) {
		mapped = info.object == &i->file.object && info.shared && info.writable;
		if (info.object)
			info.object->ops->put(info.object);
	}
	return mapped;
}

int ramfs_seal(struct inode *file, unsigned add)
{
	struct ramfs_inode *i = ramfs_of(file);
	int r;

	if (!inode_is(file, INODE_FILE))
		return -EINVAL;
	mutex_lock(&file->lock);
	if (add & ~SEALS_ALL)
		r = -EINVAL;
	else if (add && i->file.seals & SEAL_SEAL)
		r = -EPERM;
	else if (add & SEAL_WRITE & ~i->file.seals && seal_is_mapped(i))
		r = -EBUSY;
	else
		r = (int)(i->file.seals |= add);
	mutex_unlock(&file->lock);
	return r;
}
