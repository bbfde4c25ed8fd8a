/* SPDX-License-Identifier: MIT */
/*
 * The cache of ld.so without what is not in the image, also where the file is cut off or lies.
 *
 * Links: tool/build/libraries.c tool/elf.c tool/link/workdir.c tool/run_child.c tool/buf.c
 * Links: tool/diag.c
 */
#include "tool/build/libraries.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/tap.h"
#include "tool/command.h"

bool tool_verbose;

#define ENTRIES 4
#define STRINGS (48 + 24 * ENTRIES)

/* Where the names and paths stand among the strings. */
static const char strings[] = "libz.so.1\0/lib/libz.so.1\0libx.so\0/opt/libx.so\0libc.so.6\0"
			      "/lib/libc.so.6\0libc.so.6\0/lib/v3/libc.so.6";
static const uint32_t where[ENTRIES][2] = { { 0, 10 }, { 25, 33 }, { 46, 56 }, { 71, 81 } };

static void put(char *at, uint32_t value)
{
	memcpy(at, &value, sizeof value);
}

static void make(char *cache)
{
	memset(cache, 0, STRINGS);
	memcpy(cache, "glibc-ld.so.cache1.1", 20);
	put(cache + 20, ENTRIES);
	put(cache + 24, sizeof strings);
	cache[28] = 2;
	put(cache + 32, 99);
	for (size_t i = 0; i < ENTRIES; i++) {
		char *entry = cache + 48 + 24 * i;

		put(entry, 0x303);
		put(entry + 4, STRINGS + where[i][0]);
		put(entry + 8, STRINGS + where[i][1]);
		put(entry + 20, i == 3 ? 1u << 30 : 0);
	}
	memcpy(cache + STRINGS, strings, sizeof strings);
}

static const char *text(const struct buf *b, size_t at)
{
	uint32_t offset;

	memcpy(&offset, b->data + at, sizeof offset);
	return offset < b->len ? b->data + offset : "";
}

int main(void)
{
	char cache[STRINGS + sizeof strings], *part;
	struct strings paths = { 0 }, none = { 0 };
	struct buf out = { 0 };
	bool all = true;

	strings_add(&paths, "/lib/libc.so.6");
	strings_add(&paths, "/lib/v3/libc.so.6");
	strings_add(&paths, "/lib/libz.so.1");
	make(cache);
	libraries_keep_cache(cache, sizeof cache, &none, &out);
	ok(!out.len, "nothing is left of a cache without libraries of the image");
	libraries_keep_cache(cache, sizeof cache, &paths, &out);
	ok(out.len > 96 && out.data[20] == 2 && out.data[28] == 2 && !out.data[32],
	   "two are kept, without what is for some processors, and the order of bytes");
	ok(!strcmp(text(&out, 52), "libz.so.1") && !strcmp(text(&out, 56), "/lib/libz.so.1"),
	   "the first one is where it says");
	ok(!strcmp(text(&out, 76), "libc.so.6") && !strcmp(text(&out, 80), "/lib/libc.so.6"),
	   "and so is the second");
	buf_free(&out);
	for (size_t n = 1; n < sizeof cache; n++) {
		part = malloc(n);
		memcpy(part, cache, n);
		libraries_keep_cache(part, n, &paths, &out);
		all &= n >= STRINGS || !out.len;
		buf_free(&out);
		free(part);
	}
	ok(all, "nothing is left of one that is cut off");
	put(cache + 20, UINT32_MAX);
	libraries_keep_cache(cache, sizeof cache, &paths, &out);
	ok(!out.len, "more entries than there is room for");
	strings_free(&paths);
	return tap_done();
}
