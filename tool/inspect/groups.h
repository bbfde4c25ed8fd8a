/* SPDX-License-Identifier: MIT */
/*
 * The libraries that an image is made of, as people speak of them: the application, the C
 * library, and the folders of the library OS.
 */
#ifndef TOOL_INSPECT_GROUPS_H
#define TOOL_INSPECT_GROUPS_H

#include <stddef.h>
#include <stdint.h>

#include "tool/inspect/graph.h"

enum group {
	GROUP_APPLICATION,
	GROUP_LIBC,
	GROUP_ABI,
	GROUP_VFS,
	GROUP_CONSOLE,
	GROUP_FS,
	GROUP_CORE,
	GROUP_MEM,
	GROUP_SCHED,
	GROUP_DEV,
	GROUP_EVENT,
	GROUP_NET,
	GROUP_LWIP,
	GROUP_DRIVERS,
	GROUP_PVH,
	GROUP_LINUX,
	GROUP_ARCH,
	GROUP_BASE,
	GROUP_ROOT,
	GROUP_NAMES,
	GROUP_TABLES,
	GROUP_PADDING,
	GROUPS,
};

const char *group_name(enum group g);
uint32_t group_colour(enum group g); /* 0xrrggbb, for the map */

/*
 * The group of piece (p), and the rest of its source's name behind the group's folder in (*file).
 */
enum group group_of(const struct graph *graph, const struct piece *p, const char **file);

/* One name in one file, with all its bytes in the image's file. */
struct group_row {
	enum group group;
	const char *file;
	const char *name;
	uint64_t bytes;
};

struct group_rows {
	struct group_row *rows; /* sorted by group, file and name */
	size_t n;
	uint64_t bytes[GROUPS];
	uint64_t total; /* (file_size) */
};

/* Sum up the image whose file has (file_size) bytes. Owns: the caller, until group_rows_free(). */
void group_rows_make(struct group_rows *r, const struct graph *graph, uint64_t file_size);
void group_rows_free(struct group_rows *r);

#endif
