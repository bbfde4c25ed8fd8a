/* SPDX-License-Identifier: MIT */
/*
 * What the calls on extended attributes have in common, whichever way they name the file.
 */
#ifndef ABI_LINUX_XATTR_XATTR_H
#define ABI_LINUX_XATTR_XATTR_H

#include "kern/vfs/path.h"

/* How a call names its file. */
struct xattr_file {
	const char *path; /* NULL: the descriptor */
	bool follow;
	int fd;
};

/*
 * As setxattr(2), getxattr(2), listxattr(2), removexattr(2), with their errors. Pointers are the
 * application's. Context: thread.
 */
int xattr_set(struct xattr_file at, const char *name, const void *value, size_t n, int flags);
ssize_t xattr_get(struct xattr_file at, const char *name, void *value, size_t n);
ssize_t xattr_list(struct xattr_file at, char *names, size_t n);
int xattr_remove(struct xattr_file at, const char *name);

#endif
