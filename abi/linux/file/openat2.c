/* SPDX-License-Identifier: MIT */
/* openat2(2): openat that knows all its flags, with limits of the walk. */
#include "abi/linux/file/open.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "base/errno.h"

#define RESOLVE_ALL \
	(PATH_NO_XDEV | PATH_NO_MAGICLINKS | PATH_NO_SYMLINKS | PATH_BENEATH | PATH_IN_ROOT)
#define RESOLVE_CACHED 32u

/* What Linux refuses: unknown bits, a mode without a new file, contradictions. */
static int how_check(const struct linux_open_how *h)
{
	bool makes = h->flags & FILE_O_CREAT || (h->flags & FILE_O_TMPFILE) == FILE_O_TMPFILE;

	if (h->flags & ~(uint64_t)OPEN_FLAGS ||
	    h->resolve & ~(uint64_t)(RESOLVE_ALL | RESOLVE_CACHED))
		return -EINVAL;
	if ((h->resolve & (PATH_BENEATH | PATH_IN_ROOT)) == (PATH_BENEATH | PATH_IN_ROOT))
		return -EINVAL;
	if (makes ? h->mode & ~07777ul : h->mode)
		return -EINVAL;
	if (h->flags & FILE_O_PATH && h->flags & ~(uint64_t)(FILE_O_DIRECTORY | FILE_O_NOFOLLOW |
							     FILE_O_PATH | FILE_O_CLOEXEC))
		return -EINVAL;
	return h->resolve & RESOLVE_CACHED ? -EAGAIN : 0;
}

int sys_openat2(int dir, const char *path, const struct linux_open_how *from, size_t size)
{
	struct linux_open_how h;
	struct vfs_how how;
	int err;

	if (size < sizeof h)
		return -EINVAL;
	err = user_get_grown(&h, sizeof h, from, size);
	if (!err)
		err = how_check(&h);
	if (err)
		return err;
	how = (struct vfs_how){
		.flags = (unsigned)h.flags | FILE_O_LARGEFILE,
		.mode = (unsigned)h.mode,
		.resolve = (unsigned)h.resolve,
	};
	return open_descriptor(dir, path, &how);
}
