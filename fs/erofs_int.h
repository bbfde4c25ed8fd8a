/* SPDX-License-Identifier: MIT */
/*
 * EROFS's inodes, for the files of EROFS alone.
 */
#ifndef FS_EROFS_INT_H
#define FS_EROFS_INT_H

#include "fs/erofs_format.h"
#include "kern/mem/space.h"
#include "kern/vfs/inode.h"

struct erofs_inode {
	struct inode inode;
	struct erofs_info info;   /* constant */
	struct erofs_inode *next; /* in its bucket */
	struct mem_object object; /* in use when its ops are set */
	/* a copy of the last page, where that is not a page of the image; or NULL */
	void *last_page;
	void **pages; /* of a compressed file: those that were mapped; or NULL */
	char *target; /* of a symbolic link that was read from a source; or NULL */
};

static inline struct erofs_inode *erofs_of(struct inode *i)
{
	return container_of(i, struct erofs_inode, inode);
}

const struct erofs_image *erofs_image(void);

/* --- erofs_object.c, linked by what maps files --- */

int erofs_mem_object(struct file *f, struct mem_object **o);
void erofs_object_fini(struct erofs_inode *i);

/* --- erofs_packed_file.c, linked where files are compressed --- */

WEAK int erofs_packed_read(const struct erofs_info *info, struct io *io, int64_t *pos);

/* The page of number (index) < that of pages, in (*page). It stays with the inode. */
WEAK int erofs_packed_page(struct erofs_inode *i, uint64_t index, void **page);
WEAK void erofs_packed_fini(struct erofs_inode *i);

#endif
