/* SPDX-License-Identifier: MIT */
/* getdents64(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

struct dents {
	char *at;
	char *end;
	bool full;  /* an entry did not fit */
	bool fault; /* or the memory for it is not to be had */
};

/* folder_emit: one more entry, aligned to 8 bytes. */
static bool dents_add(void *arg, struct name name, uint64_t ino, uint32_t mode, uint64_t next)
{
	struct linux_dirent64 *d;
	struct dents *to = arg;
	size_t size = ROUND_UP(offsetof(struct linux_dirent64, d_name) + name.len + 1, 8ul);

	if (size > (size_t)(to->end - to->at)) {
		to->full = true;
		return false;
	}
	if (!user_writable(to->at, size)) {
		to->fault = true;
		return false;
	}
	memset(to->at, 0, size);
	d = (struct linux_dirent64 *)to->at;
	d->d_ino = ino;
	d->d_off = (int64_t)next;
	d->d_reclen = (uint16_t)size;
	d->d_type = (uint8_t)(mode >> 12 & 15);
	memcpy(d->d_name, name.s, name.len);
	to->at += size;
	return true;
}

ssize_t sys_getdents64(int fd, void *buf, unsigned n)
{
	struct file *f = fd_get(fd, FILE_IO);
	struct dents to = { buf, (char *)buf + n, false, false };
	ssize_t err;

	if (!f)
		return -EBADF;
	err = vfs_list(f, dents_add, &to);
	file_put(f);
	if (err)
		return err;
	if (to.at == (char *)buf && (to.full || to.fault))
		return to.full ? -EINVAL : -EFAULT;
	return to.at - (char *)buf;
}
