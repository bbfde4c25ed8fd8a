/* SPDX-License-Identifier: MIT */
/*
 * What the application may do with files, by their permission bits, as Linux has it for users
 * without capabilities (path_resolution(7), inode(7)). Who is root may do everything, and only root
 * is there until an image is told otherwise: so each check is a byte that is looked at, and what is
 * behind it is in images only that can be somebody else.
 *
 * Bits of what is wanted are those of access(2), and of others in a mode.
 */
#ifndef KERN_VFS_TREE_PERMISSION_H
#define KERN_VFS_TREE_PERMISSION_H

#include "kern/vfs/inode.h"

#define MAY_EXEC  1u /* of folders: go through it */
#define MAY_WRITE 2u
#define MAY_READ  4u

struct vfs_attr;

/*
 * May (a) do (want) with (i)? WEAK, as all here: who may change the actors links it. Errors:
 * -EACCES. Context: thread.
 */
WEAK int permission_check(const struct vfs_actor *a, const struct inode *i, unsigned want);

/* May the application open (i) with (flags) FILE_O_*? Errors: -EACCES, -EPERM. */
WEAK int permission_open(const struct inode *i, unsigned flags);

/* May it remove a name of (i) from (dir)? Errors: -EACCES, -EPERM. */
WEAK int permission_remove(const struct inode *dir, const struct inode *i);

/* May it give (i) another name, where somebody else may look after it? Errors: -EPERM. */
WEAK int permission_link(const struct inode *i);

/* May it do (r)? Errors: -EACCES, -EPERM. */
WEAK int permission_rename(const struct inode_rename *r);

/*
 * May it change (*a) of (i)? Then (*a) becomes what changes: bits may be lost. Errors: -EPERM,
 * -EACCES.
 */
WEAK int permission_set_attr(const struct inode *i, struct vfs_attr *a);

/* Is it the owner of (i)? */
WEAK bool permission_owns(const struct inode *i);

/*
 * The application is in the (n) groups of (ids), in ascending order, beside its own. Returns what
 * it was given before, which is the caller's again. permission_get_groups() stores at most (n),
 * from the one with number (from) on, and returns how many there are in all.
 */
must_use uint32_t *permission_set_groups(uint32_t *ids, unsigned n);
unsigned permission_get_groups(unsigned from, uint32_t *ids, unsigned n);

/* permission_check() of the application, where it may have to be asked. */
static inline int vfs_may(const struct inode *i, unsigned want)
{
	return likely(!vfs_acts.limited) ? 0 : permission_check(&vfs_acts, i, want);
}

#endif
