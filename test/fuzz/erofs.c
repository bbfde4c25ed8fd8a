/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the EROFS reader, through everything that it offers, with the image in memory and
 * from a source whose pages are elsewhere each time.
 *
 * Links: fs/erofs_format.c fs/erofs_packed.c fs/lz4.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fs/erofs_packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t sink;
static unsigned budget;

/* Read every byte, so that the sanitizer sees the ones that are not there. */
static void touch(const void *bytes, size_t n)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < n; i++)
		sink += at[i];
}

/* Of the source. */
static const uint8_t *all;
static size_t all_size;
static uint8_t *held[4]; /* pages of a folder, an inode and the like at once */
static uint64_t held_at[4];

static int get(uint64_t at, size_t *n, const uint8_t **p)
{
	uint64_t page = at & ~4095ull;
	size_t size = all_size - page < 4096 ? all_size - page : 4096;

	for (unsigned i = 0; i < 4; i++) {
		if (held[i])
			continue;
		held[i] = malloc(size);
		held_at[i] = at;
		memcpy(held[i], all + page, size);
		*p = held[i] + (at - page);
		*n = *n < size - (at - page) ? *n : size - (at - page);
		return 0;
	}
	__builtin_trap(); /* somebody forgot to put some back */
}

static void put(uint64_t at)
{
	for (unsigned i = 0; i < 4; i++) {
		if (!held[i] || held_at[i] != at)
			continue;
		free(held[i]);
		held[i] = NULL;
		return;
	}
	__builtin_trap();
}

static const struct erofs_source source = { get, put };

static void read_data(const struct erofs_image *im, const struct erofs_info *i)
{
	const uint8_t *p;
	uint64_t at;
	size_t n;

	for (uint64_t pos = 0; pos < i->size && budget; pos += n, budget--) {
		if (erofs_find_data(im, i, pos, &at, &n))
			return;
		if (erofs_hold(im, at, &n, &p))
			return;
		touch(p, n);
		erofs_drop(im, at);
	}
}

static void unpack(const struct erofs_image *im, const struct erofs_info *i)
{
	static uint8_t bytes[EROFS_EXTENT_MAX];
	static struct erofs_pieces pieces;
	struct erofs_extent x;

	for (uint64_t at = 0; at < i->size && budget; at = x.end, budget--) {
		if (erofs_find_extent(im, i, at, &x))
			return;
		if (x.begin > at || x.end <= at)
			__builtin_trap();
		if (!erofs_unpack(im, &x, &pieces, bytes))
			touch(bytes, (size_t)(x.end - x.begin));
	}
}

static void read_inode(const struct erofs_image *im, uint64_t nid, unsigned depth)
{
	struct erofs_info info;
	struct erofs_entry e;
	uint64_t found;

	if (!budget || erofs_read_inode(im, nid, &info))
		return;
	read_data(im, &info);
	unpack(im, &info);
	for (uint64_t pos = 0; budget; pos = e.next, budget--) {
		if (erofs_read_entry(im, &info, pos, &e))
			break;
		touch(e.name, e.len);
		if (!erofs_find_name(im, &info, e.name, e.len, &found))
			sink += found;
		if (depth)
			read_inode(im, e.nid, depth - 1);
	}
	if (!erofs_find_name(im, &info, "name", 4, &found))
		sink += found;
}

static void read_all(const void *base, size_t size, const struct erofs_source *from)
{
	struct erofs_image im;

	budget = 500;
	if (erofs_open_image(&im, base, size, from))
		return;
	read_inode(&im, im.root_nid, 3);
	for (uint64_t nid = 0; nid < 64; nid++)
		read_inode(&im, nid, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1); /* exactly as large, so that its end is one */

	if (size)
		memcpy(copy, data, size);
	read_all(copy, size, NULL);
	all = copy;
	all_size = size;
	read_all(NULL, size, &source);
	for (unsigned i = 0; i < 4; i++)
		if (held[i])
			__builtin_trap();
	free(copy);
	return 0;
}
