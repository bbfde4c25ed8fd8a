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
	struct list order;         /* in ramfs_folder.names, oldest first */
	struct ramfs_name *next;   /* in its bucket */
	struct ramfs_inode *inode; /* NULL: of the lower file system, not looked up yet */
	struct ramfs_inode *dir;
	union {
		struct ramfs_name *other; /* of the same inode; guarded by its lock */
		uint64_t lower_ino;       /* without an inode */
	};
	uint64_t cookie; /* its position in a listing; grows along the list */
	uint32_t hash;
	uint16_t lower_kind; /* without an inode: INODE_FILE ... */
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
	bool filled; /* with (lower): all names of that are among (names), or were */
	uint64_t next_cookie;
	struct ramfs_name *cursor;  /* where the last listing stopped, or NULL */
	struct ramfs_inode *parent; /* referenced; NULL in the root */
	struct ramfs_name *few[RAMFS_BUCKETS_FEW];
};

struct ramfs_inode {
	struct inode inode;
	struct ramfs_name *names; /* the newest of them first; guarded by the inode's lock */
	struct ramfs_name *gone; /* the last one that it had, which refers to its folder; or NULL */
	bool linkable;           /* without a name so far, but it can get one */
	struct ramfs_xattr *xattrs; /* by name; guarded by the inode's lock */
	struct inode *lower; /* what shows through where nothing was changed; or NULL. constant */
	union {
		struct {
			struct ramfs_pages pages;
			struct mem_object object; /* in use when its ops are set */
			int64_t lower_size; /* bytes of (lower) that show where there is no page */
			uint32_t seals;     /* SEAL_*; guarded by the inode's lock */
			bool own; /* pages that are mapped are never those of (lower); atomic */
		} file;
		struct ramfs_folder folder;
		char *target; /* of a symbolic link: heap */
	};
};

static inline struct ramfs_inode *ramfs_of(struct inode *i)
{
	return container_of(i, struct ramfs_inode, inode);
}

struct ramfs {
	struct fs fs;
	uint64_t max_pages; /* atomic, as are the rest; 0: no limit */
	uint64_t max_files;
	uint64_t nr_pages; /* of files' contents, with those that are being taken */
	uint64_t nr_files;
	uint64_t next_ino;
	int64_t xattr_bytes;
};

static inline struct ramfs *ramfs_of_fs(const struct fs *fs)
{
	return container_of(fs, struct ramfs, fs);
}

/* Make an inode of (what) with one reference and no name. Errors: -ENOSPC. */
must_use int ramfs_inode_create(struct fs *fs, const struct inode_new *what,
				struct ramfs_inode **out);

extern const struct inode_ops ramfs_ops;
extern const struct file_ops ramfs_file_ops;
extern const struct file_ops ramfs_folder_ops;

/* Take options of mount(2). Errors: -EINVAL. */
must_use int ramfs_set_options(struct ramfs *r, const char *options);
void ramfs_tell_options(const struct fs *fs, struct text *to);

/* --- ramfs_folder.c: names. The folder is locked, but by ramfs_folder_fini() --- */

void ramfs_folder_init(struct ramfs_folder *d);
void ramfs_folder_fini(struct ramfs_folder *d);
struct ramfs_name *ramfs_folder_find(struct ramfs_folder *d, struct name name);

/* Add (name) for (i), which is locked or new, and gets a reference. Errors: -ENOSPC. */
must_use int ramfs_folder_add(struct ramfs_inode *dir, struct name name, struct ramfs_inode *i);

/* Before a name of (dir), which is locked, can go, or all be told. Errors: -ENOSPC. */
must_use int ramfs_folder_fill(struct ramfs_inode *dir);

/* Remove (n), whose inode is locked, and referred to by the caller, too. */
void ramfs_folder_remove(struct ramfs_inode *dir, struct ramfs_name *n);

/* (n) becomes a name of (i), and a reference; or is one no longer, but the reference stays. */
void ramfs_name_link(struct ramfs_name *n, struct ramfs_inode *i);
void ramfs_name_unlink(struct ramfs_name *n);

int ramfs_lookup(struct inode *dir, struct name name, struct inode **child);
int ramfs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg);

/* --- ramfs_pages.c: frames --- */

/*
 * (n) frames count against the limit of (i)'s file system. Errors: -ENOSPC. Context: any.
 */
must_use int ramfs_charge(struct ramfs_inode *i, uint64_t n);
void ramfs_uncharge(struct ramfs_inode *i, uint64_t n);

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

/*
 * Take up to (n) frames out of the tree, from page (*index) on and below (end). Returns how many,
 * stored in (pa), which are the caller's then; (*index) is behind the last. The inode is locked.
 */
unsigned ramfs_pages_remove(struct ramfs_pages *p, uint64_t *index, uint64_t end, paddr_t *pa,
			    unsigned n);

/* Put the frame (*pa) where there is none, or tell the one that is there and free this one. */
must_use int ramfs_pages_put(struct ramfs_pages *p, uint64_t index, paddr_t *pa);

/* --- ramfs_lower.c: what shows through from another file system; in images that carry one --- */

/* Find (name), of which (n) is known or nothing, in what shows through. The folder is locked. */
int ramfs_lower_lookup(struct ramfs_inode *dir, struct name name, struct ramfs_name *n,
		       struct inode **child);

/* Take over all names that show through, so that some can go. The folder is locked. */
int ramfs_lower_fill(struct ramfs_inode *dir);

/* Read up to (n) bytes at (pos), which show through. Returns how many. Errors: -EIO, -ENOMEM. */
ssize_t ramfs_lower_read(struct ramfs_inode *i, struct io *io, int64_t pos, size_t n);

/* As ramfs_pages_take(), with what shows through in the page. */
int ramfs_lower_take(struct ramfs_inode *i, uint64_t index, bool scrap, paddr_t *pa);

/* The page that shows through, for a mapping; false: it has to be taken. */
bool ramfs_lower_page(struct ramfs_inode *i, uint64_t index, void **page);

/* As mem_object_ops.image, once a page that shows through was mapped. */
unsigned ramfs_lower_image(struct ramfs_inode *i, uint64_t index, unsigned max, void **page);

void ramfs_lower_release(struct ramfs_inode *i);

/* Does page (index) show through where there is no frame? */
static inline bool ramfs_shows_lower(const struct ramfs_inode *i, uint64_t index)
{
	return i->lower && (int64_t)(index << PAGE_SHIFT) < i->file.lower_size;
}

/* A frame of its own for page (index): see ramfs_pages_take(). */
must_use int ramfs_take(struct ramfs_inode *i, uint64_t index, bool scrap, paddr_t *pa);

/* Add (name) without a trace in the folder's times. (i): NULL for one of the lower file system. */
must_use int ramfs_folder_note(struct ramfs_inode *dir, struct name name, struct ramfs_inode *i,
			       struct ramfs_name **out);

/* What stat() says of the space that the file takes. */
static inline uint64_t ramfs_blocks(const struct ramfs_inode *i)
{
	uint64_t own = i->file.pages.count * (PAGE_SIZE / 512);
	uint64_t lower = i->lower ? ((uint64_t)i->file.lower_size + 511) / 512 : 0;

	return MAX(own, lower);
}

/* Make an inode without what is special to its kind: one that shows (lower). Errors: -ENOSPC. */
must_use int ramfs_inode_alloc(struct fs *fs, uint32_t mode, struct ramfs_inode **out);

/* --- linked by what calls them --- */

int ramfs_rename(const struct inode_rename *r);
int ramfs_allocate(struct inode *file, int64_t offset, int64_t len, unsigned how);
int ramfs_mem_object(struct file *f, struct mem_object **o);
int ramfs_where(struct inode *i, struct inode_where *w);

/* (n), which was the last name of (i), is kept by it if that is of use. */
bool ramfs_keep_gone(struct ramfs_inode *i, struct ramfs_name *n);
void ramfs_free_gone(struct ramfs_inode *i);

/* Note what (i), which is new and in no folder, is to be called, if there is memory for it. */
void ramfs_label(struct ramfs_inode *i, struct ramfs_inode *dir, struct name label);
int ramfs_seal(struct inode *file, unsigned add);

extern const struct inode_xattr_ops ramfs_xattr;
void ramfs_xattr_free(struct ramfs_inode *i);

int ramfs_remount(struct fs *fs, const char *options);
void ramfs_destroy(struct fs *fs);

#endif
