/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes of ramfs files: a list by name, the last first, as
 * Linux tells them. What they take counts as Linux's tmpfs counts
 * it, against the memory that as many inodes as there may be would take.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/heap.h"

#define INODE_BYTES 1024 /* an inode, to the limit */
#define ATTR_BYTES  48   /* an attribute beside name and value */

struct ramfs_xattr {
	struct ramfs_xattr *next;
	size_t n;
	char *value; /* behind the name */
	char name[];
};

static int64_t xattr_bytes(const struct ramfs_xattr *x)
{
	return x ? (int64_t)(ATTR_BYTES + strlen(x->name) + 1 + x->n) : 0;
}

/* Count (bytes) more, or fewer. Errors: -ENOSPC. */
static int xattr_charge(struct ramfs *r, int64_t bytes)
{
	uint64_t max = __atomic_load_n(&r->max_files, __ATOMIC_RELAXED) * INODE_BYTES;

	if (__atomic_add_fetch(&r->xattr_bytes, bytes, __ATOMIC_RELAXED) <= (int64_t)max || !max ||
	    bytes <= 0)
		return 0;
	__atomic_fetch_sub(&r->xattr_bytes, bytes, __ATOMIC_RELAXED);
	return -ENOSPC;
}

/* Where (name) is linked, or would be; the inode is locked. */
static struct ramfs_xattr **xattr_find(struct ramfs_inode *i, const char *name)
{
	struct ramfs_xattr **at = &i->xattrs;

	while (*at && strcmp((*at)->name, name) > 0)
		at = &(*at)->next;
	return at;
}

static bool xattr_is(const struct ramfs_xattr *x, const char *name)
{
	return x && !strcmp(x->name, name);
}

static struct ramfs_xattr *xattr_new(const char *name, const void *value, size_t n)
{
	size_t len = strlen(name) + 1;
	struct ramfs_xattr *x = heap_alloc(sizeof *x + len + n);

	if (!x)
		return NULL;
	x->n = n;
	x->value = x->name + len;
	memcpy(x->name, name, len);
	memcpy(x->value, value, n);
	return x;
}

/* Put (x), or nothing, in the place of what is at (at). */
static int xattr_put(struct ramfs_inode *i, struct ramfs_xattr **at, bool there,
		     struct ramfs_xattr *x)
{
	struct ramfs_xattr *old = there ? *at : NULL;
	int err = xattr_charge(ramfs_of_fs(i->inode.fs), xattr_bytes(x) - xattr_bytes(old));

	if (err)
		return err;
	if (x) {
		x->next = old ? old->next : *at;
		*at = x;
	} else if (old) {
		*at = old->next;
	}
	heap_free(old);
	i->inode.ctime = inode_now();
	return 0;
}

static int xattr_set(struct inode *inode, const char *name, const void *value, size_t n,
		     unsigned how)
{
	struct ramfs_inode *i = ramfs_of(inode);
	struct ramfs_xattr **at, *x = NULL;
	bool there;
	int err = 0;

	if (!(how & INODE_XATTR_REMOVE)) {
		x = xattr_new(name, value, n);
		if (!x)
			return -ENOSPC;
	}
	mutex_lock(&inode->lock);
	at = xattr_find(i, name);
	there = xattr_is(*at, name);
	if (there && how & INODE_XATTR_CREATE)
		err = -EEXIST;
	else if (!there && how & (INODE_XATTR_REPLACE | INODE_XATTR_REMOVE))
		err = -ENODATA;
	else
		err = xattr_put(i, at, there, x);
	mutex_unlock(&inode->lock);
	if (err)
		heap_free(x);
	return err;
}

static ssize_t xattr_get(struct inode *inode, const char *name, void *value, size_t n)
{
	struct ramfs_inode *i = ramfs_of(inode);
	const struct ramfs_xattr *x;
	ssize_t r = -ENODATA;

	mutex_lock(&inode->lock);
	x = *xattr_find(i, name);
	if (xattr_is(x, name)) {
		r = n && n < x->n ? -ERANGE : (ssize_t)x->n;
		if (n && r > 0)
			memcpy(value, x->value, x->n);
	}
	mutex_unlock(&inode->lock);
	return r;
}

static ssize_t xattr_list(struct inode *inode, char *names, size_t n, bool root)
{
	struct ramfs_inode *i = ramfs_of(inode);
	size_t used = 0;

	mutex_lock(&inode->lock);
	for (const struct ramfs_xattr *x = i->xattrs; x; x = x->next) {
		size_t len = strlen(x->name) + 1;

		if (!root && !strncmp(x->name, "trusted.", 8))
			continue;
		if (n && used + len <= n)
			memcpy(names + used, x->name, len);
		used += len;
	}
	mutex_unlock(&inode->lock);
	return n && used > n ? -ERANGE : (ssize_t)used;
}

void ramfs_xattr_free(struct ramfs_inode *i)
{
	while (i->xattrs) {
		struct ramfs_xattr *x = i->xattrs;

		i->xattrs = x->next;
		xattr_charge(ramfs_of_fs(i->inode.fs), -xattr_bytes(x));
		heap_free(x);
	}
}

const struct inode_xattr_ops ramfs_xattr = {
	.set = xattr_set,
	.get = xattr_get,
	.list = xattr_list,
};
