/* SPDX-License-Identifier: MIT */
/* sendfile(2) */
#include "abi/linux/file/copy.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

LINK_WITH(console_file_read);

static ssize_t sendfile(struct file *out, struct file *in, int64_t *offset, size_t n)
{
	int64_t pos;
	ssize_t r;
	int err;

	if (!(in->can & FILE_SEEK))
		return offset ? -ESPIPE : -EINVAL;
	err = file_copy_begin(in, offset, &pos);
	if (err)
		return err;
	if (pos < 0 || (ssize_t)n < 0 || inode_is(in->inode, INODE_FOLDER) ||
	    (out->flags & FILE_O_APPEND))
		return -EINVAL;
	r = file_copy(in, &pos, out, NULL, n);
	err = r > 0 ? file_copy_end(in, offset, pos) : 0;
	return err ? err : r;
}

static ssize_t sendfile_once(int out_fd, int in_fd, int64_t *offset, size_t n)
{
	struct file *in, *out;
	ssize_t r = -EBADF;

	in = fd_get(in_fd, FILE_READ);
	out = fd_get(out_fd, FILE_WRITE);
	if (in && out)
		r = sendfile(out, in, offset, n);
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return signal_call_ends(r);
}

ssize_t sys_sendfile(int out_fd, int in_fd, int64_t *offset, size_t n)
{
	ssize_t r;

	if (offset && !user_writable(offset, sizeof *offset))
		return -EFAULT;
	do {
		r = sendfile_once(out_fd, in_fd, offset, n);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
