/* SPDX-License-Identifier: MIT */
/* Watching files, inotify(7): a read tells what was done to them. */
#ifndef KERN_EVENT_INOTIFY_H
#define KERN_EVENT_INOTIFY_H

#include "kern/event/event.h"
#include "kern/vfs/mount.h"

/* In a watch's mask beside NOTIFY_* (kern/vfs/notify.h), as Linux numbers them. */
#define INOTIFY_ALL         0xfffu
#define INOTIFY_Q_OVERFLOW  0x4000u
#define INOTIFY_IGNORED     0x8000u
#define INOTIFY_ONLYDIR     0x01000000u
#define INOTIFY_DONT_FOLLOW 0x02000000u
#define INOTIFY_EXCL_UNLINK 0x04000000u
#define INOTIFY_MASK_CREATE 0x10000000u
#define INOTIFY_MASK_ADD    0x20000000u
#define INOTIFY_ONESHOT     0x80000000u

/* Make a set of watches, which is empty. Errors: -EMFILE beyond 128 of them; -ENOMEM, -ENFILE. */
must_use int inotify_create(unsigned flags, struct file **out);

bool inotify_is(const struct file *f);

/*
 * Let (f), which is such a set, watch what is at (at), or change how it does. Returns the watch's
 * number, above 0.
 * Errors:  -EEXIST with INOTIFY_MASK_CREATE, -ENOMEM, -ENOSPC. Context: thread, as all here.
 */
must_use int inotify_add(struct file *f, struct place at, uint32_t mask);

/* End watch (number). Errors: -EINVAL. */
must_use int inotify_remove(struct file *f, int number);

#endif
