/* SPDX-License-Identifier: MIT */
/* copy_file_range(2) */
#include "abi/linux/file/copy.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

static int copy_check(const struct file *in, const struct file *out)
{
	if ((in->inode && inode_is(in->inode, INODE_FOLDER)) ||
	    (out->inode && inode_is(out->inode, INODE_FOLDER)))
		return -EISDIR;
	if (!in->inode || !inode_is(in->inode, INODE_FILE) || !out->inode ||
	    !inode_is(out->inode, INODE_FILE))
		return -EINVAL;
	if (!(in->can & FILE_READ) || !(out->can & FILE_WRITE) || (out->flags & FILE_O_APPEND))
		return -EBADF;
	return 0;
}

/* Do [from, from + n), as far as the file goes, and [to, to + n) overlap in one file? */
static bool copy_overlaps(const struct file *in, int64_t from, const struct file *out, int64_t to,
			  int64_t n)
{
	return in->inode == out->inode && from + n > to && to + n > from;
}

static ssize_t copy(struct file *in, int64_t *in_offset, struct file *out, int64_t *out_offset,
		    size_t n)
{
	int64_t from, to, left;
	ssize_t r;
	int err = copy_check(in, out);

	if (!err)
		err = file_copy_begin(in, in_offset, &from);
	if (!err)
		err = file_copy_begin(out, out_offset, &to);
	if (err)
		return err;
	if ((uint64_t)from + n < n || (uint64_t)to + n < n)
		return -EOVERFLOW;
	if (from < 0 || to < 0 || (ssize_t)n < 0)
		return -EINVAL;
	left = in->inode->size > from ? in->inode->size - from : 0;
	if ((int64_t)n > left)
		n = (size_t)left;
	if (to > INT64_MAX - (int64_t)n)
		return -EFBIG;
	if (copy_overlaps(in, from, out, to, (int64_t)n))
		return -EINVAL;
	r = file_copy(in, &from, out, &to, n);
	if (r <= 0)
		return r;
	err = file_copy_end(in, in_offset, from);
	if (!err)
		err = file_copy_end(out, out_offset, to);
	return err ? err : r;
}

ssize_t sys_copy_file_range(int in_fd, int64_t *in_offset, int out_fd, int64_t *out_offset,
			    size_t n, unsigned flags)
{
	struct file *in = fd_get(in_fd, FILE_IO), *out = fd_get(out_fd, FILE_IO);
	ssize_t r = -EBADF;

	if (in && out)
		r = flags ? -EINVAL : copy(in, in_offset, out, out_offset, n);
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return r;
}
