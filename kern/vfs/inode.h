/* SPDX-License-Identifier: MIT */
/*
 * Inodes: files as a file system has them, and the table of what a file system can do.
 *
 * No names are cached, but for the texts of a few folders (kern/vfs/tree/known.h): a file system
 * keeps its folders so that a look-up is cheap. An inode lives while something refers to it; a name
 * in a ramfs folder is such a reference.
 *
 * Locks: inode.lock guards a folder's names and a file's size and content. Where two are held, the
 *        order is: rename_lock, the folder nearer to the root, the other folder, then the files in
 *        them by address. The lock is held while memory of the application is touched, which may
 *        fault; so pages for a fault (struct mem_object) must come without it.
 */
#ifndef KERN_VFS_INODE_H
#define KERN_VFS_INODE_H

#include "kern/sched/cpu.h"
#include "kern/vfs/file.h"

struct fs;
struct place;
struct unix_socket;

/* Kinds of file, in the mode, as Linux has them. */
#define INODE_KIND    0170000u
#define INODE_SOCKET  0140000u
#define INODE_SYMLINK 0120000u
#define INODE_FILE    0100000u
#define INODE_BLOCK   0060000u
#define INODE_FOLDER  0040000u
#define INODE_CHAR    0020000u
#define INODE_FIFO    0010000u

#define MODE_SETUID 04000u
#define MODE_SETGID 02000u
#define MODE_STICKY 01000u
#define MODE_XGROUP 00010u

/*
 * Major numbers of devices: struct inode's (rdev) is major << 8 | minor; more of the minor number
 * than a byte stands above, from bit 20 on.
 */
#define DEVICE_MEMORY 1u /* null, zero, full, random, urandom */
#define DEVICE_TTY    5u /* tty, console */

/* One component of a path. Not terminated, and never "/". */
struct name {
	const char *s;
	unsigned len; /* 1 to NAME_LEN_MAX */
};

#define NAME_LEN_MAX 255

/* What a new inode is to be. */
struct inode_new {
	uint32_t mode; /* kind and permissions, umask applied */
	uint64_t rdev;
	struct name target; /* of a symbolic link: up to PATH_LEN_MAX - 1 bytes */
	struct name label;  /* of a file without a name: what /proc calls it; or nothing */
	bool linkable;      /* of a file without a name: it can get one */
	bool sealable;      /* seals can be added */
};

/* Seals of a file, as fcntl(F_ADD_SEALS) numbers them. */
#define SEAL_SEAL         1u
#define SEAL_SHRINK       2u
#define SEAL_GROW         4u
#define SEAL_WRITE        8u
#define SEAL_FUTURE_WRITE 16u
#define SEAL_EXEC         32u

/* Taking space ahead, as fallocate(2) numbers it. */
#define ALLOCATE_KEEP_SIZE 1u /* the file does not grow */
#define ALLOCATE_PUNCH     2u /* the range reads as zero, and whole pages of it take no space */

/* Extended attributes: a file system has all of these, or none. They take the inode's lock. */
#define INODE_XATTR_CREATE  1u /* -EEXIST when it is there */
#define INODE_XATTR_REPLACE 2u /* -ENODATA when it is not */
#define INODE_XATTR_REMOVE  4u /* the same, and it goes */

struct inode_xattr_ops {
	/* Errors: -ENOSPC. */
	int (*set)(struct inode *i, const char *name, const void *value, size_t n, unsigned how);

	/*
	 * Store the value and return its length; (n) 0: only that. Errors: -ENODATA, -ERANGE: it is
	 * longer.
	 */
	ssize_t (*get)(struct inode *i, const char *name, void *value, size_t n);

	/* The same with all names, terminated; those that begin with "trusted." for (root). */
	ssize_t (*list)(struct inode *i, char *names, size_t n, bool root);
};

/* What to rename, and how. Both folders are locked; what is in them is not. */
struct inode_rename {
	struct inode *from_dir, *to_dir;
	struct name from_name, to_name;
	struct inode *from; /* what has the old name */
	struct inode *to;   /* what has the new name, or NULL: it is replaced, or exchanged */
	bool exchange;
};

/* A name of an inode, as inode_ops.where tells it. */
struct inode_where {
	struct inode *dir;
	bool removed;
	uint8_t len;
	char name[NAME_LEN_MAX];
};

/*
 * Called once for each entry of a folder; false: it does not fit, stop before it.
 * (next) is the position behind the entry.
 */
typedef bool folder_emit(void *arg, struct name name, uint64_t ino, uint32_t mode, uint64_t next);

/*
 * What an inode can do. Look-ups and changes of a folder's names are called with the folder's lock
 * held; the rest take the lock themselves. NULL: cannot be done here (-EPERM, or what the caller
 * says).
 */
struct inode_ops {
	/*
	 * Find (name), also "..", and store its inode, referenced, in (*child). Errors: -ENOENT,
	 * -EIO, -ENOMEM.
	 */
	int (*lookup)(struct inode *dir, struct name name, struct inode **child);

	/*
	 * Make (name), which does not exist, and store its inode, referenced, in (*child). Where
	 * there is (link), also a file without a name, when its length is 0. Errors: -ENOSPC.
	 */
	int (*create)(struct inode *dir, struct name name, const struct inode_new *what,
		      struct inode **child);
	int (*link)(struct inode *dir, struct name name, struct inode *child);

	/* Remove (name), which is (child): a file, or a folder. Errors: -ENOTEMPTY. */
	int (*unlink)(struct inode *dir, struct name name, struct inode *child);

	int (*rename)(const struct inode_rename *r);

	/* The text of a symbolic link; it stays while the inode is referenced. */
	int (*readlink)(struct inode *link, struct name *target);

	/*
	 * A link that leads by itself, whatever its text is: store the place, referenced. NULL: the
	 * text leads. Errors: -ENXIO when there is none, -ENOENT.
	 */
	int (*follow)(struct inode *link, struct place *to);

	/*
	 * A name that (i) has, and the folder that it is in, referenced; for a removed one those it
	 * had, and (*removed). Errors: -ENOENT: it never had one.
	 */
	int (*where)(struct inode *i, struct inode_where *w);

	/*
	 * Add the seals (add). Returns all that it has then. NULL: files are not sealed here.
	 * Errors: -EPERM, -EBUSY.
	 */
	int (*seal)(struct inode *file, unsigned add);

	/* Errors: -EFBIG, -ENOSPC, -EPERM by a seal. */
	int (*truncate)(struct inode *file, int64_t size);

	/*
	 * Take the space that the range needs, or with ALLOCATE_PUNCH give it up. Errors: -ENOSPC,
	 * -EPERM by a seal.
	 */
	int (*allocate)(struct inode *file, int64_t offset, int64_t len, unsigned how);

	const struct inode_xattr_ops *xattr; /* NULL: there are none */

	/* Pass on the entries from position (pos) on, "." and ".." included. */
	int (*list)(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg);

	/* The last reference went. */
	void (*release)(struct inode *i);
};

struct inode {
	const struct inode_ops *ops;     /* constant, as is the next group */
	const struct file_ops *file_ops; /* of its open files */
	struct fs *fs;
	uint64_t ino;
	uint64_t rdev;

	uint32_t refs;    /* atomic */
	uint32_t covered; /* atomic: how many mounts have it as their point */

	struct mutex lock; /* guards: */
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	uint32_t nlink;
	int64_t size;
	uint64_t blocks; /* of 512 bytes */
	int64_t atime;   /* nanoseconds since 1970 */
	int64_t mtime;
	int64_t ctime;

	union {
		struct pipe *pipe;          /* of a FIFO that is open: kern/pipe */
		struct unix_socket *socket; /* whose name it is: kern/net/unix */
	};
	struct file_locks *locks; /* kern/vfs/locks.c; guarded by its own lock */
};

/*
 * Who the application is to files: whom new ones belong to, and what may be done with others
 * (kern/vfs/tree/permission.h). Each word is atomic.
 */
struct vfs_actor {
	uint32_t uid;
	uint32_t gid;
	bool limited; /* it is not root: permissions are looked at */
};
extern struct vfs_actor vfs_acts; /* for all that is done */
extern struct vfs_actor vfs_asks; /* whom access(2) asks for */

static inline bool inode_is(const struct inode *i, uint32_t kind)
{
	return (i->mode & INODE_KIND) == kind;
}

/* The owner or the content of a program changes: it runs as nobody's any more. */
static inline void inode_drop_setid(struct inode *i)
{
	if (inode_is(i, INODE_FOLDER))
		return;
	i->mode &= ~MODE_SETUID;
	if (i->mode & MODE_XGROUP)
		i->mode &= ~MODE_SETGID;
}

/* Is it where something is mounted? Its name has to stay. */
static inline bool inode_is_covered(const struct inode *i)
{
	return __atomic_load_n(&i->covered, __ATOMIC_RELAXED);
}

static inline struct inode *inode_get(struct inode *i)
{
	__atomic_fetch_add(&i->refs, 1, __ATOMIC_RELAXED);
	return i;
}

/* Drop a reference; NULL is ignored. Context: thread, no spin lock held. */
void inode_put(struct inode *i);

/*
 * (i), found through (m), was read: the time of that changes where it is not younger than those of
 * changes, or a day old. That is Linux's relatime, which mounts have that say nothing else.
 * Context: any.
 */
void inode_note_access(struct inode *i, const struct mount *m);

/*
 * What is a day old, and the cpu_ticks() at which to look at the clock again: now and then,
 * for a read shall not. 0: at each, because there is a mount whose every read counts.
 */
extern int64_t access_old;
extern uint64_t access_look; /* atomic, as is the other */

/* Reads of mounts with MOUNT_STRICTATIME are noted from now on. Context: any. */
void access_look_always(void);

static inline void file_accessed(const struct file *f)
{
	const struct inode *i = f->inode;

	if (unlikely(i->atime <= i->mtime || i->atime <= i->ctime || i->atime <= access_old ||
		     cpu_ticks() >= access_look) &&
	    !(f->flags & FILE_O_NOATIME))
		inode_note_access(f->inode, f->mount);
}

/* What stat() tells of (i). Context: thread; takes its lock. */
void inode_stat(struct inode *i, struct file_stat *st);

/*
 * FIFOs, which kern/pipe has: WEAK where they are used, who makes FIFOs links them. fifo_open()
 * joins (f), which is complete, with those who have its inode open, and may sleep for the other
 * end. When it fails (f) is to go without release().
 * Errors:  -ENXIO, -EINTR, -ENOMEM. Context: thread, no lock held.
 */
extern const struct file_ops fifo_file_ops;
must_use int fifo_open(struct file *f);

/*
 * What can be done with the character device (rdev); NULL: there is none of that number. WEAK: who
 * makes nodes of devices links it (fs/devfs.c). Context: any.
 */
WEAK const struct file_ops *device_file_ops(uint64_t rdev);

/* Now, as the times in an inode are kept. */
int64_t inode_now(void);

#endif
