/* SPDX-License-Identifier: MIT */
/*
 * What is done to files, told to whoever watches them: kern/event/inotify.c, and in an image
 * without it nothing.
 *
 * It is told when it is done, by whoever did it. An inode that is watched is found by its address,
 * so that inodes know nothing of it.
 */
#ifndef KERN_VFS_NOTIFY_H
#define KERN_VFS_NOTIFY_H

#include "kern/vfs/inode.h"

/* What happened, as Linux numbers it (uapi/linux/inotify.h). */
#define NOTIFY_ACCESS        0x1u
#define NOTIFY_MODIFY        0x2u
#define NOTIFY_ATTRIB        0x4u
#define NOTIFY_CLOSE_WRITE   0x8u
#define NOTIFY_CLOSE_NOWRITE 0x10u
#define NOTIFY_OPEN          0x20u
#define NOTIFY_MOVED_FROM    0x40u
#define NOTIFY_MOVED_TO      0x80u
#define NOTIFY_CREATE        0x100u
#define NOTIFY_DELETE        0x200u
#define NOTIFY_DELETE_SELF   0x400u
#define NOTIFY_MOVE_SELF     0x800u
#define NOTIFY_UNMOUNT       0x2000u
#define NOTIFY_ISDIR         0x40000000u

/*
 * WEAK, each: where files can be watched. Context: thread; locks of inodes may be held, but not
 * that of (i) by notify_watchers().
 *
 * notify_watchers(): (events) happened to (i): for who watches it, or the folder that it is in.
 * notify_self(): the same, but for who watches (i) alone.
 * notify_name(): (events) happened to (name) in (dir), whose mode is or was (mode).
 * notify_rename(): it was renamed.
 * notify_gone(): (i) is about to be released.
 */
WEAK void notify_watchers(struct inode *i, uint32_t events);
WEAK void notify_self(struct inode *i, uint32_t events);
WEAK void notify_name(struct inode *dir, struct name name, uint32_t mode, uint32_t events);
WEAK void notify_rename(const struct inode_rename *r);
WEAK void notify_gone(struct inode *i);

/* As notify_watchers(), in any image. */
static inline void notify(struct inode *i, uint32_t events)
{
	if (LINKED(notify_watchers))
		notify_watchers(i, events);
}

#endif
