/* SPDX-License-Identifier: MIT */
/*
 * Descriptors: small numbers for open files. One table serves the image.
 *
 * The first FD_STATIC descriptors need no memory; the table grows by heap where a higher number is
 * asked for. A slot is a reference to its file.
 */
#ifndef KERN_VFS_FD_H
#define KERN_VFS_FD_H

#include "base/types.h"
#include "kern/sched/lock.h"
#include "kern/sched/thread.h"
#include "kern/vfs/file.h"

#define FD_STATIC 64
#define FD_MAX    (1 << 16) /* the most that fd_limit can be */

/*
 * The file behind (fd) with a reference for the caller, if it can do all that (need) says
 * (FILE_READ ...); NULL, which means -EBADF, when not. Context: thread.
 */
must_use struct file *fd_get(int fd, unsigned need);

/*
 * Give the lowest free descriptor >= (min) to (f), whose reference it takes over on success.
 * Errors: -EMFILE when fd_limit is reached, -EINVAL when (min) is not below it; -EMFILE, too,
 *          without memory, as Linux says.
 */
must_use int fd_install(struct file *f, int min, bool cloexec);

/* As fd_install() from 0 on, for a new file, which goes when there is no room. Errors: -EMFILE. */
must_use int fd_install_new(struct file *f, bool cloexec);

/* Is a descriptor left? What makes a file on the way to one asks first. */
bool fd_is_left(void);

/*
 * Make (fd) refer to (f), closing what it was; takes over the reference on success.
 * Errors:  -EBADF when (fd) is negative or not below fd_limit, -EMFILE without memory.
 */
must_use int fd_replace(int fd, struct file *f, bool cloexec);

/* Free (fd) and drop its reference. Errors: -EBADF. */
must_use int fd_close(int fd);

/* The close-on-exec bit: nothing here executes, but it is kept as it was set. Errors: -EBADF. */
must_use int fd_get_cloexec(int fd);
must_use int fd_set_cloexec(int fd, bool on);

/* One above the highest descriptor that may be handed out: RLIMIT_NOFILE. */
extern unsigned fd_limit;

/* --- for kern/vfs only --- */

/* A slot: the address of a struct file, and FD_CLOEXEC in its lowest bit. */
#define FD_CLOEXEC_BIT 1ul

struct fd_table {
	struct spinlock lock; /* guards: */
	unsigned size;
	int taken;        /* all descriptors below it are, and perhaps more */
	uintptr_t *slots; /* (first), or a block of the heap */
	uintptr_t first[FD_STATIC];
};
extern struct fd_table fd_table;

static inline struct file *fd_slot_file(uintptr_t slot)
{
	return (struct file *)(slot & ~FD_CLOEXEC_BIT);
}

/* Descriptors there are below this one alone, whatever fd_limit is by now. Context: any. */
static inline unsigned fd_end(void)
{
	return __atomic_load_n(&fd_table.size, __ATOMIC_RELAXED);
}

/* The slot of (fd), or NULL where the table has none. */
static inline uintptr_t *fd_slot(int fd) REQUIRES(&fd_table.lock)
{
	return (unsigned)fd < fd_table.size ? &fd_table.slots[fd] : NULL;
}

/* The file in the slot of (fd), if it can do all of (need), or NULL. */
static inline struct file *fd_peek(int fd, unsigned need) REQUIRES(&fd_table.lock)
{
	struct file *f;

	if ((unsigned)fd >= fd_table.size)
		return NULL;
	f = fd_slot_file(fd_table.slots[fd]);
	return f && (f->can & need) == need ? f : NULL;
}

/* Make the table hold (fd), by doubling. Errors: -EMFILE. */
must_use int fd_reserve(int fd);

/*
 * As fd_get() without a reference, for the length of one call of the only thread: !threads_many.
 * Nobody can close the file meanwhile, and who alone could make another thread is in that call.
 */
static always_inline must_use struct file *fd_borrow(int fd, unsigned need) NO_LOCK_CHECK
{
	return fd_peek(fd, need);
}

/*
 * The one or the other: fd_get() where there may be many threads, which (*held) then says to
 * fd_let_go().
 */
static always_inline must_use struct file *fd_hold(int fd, unsigned need, bool *held)
{
	*held = threads_many;
	return unlikely(*held) ? fd_get(fd, need) : fd_borrow(fd, need);
}

static always_inline void fd_let_go(struct file *f, bool held)
{
	if (unlikely(held))
		file_put(f);
}

/* (f) is no longer in the slot that it was in: drop the slot's reference. */
void fd_drop(struct file *f);

/*
 * A descriptor that referred to (f) was closed: drop the locks of the process on it. WEAK where it
 * is called.
 */
void file_locks_closed(struct file *f);

#endif
