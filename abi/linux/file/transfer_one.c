/* SPDX-License-Identifier: MIT */
/* Reads and writes of one buffer, where there are other threads, or errors. */
#include "abi/linux/file/transfer.h"

/* One attempt, which moves something or fails. */
static always_inline ssize_t transfer_once(int fd, void *buf, size_t n, unsigned way,
					   const int64_t *pos)
{
	struct file *f;
	struct io io;
	int why = 0;
	ssize_t r;

	spin_lock_here(&fd_table.lock);
	f = fd_peek(fd, way);
	if (likely(f))
		file_get(f);
	spin_unlock_here(&fd_table.lock);
	if (unlikely(!f))
		return -EBADF;
	io_init(&io, buf, MIN(n, IO_MAX));
	r = user_ok(buf, n) ? file_move_why(f, &io, way, pos, &why) : -EFAULT;
	file_put(f);
	if (unlikely(why) && r > 0 && LINKED(signal_moved))
		return signal_moved(r, why);
	return r;
}

ssize_t file_transfer_failed(int fd, void *buf, size_t n, unsigned way, const int64_t *pos, int err)
{
	ssize_t r = err;

	while (r < 0 && LINKED(signal_file_failed)) {
		r = signal_file_failed((int)r);
		if (r != SIGNAL_CALL_AGAIN)
			break;
		r = transfer_once(fd, buf, n, way, pos);
	}
	return r;
}

ssize_t file_transfer_shared(int fd, void *buf, size_t n, unsigned way, const int64_t *pos)
{
	ssize_t r = transfer_once(fd, buf, n, way, pos);

	return likely(r >= 0) ? r : file_transfer_failed(fd, buf, n, way, pos, (int)r);
}
