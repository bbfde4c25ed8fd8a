/* SPDX-License-Identifier: MIT */
/*
 * Open files: what a descriptor refers to.
 *
 * A struct file is one open(): a table of operations, flags, a position. Descriptors
 * (kern/vfs/fd.h) and calls in flight hold references; the last one to go releases it. An entry of
 * the table that few images need is a WEAK reference, linked by the code that calls it (LINK_WITH);
 * a NULL entry means that this kind of file cannot do it.
 *
 * Locks: file.lock, then inode.lock (kern/vfs/inode.h). The order of all locks: docs/locking.md.
 */
#ifndef KERN_VFS_FILE_H
#define KERN_VFS_FILE_H

#include "base/string.h"
#include "base/types.h"
#include "kern/sched/mutex.h"

struct epoll_item;
struct file;
struct inode;
struct io;
struct mem_object;
struct mount;
struct wait_queue;

/* Flags of open(), as Linux numbers them on x86-64. */
#define FILE_O_RDONLY    0u
#define FILE_O_WRONLY    1u
#define FILE_O_RDWR      2u
#define FILE_O_ACCMODE   3u
#define FILE_O_CREAT     0x40u
#define FILE_O_EXCL      0x80u
#define FILE_O_NOCTTY    0x100u
#define FILE_O_TRUNC     0x200u
#define FILE_O_APPEND    0x400u
#define FILE_O_NONBLOCK  0x800u
#define FILE_O_DSYNC     0x1000u
#define FILE_O_ASYNC     0x2000u
#define FILE_O_DIRECT    0x4000u
#define FILE_O_LARGEFILE 0x8000u
#define FILE_O_DIRECTORY 0x10000u
#define FILE_O_NOFOLLOW  0x20000u
#define FILE_O_NOATIME   0x40000u
#define FILE_O_CLOEXEC   0x80000u
#define FILE_O_SYNC      0x101000u
#define FILE_O_PATH      0x200000u
#define FILE_O_TMPFILE   0x410000u

/* What may be done with an open file: struct file's (can), and what fd_get() is asked for. */
#define FILE_ANY   0u /* nothing: an O_PATH file will do */
#define FILE_READ  1u
#define FILE_WRITE 2u
#define FILE_IO    4u /* it is really open: not O_PATH */
#define FILE_SEEK  8u /* it has a position */

/* Events of poll(), as Linux numbers them. */
#define FILE_POLL_IN   0x001u
#define FILE_POLL_PRI  0x002u
#define FILE_POLL_OUT  0x004u
#define FILE_POLL_ERR  0x008u
#define FILE_POLL_HUP  0x010u
#define FILE_POLL_NVAL 0x020u

/* The same by other names: of FILE_POLL_IN, FILE_POLL_OUT, and of none here. */
#define FILE_POLL_RDNORM 0x040u
#define FILE_POLL_WRNORM 0x100u
#define FILE_POLL_WRBAND 0x200u

/* Queues that one file is waited for in: [0] is for what can be read, and whatever has no other. */
#define FILE_QUEUES 2

/* What stat() tells: each file system converts to this, abi/linux from it. */
struct file_stat {
	uint64_t dev;
	uint64_t ino;
	uint64_t rdev;
	uint64_t blocks; /* of 512 bytes */
	int64_t size;
	int64_t atime; /* nanoseconds since 1970, as are the next two */
	int64_t mtime;
	int64_t ctime;
	uint32_t nlink;
	uint32_t mode; /* kind and permissions, as Linux has them */
	uint32_t uid;
	uint32_t gid;
};

/*
 * What a transfer answers for -EPIPE when no signal is to go with it, and for -EINTR when the call
 * is not to be made again, whatever handlers say. No errors that a program sees.
 */
#define FILE_EPIPE_QUIET 513
#define FILE_EINTR_ONCE  514

struct file_ops {
	/*
	 * Move bytes between (io) and the file, at (*pos), or at and behind the file's own position
	 * when (pos) is NULL. What was moved is taken off (io). Errors: those of the rest,
	 * which the caller is told when nothing was moved. Context: thread; may sleep.
	 */
	int (*read)(struct file *f, struct io *io, const int64_t *pos);
	int (*write)(struct file *f, struct io *io, const int64_t *pos);

	/* A command of ioctl(). Errors: -ENOTTY for one that this file does not know. */
	int (*ioctl)(struct file *f, unsigned cmd, uintptr_t arg);

	/* For files without an inode. */
	int (*stat)(struct file *f, struct file_stat *st);

	/*
	 * The events that are there now; and in (queues), FILE_QUEUES of them, the queues that are
	 * woken when that changes: queues[0], and queues[1] where room to write is told apart;
	 * errors and hang-ups wake both. What it has not it leaves. NULL: always ready, and not for
	 * epoll.
	 */
	unsigned (*poll)(struct file *f, struct wait_queue **queues);

	/*
	 * The next data, or hole, from (offset) on, which is in the file; its inode is locked.
	 * Errors: -ENXIO.
	 */
	int64_t (*extent)(struct file *f, int64_t offset, bool data);

	/* The file's pages, for mmap(): see file_mem_object(). */
	int (*mem_object)(struct file *f, struct mem_object **o);

	/* The last reference went. */
	void (*release)(struct file *f);
};

struct file {
	const struct file_ops *ops; /* constant, as is the next group */
	struct inode *inode;        /* referenced; NULL for files that have no name */
	struct mount *mount;        /* referenced: where it was found; NULL without an inode */
	void *data;                 /* the kind's own */
	uint32_t can;               /* FILE_READ ... */

	uint32_t refs;               /* atomic */
	struct epoll_item *watchers; /* of the sets that it is in: kern/event/epoll_change.c */

	uint32_t flags; /* FILE_O_*: access mode and status; read and stored whole */

	struct mutex lock; /* guards: */
	int64_t pos;
};

/*
 * FILE_READ and FILE_WRITE as the access mode of (flags) gives them: 3, which is none of the three
 * modes, neither.
 */
static inline uint32_t file_can(unsigned flags)
{
	return ((flags & FILE_O_ACCMODE) + 1) & (FILE_READ | FILE_WRITE);
}

static inline void file_get(struct file *f)
{
	__atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);
}

/* Drop a reference; the last one releases (f). Context: thread, no spin lock held. */
void file_put(struct file *f);

/*
 * Make an open file of (ops) with one reference and no inode; (flags) give (can) for reading and
 * writing.
 * Owns:    the caller, until file_put().
 * Errors:  -ENFILE when there is no memory for it, as Linux says.
 */
must_use int file_create(const struct file_ops *ops, unsigned flags, struct file **out);

/*
 * Free what file_create() made; only file_put() calls it. WEAK there: descriptors 0 to 2 are
 * static.
 */
void file_destroy(struct file *f);

/*
 * Free what is kept of a file that was closed, for the next that is opened: it may hold a page of
 * the heap for itself alone, which was made when many files were open. Context: any.
 */
void file_give_back(void);

/* Take (f), which goes, out of the sets that it is in. WEAK where it is called: kern/event. */
void file_unwatch(struct file *f);

/* The events of (f) that are there now, by all names, and its queues: see file_ops.poll. */
static inline unsigned file_events(struct file *f, struct wait_queue **queues)
{
	unsigned events = FILE_POLL_IN | FILE_POLL_OUT;

	if (f->ops->poll)
		events = f->ops->poll(f, queues);
	if (events & FILE_POLL_IN)
		events |= FILE_POLL_RDNORM;
	if (events & FILE_POLL_OUT)
		events |= FILE_POLL_WRNORM;
	return events;
}

/* Fill (st) for any kind of file. Errors: -EBADF never; those of the kind. */
must_use int file_stat(struct file *f, struct file_stat *st);

/*
 * Get the pages of (f) for mmap() and store them, referenced, in (*o).
 * Errors:  -ENODEV when it has none; -ENOMEM.
 */
must_use int file_mem_object(struct file *f, struct mem_object **o);

/* Make descriptors 0, 1 and 2 what console_info says. Boot. */
void files_init(void);

/* --- Transfers: where the bytes of one read or write are in memory --- */

/* Laid out as struct iovec. */
struct io_vec {
	void *base;
	size_t len;
};

struct io {
	char *at;                  /* the next byte */
	size_t run;                /* bytes from there on in one piece */
	const struct io_vec *next; /* the pieces behind it, which hold what (left) says at least */
	size_t left;               /* bytes to go */
	uint32_t lost;             /* bytes that were to go when the application's memory ended */
	uint32_t ours;             /* the memory is the library OS's: all of it is there */
};

/* (n) bytes of the application at (p), all in one piece. */
static always_inline void io_init(struct io *io, void *p, size_t n)
{
	io->at = p;
	io->run = n;
	io->left = n;
	io->lost = 0;
	io->ours = false;
}

/* The same of the library OS. */
static inline void io_init_ours(struct io *io, void *p, size_t n)
{
	io_init(io, p, n);
	io->ours = true;
}

/* The most bytes that one call moves, as in Linux (MAX_RW_COUNT). */
#define IO_MAX 0x7ffff000ul

/*
 * The next contiguous bytes of (io): their address in (*p). Returns how many, 0 at the end. The
 * vectors are in the application's memory, and need not be what they were when the call began: so
 * this is for who looks at each address itself, and uses nothing else of (io).
 */
static always_inline size_t io_run(struct io *io, char **p)
{
	if (!io->left)
		return 0;
	while (!io->run) {
		io->at = io->next->base;
		io->run = io->next++->len;
	}
	*p = io->at;
	return MIN(io->run, io->left);
}

/* The same for others: addresses that an application can have, else the transfer is at its end. */
size_t io_next(struct io *io, char **p);

/* Take (n) bytes, no more than io_run() said, off (io). */
static inline void io_advance(struct io *io, size_t n)
{
	io->at += n;
	io->run -= n;
	io->left -= n;
}

/*
 * As io_next(), at most (max) bytes that were found to be there: to be read (in: a write of the
 * application), or written. Each page of them was touched, so (max) is what will be used. Where
 * they are not there, 0, and the transfer is at its end: nothing is left.
 */
size_t io_run_in(struct io *io, size_t max, char **p);
size_t io_run_out(struct io *io, size_t max, char **p);

/*
 * Move (n) bytes between (io), which has that many, and (p). Returns how many were moved: fewer
 * where the application's memory is not to be had, and then nothing is left.
 */
size_t io_copy_in(struct io *io, void *p, size_t n);        /* from the application: write */
size_t io_copy_out(struct io *io, const void *p, size_t n); /* to the application: read */
size_t io_zero(struct io *io, size_t n);

/*
 * Read (n) bytes of (f) to (p), which is the library OS's, or write them (way: FILE_WRITE),
 * at (*pos) or at its own position when that is NULL. Returns how many were moved.
 * Errors:  -EINVAL, those of the file, when nothing was. Context: thread.
 */
must_use ssize_t file_move_part(struct file *f, char *p, size_t n, const int64_t *pos,
				unsigned way);

#endif
