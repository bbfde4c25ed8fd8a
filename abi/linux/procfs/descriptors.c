/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/fd and fdinfo: open files by their descriptors, and links that lead to them.
 */
#include "abi/linux/procfs/procfs.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/path.h"

int proc_next_fd(unsigned from)
{
	unsigned size = fd_end();
	const uintptr_t *slot;
	int found = -1;

	spin_lock(&fd_table.lock);
	for (; found < 0 && from < size && (slot = fd_slot((int)from)) != NULL; from++) {
		if (*slot)
			found = (int)from;
	}
	spin_unlock(&fd_table.lock);
	return found;
}

int proc_put_path(struct text *t, struct place p)
{
	char *buf = text_reserve(t, PATH_LEN_MAX), *path;
	unsigned state;
	int n;

	if (!buf)
		return -ENOMEM;
	n = path_text(p, buf, PATH_LEN_MAX, &path, &state);
	if (n < 0)
		return n;
	memmove(buf, path, (size_t)n);
	t->len += (size_t)n;
	if (state & PATH_REMOVED)
		text_addf(t, " (deleted)");
	return 0;
}

/* Devices that files without a name are, with names that lead to the same. */
static const char *fd_device(const struct file_stat *st)
{
	if ((st->mode & INODE_KIND) != INODE_CHAR)
		return NULL;
	return st->rdev >> 8 == DEVICE_TTY ? "/dev/console" : "/dev/null";
}

/* What Linux calls a file that has no name. */
static int fd_put_nameless(struct text *t, struct file *f)
{
	struct file_stat st;
	const char *device;
	int err = file_stat(f, &st);

	if (err)
		return err;
	device = fd_device(&st);
	switch (st.mode & INODE_KIND) {
	case INODE_FIFO:
		text_addf(t, "pipe:[%lu]", st.ino);
		break;
	case INODE_SOCKET:
		text_addf(t, "socket:[%lu]", st.ino);
		break;
	default:
		text_addf(t, "%s", device ? device : "anon_inode:[unknown]");
	}
	return 0;
}

int proc_fd(struct text *t, const struct made_at *at)
{
	struct file *f = fd_get((int)at->n[1], FILE_ANY);
	int err;

	if (!f)
		return -ENOENT;
	err = f->mount ? proc_put_path(t, (struct place){ f->mount, f->inode })
		       : fd_put_nameless(t, f);
	file_put(f);
	return err;
}

int proc_follow_fd(const struct made_at *at, struct place *to)
{
	struct file *f = fd_get((int)at->n[1], FILE_ANY);
	const char *device = NULL;
	struct file_stat st;
	int err = 0;

	if (!f)
		return -ENOENT;
	if (f->mount)
		*to = place_get((struct place){ f->mount, f->inode });
	else
		err = file_stat(f, &st);
	if (!err && !f->mount) {
		/* the console's streams are the console, also where they are pipes */
		device = st.dev == 1 && st.ino <= 3 ? "/dev/console" : fd_device(&st);
		err = device ? path_find(PATH_CWD, device, PATH_FOLLOW | PATH_OURS, to) : -ENXIO;
	}
	file_put(f);
	return err;
}

int proc_fdinfo(struct text *t, const struct made_at *at)
{
	struct file *f = fd_get((int)at->n[1], FILE_ANY);
	unsigned flags;
	int64_t pos;

	if (!f)
		return -ENOENT;
	flags = __atomic_load_n(&f->flags, __ATOMIC_RELAXED);
	if (fd_get_cloexec((int)at->n[1]) > 0)
		flags |= FILE_O_CLOEXEC;
	pos = __atomic_load_n(&f->pos, __ATOMIC_RELAXED);
	text_addf(t, "pos:\t%ld\nflags:\t0%o\nmnt_id:\t%u\n", pos, flags,
		  f->mount ? f->mount->id : 0);
	if (f->inode)
		text_addf(t, "ino:\t%lu\n", f->inode->ino);
	file_put(f);
	return 0;
}
