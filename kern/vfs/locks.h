/* SPDX-License-Identifier: MIT */
/*
 * Advisory locks on files: byte ranges of fcntl() and whole files of flock().
 *
 * A lock has an owner: the process (F_SETLK), an open file (F_OFD_SETLK), or an open file again but
 * in the world of flock(), whose locks never meet the others. There is one process, so its own
 * locks never conflict; those of open files can.
 */
#ifndef KERN_VFS_LOCKS_H
#define KERN_VFS_LOCKS_H

#include "kern/vfs/file.h"

enum file_lock_kind {
	FILE_LOCK_READ,
	FILE_LOCK_WRITE,
	FILE_LOCK_NONE, /* set: unlock; test: nothing is in the way */
};

struct file_lock {
	enum file_lock_kind kind;
	bool whole;            /* of flock() */
	const struct file *by; /* an open file, or NULL: the process */
	/* bytes, both inclusive; last is INT64_MAX: to the end, wherever that will be */
	int64_t first;
	int64_t last;
};

/*
 * Set, change or drop the lock of its owner on its range; with (wait), sleep while others are in
 * the way.
 * Errors:  -EAGAIN when they are, -EINTR, -ENOLCK without memory, -EDEADLK never.
 */
must_use int file_lock_set(struct file *f, const struct file_lock *l, bool wait);

/*
 * Find a lock that stands in the way of (*l) and store it there; its kind is FILE_LOCK_NONE when
 * there is none.
 */
void file_lock_test(struct file *f, struct file_lock *l);

/* The last reference to (f) goes: drop what it owns. WEAK where it is called. */
void file_locks_released(struct file *f);

#endif
