/* SPDX-License-Identifier: MIT */
/*
 * What calls with a path do: open, create, remove, rename. Errors are those of the Linux call of
 * that name, in its order.
 *
 * (at) is a descriptor of a folder, or PATH_CWD. What the application may do with files says
 * kern/vfs/tree/permission.h. Context: thread.
 */
#ifndef KERN_VFS_VFS_H
#define KERN_VFS_VFS_H

#include "kern/vfs/path.h"

/* Bits that a new file does not get; umask(2). Atomic. */
extern uint32_t vfs_umask;

struct vfs_how {
	unsigned flags;   /* FILE_O_* */
	unsigned mode;    /* of a file that is created */
	unsigned resolve; /* limits of the walk: PATH_NO_XDEV ..., PATH_OURS */
};

/* Open (s). The caller owns (*f). */
must_use int vfs_open(int at, const char *s, const struct vfs_how *how, struct file **f);

/* Make an open file of what is at (to), whose references it takes over. The caller owns (*f). */
must_use int vfs_open_place(struct place to, unsigned flags, struct file **f);

/* Open a new file that has no name, but is called (name); with (sealable), it can be sealed. */
must_use int vfs_open_memory(struct name name, bool sealable, struct file **f);

/*
 * Make (s), which is to be no regular file: a folder, or a symbolic link. The umask is applied
 * here.
 */
must_use int vfs_create(int at, const char *s, const struct inode_new *what);

/* The same within limits (vfs_how.resolve); the caller gets its inode, referenced. */
must_use int vfs_create_inode(int at, const char *s, unsigned resolve, const struct inode_new *what,
			      struct inode **made);

/* Make (s) another name of what is at (from). */
must_use int vfs_link(struct place from, int at, const char *s);

/* Remove the name (s): a folder's, or any other's. */
must_use int vfs_unlink(int at, const char *s, unsigned resolve);
must_use int vfs_rmdir(int at, const char *s);

/* Flags of rename. */
#define VFS_RENAME_NOREPLACE 1u
#define VFS_RENAME_EXCHANGE  2u

must_use int vfs_rename(struct path *from, struct path *to, unsigned flags);

/* Change the length of the file at (at). */
must_use int vfs_truncate(struct place at, int64_t size);

/* What to change of an inode; all at once. */
struct vfs_attr {
	bool set_mode, set_atime, set_mtime;
	bool touch; /* both times, to what is now: who may write may do that */
	bool chown; /* with or without the next two */
	bool set_uid, set_gid;
	uint32_t mode; /* permission bits */
	uint32_t uid;
	uint32_t gid;
	int64_t atime;
	int64_t mtime;
};

must_use int vfs_set_attr(struct place at, const struct vfs_attr *a);

/* Make the folder (s) the working folder; the same of a text of ours. */
must_use int vfs_chdir(const char *s);
must_use int vfs_begin_in(const char *s);

/* Make the folder (s) the root of all paths from now on; the working folder stays. */
must_use int vfs_chroot(const char *s);

/*
 * Write the path of the working folder to (buf) and terminate it. Returns its length with the
 * terminator.
 * Errors:  -ERANGE when (size) is too small, -ENOENT when the folder was removed.
 */
must_use int vfs_getcwd(char *buf, size_t size);

/* Set the position of (f); (whence) as lseek(2) has it. Returns the new one. */
must_use int64_t vfs_seek(struct file *f, int64_t offset, int whence);

/* Pass the entries of the open folder (f) to (emit) from its position on, and move that. */
must_use int vfs_list(struct file *f, folder_emit *emit, void *arg);

#endif
