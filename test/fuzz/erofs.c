/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the EROFS reader, through everything that it offers.
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

static void read_data(const struct erofs_image *im, const struct erofs_info *i)
{
	const uint8_t *p;
	size_t n;

	for (uint64_t at = 0; at < i->size && budget; at += n, budget--) {
		if (erofs_find_data(im, i, at, &p, &n))
			return;
		touch(p, n);
	}
}

static void unpack(const struct erofs_image *im, const struct erofs_info *i)
{
	static uint8_t bytes[EROFS_EXTENT_MAX];
	struct erofs_extent x;

	for (uint64_t at = 0; at < i->size && budget; at = x.end, budget--) {
		if (erofs_find_extent(im, i, at, &x))
			return;
		if (x.begin > at || x.end <= at)
			__builtin_trap();
		if (!erofs_unpack(&x, bytes))
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erofs_image im;
	uint8_t *copy = malloc(size ? size : 1); /* exactly as large, so that its end is one */

	if (size)
		memcpy(copy, data, size);
	budget = 500;
	if (!erofs_open_image(&im, copy, size)) {
		read_inode(&im, im.root_nid, 3);
		for (uint64_t nid = 0; nid < 64; nid++)
			read_inode(&im, nid, 0);
	}
	free(copy);
	return 0;
}
