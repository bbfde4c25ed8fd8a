/* SPDX-License-Identifier: MIT */
/*
 * The names of a ramfs folder: a hash table for look-ups, and a list in the order of creation for
 * listings.
 *
 * A position in a listing is the cookie of the next name. Cookies only grow, so a listing that goes
 * on while names come and go sees each name that stays, once. The cursor makes going on a matter of
 * one step.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/heap.h"

extern __typeof__(ramfs_keep_gone) ramfs_keep_gone WEAK;
extern __typeof__(ramfs_lower_lookup) ramfs_lower_lookup WEAK;
extern __typeof__(ramfs_lower_fill) ramfs_lower_fill WEAK;

int ramfs_folder_fill(struct ramfs_inode *dir)
{
	if (!dir->lower || dir->folder.filled || !LINKED(ramfs_lower_fill))
		return 0;
	return ramfs_lower_fill(dir);
}

/* Positions of "." and ".."; names begin behind them. */
#define COOKIE_DOT    0
#define COOKIE_DOTDOT 1
#define COOKIE_FIRST  2

/* What a name adds to the size of its folder, as on Linux's tmpfs. */
#define NAME_BYTES 20

void ramfs_folder_init(struct ramfs_folder *d)
{
	list_init(&d->names);
	d->buckets = d->few;
	d->nr_buckets = RAMFS_BUCKETS_FEW;
	d->next_cookie = COOKIE_FIRST;
}

void ramfs_folder_fini(struct ramfs_folder *d)
{
	if (d->buckets != d->few)
		heap_free(d->buckets);
}

static always_inline uint64_t load(const char *s, unsigned n)
{
	uint64_t w = 0;

	__builtin_memcpy(&w, s, n);
	return w;
}

/* What is left of a name: (n) bytes, 8 at most, in a word that no other (n) bytes make. */
static always_inline uint64_t load_rest(const char *s, unsigned n)
{
	if (n == 8)
		return load(s, 8);
	if (n >= 4)
		return load(s, 4) | load(s + n - 4, 4) << 32;
	return n ? load(s, 1) | load(s + n / 2, 1) << 8 | load(s + n - 1, 1) << 16 : 0;
}

#define HASH_FACTOR 0x9e3779b97f4a7c15ull

static uint32_t name_hash(struct name name)
{
	uint64_t h = name.len;
	const char *s = name.s;
	unsigned n = name.len;

	for (; n > 8; n -= 8, s += 8) {
		h = (h ^ load(s, 8)) * HASH_FACTOR;
		h ^= h >> 32;
	}
	h = (h ^ load_rest(s, n)) * HASH_FACTOR;
	return (uint32_t)(h >> 32);
}

static bool is_same(const char *a, const char *b, unsigned n)
{
	for (; n > 8; n -= 8, a += 8, b += 8)
		if (load(a, 8) != load(b, 8))
			return false;
	return load_rest(a, n) == load_rest(b, n);
}

static struct ramfs_name **folder_bucket(struct ramfs_folder *d, uint32_t hash)
{
	return &d->buckets[hash & (d->nr_buckets - 1)];
}

struct ramfs_name *ramfs_folder_find(struct ramfs_folder *d, struct name name)
{
	uint32_t hash = name_hash(name);

	for (struct ramfs_name *n = *folder_bucket(d, hash); n; n = n->next) {
		if (n->hash == hash && n->len == name.len && is_same(n->s, name.s, name.len))
			return n;
	}
	return NULL;
}

/* Twice the buckets. Without memory the chains get longer, and that is all. */
static void folder_widen(struct ramfs_folder *d)
{
	uint32_t wide = d->nr_buckets * 2;
	struct ramfs_name **old = d->buckets;
	struct ramfs_name **buckets = heap_alloc_zero(wide * sizeof(struct ramfs_name *));

	if (!buckets)
		return;
	d->buckets = buckets;
	d->nr_buckets = wide;
	list_for_each (e, &d->names) {
		struct ramfs_name *n = list_entry(e, struct ramfs_name, order);
		struct ramfs_name **bucket = folder_bucket(d, n->hash);

		n->next = *bucket;
		*bucket = n;
	}
	if (old != d->few)
		heap_free(old);
}

/* Set the times of a folder whose names change, and its size. */
static void folder_touch(struct ramfs_inode *dir, int64_t grown)
{
	dir->inode.size =
		MAX(dir->inode.size + grown, 0); /* a folder that shows through had another */
	dir->inode.mtime = inode_now();
	dir->inode.ctime = dir->inode.mtime;
}

int ramfs_folder_note(struct ramfs_inode *dir, struct name name, struct ramfs_inode *i,
		      struct ramfs_name **out)
{
	struct ramfs_folder *d = &dir->folder;
	struct ramfs_name **bucket;
	struct ramfs_name *n = heap_alloc(sizeof *n + name.len);

	if (!n)
		return -ENOSPC;
	if (d->nr_names >= d->nr_buckets * 2)
		folder_widen(d);
	n->dir = dir;
	n->inode = NULL;
	if (i)
		ramfs_name_link(n, i);
	n->cookie = d->next_cookie++;
	n->hash = name_hash(name);
	n->len = (uint8_t)name.len;
	memcpy(n->s, name.s, name.len);
	bucket = folder_bucket(d, n->hash);
	n->next = *bucket;
	*bucket = n;
	list_push_back(&d->names, &n->order);
	d->nr_names++;
	*out = n;
	return 0;
}

int ramfs_folder_add(struct ramfs_inode *dir, struct name name, struct ramfs_inode *i)
{
	struct ramfs_name *n;
	int err = ramfs_folder_note(dir, name, i, &n);

	if (!err)
		folder_touch(dir, NAME_BYTES);
	return err;
}

void ramfs_name_link(struct ramfs_name *n, struct ramfs_inode *i)
{
	n->inode = ramfs_of(inode_get(&i->inode));
	n->other = i->names;
	i->names = n;
}

void ramfs_name_unlink(struct ramfs_name *n)
{
	struct ramfs_name **link = &n->inode->names;

	while (*link != n)
		link = &(*link)->other;
	*link = n->other;
}

void ramfs_folder_remove(struct ramfs_inode *dir, struct ramfs_name *n)
{
	struct ramfs_folder *d = &dir->folder;
	struct ramfs_name **link = folder_bucket(d, n->hash);
	struct ramfs_inode *i = n->inode;

	while (*link != n)
		link = &(*link)->next;
	*link = n->next;
	if (d->cursor == n)
		d->cursor = n->order.prev == &d->names
				    ? NULL
				    : list_entry(n->order.prev, struct ramfs_name, order);
	list_remove(&n->order);
	d->nr_names--;
	folder_touch(dir, -NAME_BYTES);
	ramfs_name_unlink(n);
	if (i->names || !LINKED(ramfs_keep_gone) || !ramfs_keep_gone(i, n))
		heap_free(n);
	inode_put(&i->inode);
}

int ramfs_lookup(struct inode *dir, struct name name, struct inode **child)
{
	struct ramfs_inode *d = ramfs_of(dir);
	struct ramfs_name *n;

	if (name.len == 2 && name.s[0] == '.' && name.s[1] == '.') {
		*child = inode_get(d->folder.parent ? &d->folder.parent->inode : dir);
		return 0;
	}
	n = ramfs_folder_find(&d->folder, name);
	if (d->lower && !(n && n->inode) && LINKED(ramfs_lower_lookup))
		return ramfs_lower_lookup(d, name, n, child);
	if (!n)
		return -ENOENT;
	*child = inode_get(&n->inode->inode);
	return 0;
}

/*
 * The first name whose cookie is at least (pos), as a list element; the list's head when there is
 * none.
 */
static struct list *folder_seek(struct ramfs_folder *d, uint64_t pos)
{
	struct list *e = d->names.next;

	if (d->cursor && d->cursor->cookie <= pos)
		e = &d->cursor->order;
	while (e != &d->names && list_entry(e, struct ramfs_name, order)->cookie < pos)
		e = e->next;
	return e;
}

int ramfs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg)
{
	struct ramfs_inode *i = ramfs_of(dir);
	struct ramfs_folder *d = &i->folder;
	struct inode *up = d->parent ? &d->parent->inode : dir;
	struct list *e;
	int err;

	err = ramfs_folder_fill(i);
	if (err)
		return err;
	if (pos == COOKIE_DOT) {
		if (!emit(arg, (struct name){ ".", 1 }, dir->ino, dir->mode, COOKIE_DOTDOT))
			return 0;
		pos = COOKIE_DOTDOT;
	}
	if (pos == COOKIE_DOTDOT) {
		if (!emit(arg, (struct name){ "..", 2 }, up->ino, up->mode, COOKIE_FIRST))
			return 0;
	}
	for (e = folder_seek(d, pos); e != &d->names; e = e->next) {
		struct ramfs_name *n = list_entry(e, struct ramfs_name, order);
		uint64_t ino = n->inode ? n->inode->inode.ino : n->lower_ino;
		uint32_t mode = n->inode ? n->inode->inode.mode : n->lower_kind;

		if (!emit(arg, (struct name){ n->s, n->len }, ino, mode, n->cookie + 1))
			break;
		d->cursor = n;
	}
	return 0;
}
