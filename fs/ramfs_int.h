/* SPDX-License-Identifier: MIT */
/*
 * ramfs's inodes, for the files of ramfs alone.
 */
#ifndef FS_RAMFS_INT_H
#define FS_RAMFS_INT_H

#include "base/list.h"
#include "kern/mem/space.h"
#include "kern/sched/lock.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"

/*
 * The frames of a file: a tree of nodes of 64 slots, as high as the file needs; a slot that is 0 is
 * a hole.
 *
 * A slot is a node's address, or at the bottom a frame's with RAMFS_FRAME. The root word is a slot
 * with the height in its low bits, so that both are read at once. Slots only go from 0 to a value,
 * but for truncation. So who has the inode's lock, which truncation needs, looks up without
 * another.
 */
#define RAMFS_SLOTS  64u
#define RAMFS_SHIFT  6u
#define RAMFS_HEIGHT 15u /* mask: height of the tree in the root word; 0: it is a frame */
#define RAMFS_FRAME  16u /* set in a frame's slot: frame 0 is one, too */

struct ramfs_node {
	uint64_t slot[RAMFS_SLOTS];
};

struct ramfs_pages {
	struct spinlock lock; /* guards changes of: */
	uint64_t root;
	uint64_t count; /* frames in the tree */
};

/* A name in a folder: a reference to its inode. */
struct ramfs_name {
	struct list order;       /* in ramfs_folder.names, oldest first */
	struct ramfs_name *next; /* in its bucket */
	struct ramfs_inode *inode;
	uint64_t cookie; /* its position in a listing; grows along the list */
	uint32_t hash;
	uint8_t len;
	char s[];
};

#define RAMFS_BUCKETS_FEW 4u

/* Guarded by the lock of the folder's inode. */
struct ramfs_folder {
	struct list names;
	struct ramfs_name **buckets;
	uint32_t nr_buckets; /* a power of two */
	uint32_t nr_names;
	uint64_t next_cookie;
	struct ramfs_name *cursor;  /* where the last listing stopped, or NULL */
	struct ramfs_inode *parent; /* referenced; NULL in the root */
	struct ramfs_name *few[RAMFS_BUCKETS_FEW];
};

struct ramfs_inode {
	struct inode inode;
	union {
		struct {
			struct ramfs_pages pages;
			struct mem_object object; /* in use when its ops are set */
		} file;
		struct ramfs_folder folder;
		char *target; /* of a symbolic link: heap */
	};
};

static inline struct ramfs_inode *ramfs_of(struct inode *i)
{
	return container_of(i, struct ramfs_inode, inode);
}

/* Make an inode of (what) with one reference and no name. Errors: -ENOSPC. */
must_use int ramfs_inode_create(struct fs *fs, const struct inode_new *what,
				struct ramfs_inode **out);

extern const struct inode_ops ramfs_ops;
extern const struct file_ops ramfs_file_ops;
extern const struct file_ops ramfs_folder_ops;

/* --- ramfs_folder.c: names. The folder is locked, but by ramfs_folder_fini() --- */

void ramfs_folder_init(struct ramfs_folder *d);
void ramfs_folder_fini(struct ramfs_folder *d);
struct ramfs_name *ramfs_folder_find(struct ramfs_folder *d, struct name name);

/* Add (name) for (i), which gets a reference. Errors: -ENOSPC. */
must_use int ramfs_folder_add(struct ramfs_inode *dir, struct name name, struct ramfs_inode *i);

/* Remove (n) and return its inode with the reference that the name was. */
struct ramfs_inode *ramfs_folder_remove(struct ramfs_inode *dir, struct ramfs_name *n);

int ramfs_lookup(struct inode *dir, struct name name, struct inode **child);
int ramfs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg);

/* --- ramfs_pages.c: frames --- */

/* The frame of page (index), or false: a hole. The inode is locked. */
bool ramfs_pages_find(const struct ramfs_pages *p, uint64_t index, paddr_t *pa);

/*
 * The same, taking a frame for a hole: zero unless (scrap), when all of it will be written. Errors:
 * -ENOSPC. The inode need not be locked.
 */
must_use int ramfs_pages_take(struct ramfs_pages *p, uint64_t index, bool scrap, paddr_t *pa);

/* Free the frames from page (from) on. The inode is locked, or going. */
void ramfs_pages_trim(struct ramfs_pages *p, uint64_t from);

/* The first page from (index) on that has a frame, UINT64_MAX when there is none. */
uint64_t ramfs_pages_next(const struct ramfs_pages *p, uint64_t index);

/* --- linked by what calls them --- */

int ramfs_rename(const struct inode_rename *r);
int ramfs_allocate(struct inode *file, int64_t offset, int64_t len, bool keep_size);
int ramfs_mem_object(struct file *f, struct mem_object **o);

#endif
