/* SPDX-License-Identifier: MIT */
/* memfd_create(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

LINK_WITH(ramfs_seal);
LINK_WITH(file_ioctl_any);

enum {
	MFD_CLOEXEC = 1,
	MFD_ALLOW_SEALING = 2,
	MFD_HUGETLB = 4,
	MFD_NOEXEC_SEAL = 8,
	MFD_EXEC = 16,
};

#define NAME_MAX 249 /* what NAME_LEN_MAX leaves behind "memfd:" */

int sys_memfd_create(const char *name, unsigned flags)
{
	char label[NAME_LEN_MAX] = "memfd:";
	ssize_t len;
	struct file *f;
	int err;

	if (flags & MFD_HUGETLB)
		unsupported_once("memfd_create", "there are no huge pages");
	if ((flags & ~(unsigned)(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC)) ||
	    (flags & (MFD_NOEXEC_SEAL | MFD_EXEC)) == (MFD_NOEXEC_SEAL | MFD_EXEC))
		return -EINVAL;
	len = user_strnlen(name, NAME_MAX + 1);
	if (len < 0)
		return (int)len;
	if (len > NAME_MAX)
		return -EINVAL;
	memcpy(label + 6, name, (size_t)len);
	err = vfs_open_memory((struct name){ label, 6 + (unsigned)len },
			      flags & (MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL), &f);
	if (err)
		return err;
	if (flags & MFD_NOEXEC_SEAL) {
		f->inode->mode &= ~0111u;
		err = f->inode->ops->seal(f->inode, SEAL_EXEC);
	}
	if (err >= 0)
		err = fd_install(f, 0, flags & MFD_CLOEXEC);
	if (err < 0)
		file_put(f);
	return err;
}
