/* SPDX-License-Identifier: MIT */
/*
 * Options of ramfs, which are those of Linux's tmpfs: how much it may hold, and who owns its root.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"
#include "kern/vfs/made/text.h"

/* A number in (s, n), to (base). Returns the bytes of it. */
static size_t option_number(const char *s, size_t n, unsigned base, uint64_t *value)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < n && (unsigned)(s[i] - '0') < base; i++) {
		if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s[i] - '0'), &v))
			return 0;
	}
	*value = v;
	return i;
}

/* A number that k, m or g may follow, or with (whole) a percentage of that. */
static int option_size(const char *s, size_t n, uint64_t whole, uint64_t *value)
{
	static const char units[] = "kmgt";
	size_t digits = option_number(s, n, 10, value);
	const char *unit;

	if (!digits)
		return -EINVAL;
	if (digits == n)
		return 0;
	if (digits + 1 != n)
		return -EINVAL;
	if (s[digits] == '%' && whole) {
		*value = whole / 100 * *value;
		return 0;
	}
	unit = strchr(units, s[digits] | 32);
	if (!unit || !*unit)
		return -EINVAL;
	*value <<= 10 * (unsigned)(unit - units + 1);
	return 0;
}

enum ramfs_option {
	OPTION_SIZE,
	OPTION_BLOCKS,
	OPTION_INODES,
	OPTION_MODE,
	OPTION_UID,
	OPTION_GID,
	OPTION_IGNORED,
};

static const struct {
	const char *name; /* what stands before the value, or all of it */
	enum ramfs_option option;
} names[] = {
	{ "size=", OPTION_SIZE },        { "nr_blocks=", OPTION_BLOCKS },
	{ "nr_inodes=", OPTION_INODES }, { "mode=", OPTION_MODE },
	{ "uid=", OPTION_UID },          { "gid=", OPTION_GID },
	{ "huge=", OPTION_IGNORED },     { "inode64", OPTION_IGNORED },
	{ "inode32", OPTION_IGNORED },   { "noswap", OPTION_IGNORED },
};

static int option_set(struct ramfs *r, enum ramfs_option option, const char *s, size_t n)
{
	struct inode *root = r->fs.root;
	struct frame_stats frames;
	uint64_t v = 0;
	int err = 0;

	frame_get_stats(&frames);
	switch (option) {
	case OPTION_SIZE:
		err = option_size(s, n, frames.total * PAGE_SIZE, &v);
		if (!err)
			r->max_pages = (v + PAGE_SIZE - 1) >> PAGE_SHIFT;
		break;
	case OPTION_BLOCKS:
		err = option_size(s, n, 0, &v);
		if (!err)
			r->max_pages = v;
		break;
	case OPTION_INODES:
		err = option_size(s, n, 0, &v);
		if (!err)
			r->max_files = v;
		break;
	case OPTION_MODE:
		if (!n || option_number(s, n, 8, &v) != n)
			return -EINVAL;
		root->mode = INODE_FOLDER | (v & 07777);
		break;
	case OPTION_UID:
	case OPTION_GID:
		if (!n || option_number(s, n, 10, &v) != n || v > UINT32_MAX)
			return -EINVAL;
		*(option == OPTION_UID ? &root->uid : &root->gid) = (uint32_t)v;
		break;
	case OPTION_IGNORED:
		break;
	}
	return err;
}

/* Take the option (s, n). */
static int option_take(struct ramfs *r, const char *s, size_t n)
{
	for (size_t i = 0; i < nitems(names); i++) {
		size_t len = strlen(names[i].name);

		if (n < len || memcmp(s, names[i].name, len))
			continue;
		if (names[i].name[len - 1] != '=' && n != len)
			continue;
		return option_set(r, names[i].option, s + len, n - len);
	}
	return -EINVAL;
}

int ramfs_set_options(struct ramfs *r, const char *options)
{
	while (*options) {
		const char *end = strchr(options, ',');
		size_t n = end ? (size_t)(end - options) : strlen(options);
		int err = n ? option_take(r, options, n) : 0;

		if (err)
			return err;
		options += n + (end != NULL);
	}
	return 0;
}

int ramfs_remount(struct fs *fs, const char *options)
{
	struct ramfs *r = ramfs_of_fs(fs), new = *r;
	int err;

	err = ramfs_set_options(&new, options);
	if (err)
		return err;
	if ((new.max_pages &&new.max_pages < r->nr_pages) ||
	    (new.max_files &&new.max_files < r->nr_files))
		return -EINVAL;
	__atomic_store_n(&r->max_pages, new.max_pages, __ATOMIC_RELAXED);
	__atomic_store_n(&r->max_files, new.max_files, __ATOMIC_RELAXED);
	return 0;
}

void ramfs_tell_options(const struct fs *fs, struct text *to)
{
	const struct ramfs *r = ramfs_of_fs(fs);

	if (r->max_pages)
		text_addf(to, ",size=%luk", r->max_pages * (PAGE_SIZE / 1024));
	if (r->max_files)
		text_addf(to, ",nr_inodes=%lu", r->max_files);
	if ((fs->root->mode & 07777) != 01777)
		text_addf(to, ",mode=%o", fs->root->mode & 07777);
}
