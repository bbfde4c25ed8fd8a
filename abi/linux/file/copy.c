/* SPDX-License-Identifier: MIT */
/*
 * Copying from file to file, by a page on the stack.
 */
#include "abi/linux/file/copy.h"

#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/thread.h"
#include "kern/vfs/inode.h"

/* A pipe that is full ends it, once something was moved: as with splice(). */
static bool has_room(struct file *out)
{
	struct wait_queue *queues[FILE_QUEUES];

	return file_events(out, queues) & FILE_POLL_OUT;
}

/* A device has no end. Whoever is to end is not kept by what it may be asked to copy. */
static bool goes_on(const struct file *in)
{
	return (in->inode && inode_is(in->inode, INODE_FILE)) ||
	       !thread_interrupted(thread_current());
}

ssize_t file_copy(struct file *in, int64_t *in_pos, struct file *out, int64_t *out_pos, size_t n)
{
	char page[PAGE_SIZE];
	ssize_t got = 0, put = 0;
	size_t done = 0;

	n = MIN(n, IO_MAX);
	while (done < n && put == got && (!done || (has_room(out) && goes_on(in)))) {
		got = file_move_part(in, page, MIN(n - done, sizeof page), in_pos, FILE_READ);
		put = got > 0 ? file_move_part(out, page, (size_t)got, out_pos, FILE_WRITE) : got;
		if (put <= 0)
			break;
		done += (size_t)put;
		*in_pos += put;
		if (out_pos)
			*out_pos += put;
	}
	return done ? (ssize_t)done : put;
}

int file_copy_begin(struct file *f, const int64_t *offset, int64_t *pos)
{
	if (offset)
		return user_get(pos, offset, sizeof *pos);
	mutex_lock(&f->lock);
	*pos = f->pos;
	mutex_unlock(&f->lock);
	return 0;
}

int file_copy_end(struct file *f, int64_t *offset, int64_t pos)
{
	if (offset)
		return user_put(offset, &pos, sizeof pos);
	mutex_lock(&f->lock);
	f->pos = pos;
	mutex_unlock(&f->lock);
	return 0;
}
