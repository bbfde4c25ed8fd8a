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

#include "kern/vfs/mount.h"

#define PATH_LEN_MAX   4096 /* with the terminator */
#define PATH_LINKS_MAX 40
#define PATH_CWD       (-100) /* as a descriptor: the working folder */

/* How path_find() treats the last component. */
#define PATH_FOLLOW 1u /* follow it if it is a symbolic link */
#define PATH_EMPTY  2u /* "" is the descriptor itself */
#define PATH_REAL   4u /* go where vfs_asks may, not vfs_acts */

/* There, and as a limit of a walk: the text is the library OS's, and need not be looked for. */
#define PATH_OURS (1u << 31)

/* Limits of a walk, as openat2(2) numbers them. */
#define PATH_NO_XDEV       1u /* no other mount */
#define PATH_NO_MAGICLINKS 2u /* no link that leads by itself */
#define PATH_NO_SYMLINKS   4u
#define PATH_BENEATH       8u  /* not above where it begins */
#define PATH_IN_ROOT       16u /* the same, which is then the root */

/* A part of a path that is still to be walked. */
struct path_part {
	const char *at;
	const char *end;
	struct inode *link; /* whose text this is, referenced; NULL for the path that was passed */
};

struct path {
	struct place at;  /* referenced: the folder that (last) is in */
	struct name last; /* length 0: the path is (at) itself */
	bool slash;       /* a slash follows: only a folder will do */

	/* private: */
	unsigned resolve; /* PATH_NO_XDEV ... */
	const struct vfs_actor *as;
	struct place top; /* referenced: where the walk began, for those that limit it to that */
	unsigned links;   /* followed so far */
	unsigned depth;   /* parts in (part), the current one is the last */
	struct path_part part[PATH_LINKS_MAX + 1];
};

/*
 * Begin a walk of (s), which is relative to the folder (at), and go up to its last component.
 * (resolve): the limits of the walk.
 * Owns:    the caller ends the walk with path_end() when this succeeded.
 * Errors: -EFAULT, -ENAMETOOLONG, -ENOENT, -ENOTDIR, -ELOOP, -EBADF for (at); -EACCES: a folder
 *          may not be gone through; those of the file
 *          system; -EXDEV and -ELOOP by the limits.
 * Context: thread, as all here.
 */
must_use int path_begin_within(struct path *p, int at, const char *s, unsigned resolve);
void path_end(struct path *p);

static inline must_use int path_begin(struct path *p, int at, const char *s)
{
	return path_begin_within(p, at, s, 0);
}

/*
 * Find what the last component names and store where it is, referenced, in (*to). With (follow), or
 * a slash behind it, symbolic links are followed; (p) then stands at the last component of the last
 * one.
 * Errors:  as path_begin(); -ENOENT leaves (p) where the component is missing.
 */
must_use int path_last(struct path *p, bool follow, struct place *to);

/*
 * Find (last) in the folder, which is locked by the caller; neither "." nor "..". Follows nothing,
 * and what is mounted there is not seen.
 */
must_use int path_last_locked(struct path *p, struct inode **i) REQUIRES(&p->at.inode->lock);

/*
 * Where a whole path leads, referenced. (flags): PATH_FOLLOW, PATH_EMPTY, PATH_REAL,
 * PATH_OURS.
 */
must_use int path_find(int at, const char *s, unsigned flags, struct place *to);

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

/* The working folder, and the root; referenced. Errors: those of mount_first_root(). */
must_use int path_get_cwd(struct place *dir);
must_use int path_get_root(struct place *root);

/* Make (dir) the working folder, or the root; take over the references. */
void path_set_cwd(struct place dir);
void path_set_root(struct place dir);

#define PATH_REMOVED     1u /* its name, or that of a folder on the way, is gone */
#define PATH_UNREACHABLE 2u /* the way up ends elsewhere than at the root */

/*
 * Write the path of (p), as the root sees it, to the end of (buf), which has (size) bytes, and
 * terminate it. (*text) is where it begins, (*state) whether it leads there: PATH_REMOVED ...
 * Errors:  -ERANGE when it does not fit, -ENOENT when it never had a name.
 * Returns its length, without the terminator.
 */
must_use int path_text(struct place p, char *buf, size_t size, char **text, unsigned *state);

#endif
