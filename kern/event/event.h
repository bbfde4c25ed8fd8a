/* SPDX-License-Identifier: MIT */
/*
 * Files that are no files: counters of events, and sets of files that are waited for.
 */
#ifndef KERN_EVENT_EVENT_H
#define KERN_EVENT_EVENT_H

#include "kern/vfs/file.h"

/*
 * An event counter, eventfd(2), that begins at (count); with (one) a read takes one off, else all.
 * Owns:    the caller, until file_put(), as for all that this folder makes.
 * Errors:  -ENOMEM, -ENFILE.
 */
must_use int eventfd_create(uint64_t count, bool one, unsigned flags, struct file **out);

/* What fstat() tells of all these files. */
int event_stat(struct file *f, struct file_stat *st);

#endif
