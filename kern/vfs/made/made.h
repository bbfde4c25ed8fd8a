/* SPDX-License-Identifier: MIT */
/*
 * File systems whose files are made up when they are read: /proc and /sys. One is a table of paths,
 * a line each; the folders are those that the paths go through.
 *
 * A component "*" stands for numbers that come and go: processes, threads, descriptors. An inode is
 * made for each look-up and goes with its last reference; the text of a file is written when it is
 * read from its beginning, and stays for the rest of that reading.
 */
#ifndef KERN_VFS_MADE_H
#define KERN_VFS_MADE_H

#include "kern/vfs/mount.h"
#include "kern/vfs/made/text.h"

#define MADE_STARS 2

/* Which numbers stand for the stars on the way to an inode. */
struct made_at {
	unsigned n[MADE_STARS];
};

struct made_entry {
	const char *path;
	const char *text; /* the contents, or where a link leads, if it is always the same */
	uint32_t mode;    /* 0: a file that everybody may read */

	/* Write the contents, or where a link leads, to (t). Without (text). Errors: any. */
	int (*tell)(struct text *t, const struct made_at *at);

	/* Something was written to the file. NULL: it cannot be. */
	int (*take)(const struct made_at *at, const char *s, size_t n);

	/* A link that leads by itself: inode_ops.follow. */
	int (*follow)(const struct made_at *at, struct place *to);
};

struct made_fs {
	struct fs fs;
	const struct made_entry *entries; /* those of a folder one after the other */
	size_t nr;
	uint64_t magic;

	/*
	 * The first number from (from) on that a star stands for behind (path), of which there are
	 * (len) bytes; < 0 when there is none. NULL: no stars.
	 */
	int (*next)(const char *path, size_t len, unsigned from);
};

/* Make (m), whose table is filled in, ready to be mounted. Errors: -ENOMEM. */
must_use int made_init(struct made_fs *m);

#endif
