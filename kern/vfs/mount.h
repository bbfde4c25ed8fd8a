/* SPDX-License-Identifier: MIT */
/*
 * Mounts: which file system stands where in the one tree of names.
 *
 * A mount shows a folder (or a file) of a file system in place of an inode of another mount, its
 * point. The same file system may be shown in many places, so an inode alone says not where it is:
 * a place does, which is a mount and an inode in it. Whatever walks paths walks places.
 *
 * An inode that is a point says so (inode.covered), so walking past others costs one load. The
 * first tree is mounted at the first look-up of a path: an image that opens nothing mounts nothing.
 */
#ifndef KERN_VFS_MOUNT_H
#define KERN_VFS_MOUNT_H

#include "base/list.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"

/* Flags of mounts, as Linux numbers them for mount(2). */
#define MOUNT_READ_ONLY   1u
#define MOUNT_NOSUID      2u
#define MOUNT_NODEV       4u
#define MOUNT_NOEXEC      8u
#define MOUNT_SYNCHRONOUS 16u
#define MOUNT_NOATIME     1024u
#define MOUNT_NODIRATIME  2048u
#define MOUNT_RELATIME    (1u << 21)
#define MOUNT_STRICTATIME (1u << 24)

struct mount {
	struct fs *fs;      /* constant, as is the next group */
	struct inode *root; /* referenced: what it shows */
	uint32_t id;

	uint32_t flags; /* atomic */
	uint32_t refs;  /* atomic: places, and the mounts on it */
	bool expired;   /* marked by umount2(MNT_EXPIRE); atomic */

	/* guarded by the lock of the table: */
	struct list link;     /* in the table, in the order of mounting; or alone */
	struct mount *parent; /* referenced; NULL: the first one, or no longer in the tree */
	struct inode *point;  /* referenced, in (parent) */

	char source[]; /* constant */
};

struct place {
	struct mount *mount;
	struct inode *inode;
};

static inline void mount_get(struct mount *m)
{
	__atomic_fetch_add(&m->refs, 1, __ATOMIC_RELAXED);
}

/* Free (m), which is out of the tree. WEAK: linked by what unmounts. */
void mount_destroy(struct mount *m);

/* Drop a reference; NULL is ignored. Context: thread, no spin lock held. */
void mount_put(struct mount *m);

static inline struct place place_get(struct place p)
{
	mount_get(p.mount);
	inode_get(p.inode);
	return p;
}

static inline void place_put(struct place p)
{
	inode_put(p.inode);
	mount_put(p.mount);
}

static inline bool place_is(struct place a, struct place b)
{
	return a.inode == b.inode && a.mount == b.mount;
}

/* May nothing be changed there? */
static inline bool mount_is_read_only(const struct mount *m)
{
	return m->fs->read_only || (__atomic_load_n(&m->flags, __ATOMIC_RELAXED) & MOUNT_READ_ONLY);
}

/* (p), whose inode is covered, becomes what stands there, or stays. Only place_cross() calls it. */
void mount_cross(struct place *p);

/* Go on to what is mounted on (p), if something is; its references move with it. */
static inline void place_cross(struct place *p)
{
	if (unlikely(inode_is_covered(p->inode)))
		mount_cross(p);
}

/*
 * From the root of a mount to the point that it covers, references included. Returns false, and
 * leaves (p), where there is none: the first mount, or one that is out of the tree.
 */
bool mount_uncross(struct place *p);

/*
 * Make a mount of (root) in (fs), which is then counted as mounted.
 * Owns:   the caller; mount_attach() or mount_put().
 * Errors: -ENOMEM.
 */
must_use int mount_create(struct fs *fs, struct inode *root, const char *source, unsigned flags,
			  struct mount **m);

/*
 * Put (m) on (at), whose references it takes over, and the one to itself, on success.
 * Errors:  -EBUSY when the same is mounted there already; -EINVAL when (at) is out of the tree.
 */
must_use int mount_attach(struct mount *m, struct place at);

/*
 * Take (m) out of the tree; with (detach) also while it is in use, and what is mounted on it.
 * Errors:  -EBUSY, -EINVAL when it is not in the tree.
 */
must_use int mount_detach(struct mount *m, bool detach);

/* Mark (m); true when it was marked before. Context: any. */
static inline bool mount_expire(struct mount *m)
{
	return __atomic_exchange_n(&m->expired, true, __ATOMIC_RELAXED);
}

/* Is (m) on the way from (p) up to the root? The lock of the table is taken. */
bool mount_is_above(const struct mount *m, struct place p);

/* Take (m) off its point and put it on (at), as mount_attach() does. Errors: -EINVAL, -ELOOP. */
must_use int mount_move(struct mount *m, struct place at);

/*
 * The mount that follows (m) in the order of mounting, referenced, for the reference to (m), which
 * is dropped; the first one for NULL. NULL: there is none.
 */
struct mount *mount_next(struct mount *m);

/*
 * Options of the file systems in memory that are mounted at first. Not the VFS's own: the
 * configuration knows.
 */
const char *mount_first_options(void);

/* The root of the first mount. Mounted at the first call; not referenced. Errors: -ENOMEM, -EIO. */
must_use int mount_first_root(struct place *root);

/* The number of the next file system, for fs.dev. Context: any. */
uint64_t fs_next_dev(void);

#endif
