/* SPDX-License-Identifier: MIT */
/*
 * Paths: from text to inodes.
 *
 * A walk goes through a path folder by folder and stops before its last component, because what
 * that means depends on the caller: open, create, remove. Symbolic links on the way are followed by
 * stacking what is left of the path; their texts are used where they are.
 */
#ifndef KERN_VFS_PATH_H
#define KERN_VFS_PATH_H

#include "kern/vfs/inode.h"

#define PATH_LEN_MAX   4096 /* with the terminator */
#define PATH_LINKS_MAX 40
#define PATH_CWD       (-100) /* as a descriptor: the working folder */

/* How path_find() treats the last component. */
#define PATH_FOLLOW 1u /* follow it if it is a symbolic link */
#define PATH_EMPTY  2u /* "" is the descriptor itself */

/* A part of a path that is still to be walked. */
struct path_part {
	const char *at;
	const char *end;
	struct inode *link; /* whose text this is, referenced; NULL for the path that was passed */
};

struct path {
	struct inode *dir; /* referenced: the folder that (last) is in */
	struct name last;  /* length 0: the path is (dir) itself */
	bool slash;        /* a slash follows: only a folder will do */

	/* private: */
	unsigned links; /* followed so far */
	unsigned depth; /* parts in (part), the current one is the last */
	struct path_part part[PATH_LINKS_MAX + 1];
};

/*
 * Begin a walk of (s), which is relative to the folder (at), and go up to its last component.
 * Owns:    the caller ends the walk with path_end() when this succeeded.
 * Errors: -EFAULT, -ENAMETOOLONG, -ENOENT, -ENOTDIR, -ELOOP, -EBADF for (at); those of the file
 *          system.
 * Context: thread, as all here.
 */
must_use int path_begin(struct path *p, int at, const char *s);
void path_end(struct path *p);

/*
 * Find what the last component names and store it, referenced, in (*i). With (follow), or a slash
 * behind it, symbolic links are followed; (p) then stands at the last component of the last one.
 * Errors:  as path_begin(); -ENOENT leaves (p) where the component is missing.
 */
must_use int path_last(struct path *p, bool follow, struct inode **i);

/* Find (last) in (dir), which is locked by the caller; neither "." nor "..". Follows nothing. */
must_use int path_last_locked(struct path *p, struct inode **i) REQUIRES(&p->dir->lock);

/* The inode of a whole path, referenced. (flags): PATH_FOLLOW, PATH_EMPTY. */
must_use int path_find(int at, const char *s, unsigned flags, struct inode **i);

/* What (last) is beside a name. */
static inline bool name_is_dot(struct name n)
{
	return n.len == 1 && n.s[0] == '.';
}

static inline bool name_is_dotdot(struct name n)
{
	return n.len == 2 && n.s[0] == '.' && n.s[1] == '.';
}

/* Is (last) a name that can be created or removed? */
static inline bool path_last_is_name(const struct path *p)
{
	return p->last.len && !name_is_dot(p->last) && !name_is_dotdot(p->last);
}

/* The working folder, referenced. Errors: those of vfs_root(). */
must_use int path_get_cwd(struct inode **dir);

/* Make (dir) the working folder; takes over the reference. */
void path_set_cwd(struct inode *dir);

#endif
