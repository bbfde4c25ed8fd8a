/* SPDX-License-Identifier: MIT */
/*
 * The symbol table of an object that is loaded, by its program headers: bounded by the one segment
 * that it has. The host's kernel is trusted with more than this, but a newer one may lay it out in
 * another way, and then it must be found out and not followed.
 */
#include "plat/linux/vdso.h"

#include "base/string.h"

#define ELF_MAGIC 0x464c457fu

#define SEGMENT_LOAD    1
#define SEGMENT_DYNAMIC 2

#define DYNAMIC_END     0
#define DYNAMIC_STRINGS 5
#define DYNAMIC_SYMBOLS 6

#define SYMBOL_FUNCTION 2 /* the low four bits of (info) */

struct header {
	uint32_t magic;
	uint8_t ident[12];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, segments, sections;
	uint32_t flags;
	uint16_t size, segment_size, nr_segments;
};

struct segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_size, size, align;
};

struct dynamic {
	uint64_t tag, value;
};

struct symbol {
	uint32_t name;
	uint8_t info, other;
	uint16_t section;
	uint64_t value, size;
};

/* An object as it is loaded: offsets in it are addresses less (shift). */
struct object {
	const uint8_t *base;
	size_t size;
	uint64_t shift;
};

/* The (len) bytes at link address (address), or NULL. */
static const void *look(const struct object *o, uint64_t address, size_t len)
{
	uint64_t at = address - o->shift;

	return at < o->size && len <= o->size - at ? o->base + at : NULL;
}

/* As above for something that is aligned to 8 bytes. */
static const void *look_aligned(const struct object *o, uint64_t address, size_t len)
{
	return (address - o->shift) % 8 ? NULL : look(o, address, len);
}

static const struct segment *find_segment(const struct header *h, uint32_t type)
{
	const struct segment *s = (const void *)((const uint8_t *)h + h->segments);

	if (h->magic != ELF_MAGIC || h->segment_size != sizeof *s || h->segments > PAGE_SIZE ||
	    h->segments % 8 || h->nr_segments > (PAGE_SIZE - h->segments) / sizeof *s)
		return NULL;
	for (unsigned i = 0; i < h->nr_segments; i++)
		if (s[i].type == type)
			return &s[i];
	return NULL;
}

static uint64_t find_dynamic(const struct object *o, const struct segment *s, uint64_t tag)
{
	const struct dynamic *d = look_aligned(o, s->address, s->size);

	for (size_t i = 0; d && i < s->size / sizeof *d && d[i].tag != DYNAMIC_END; i++) {
		uint64_t value = d[i].value;

		if (d[i].tag != tag)
			continue;
		/* As linked, or as loaded by a C library that was here before. */
		return value >= (uintptr_t)o->base ? value - (uintptr_t)o->base + o->shift : value;
	}
	return o->shift + o->size;
}

static bool is_named(const struct object *o, uint64_t address, const char *name)
{
	size_t n = strlen(name) + 1;
	const char *s = look(o, address, n);

	return s && !memcmp(s, name, n);
}

size_t vdso_size(const void *base)
{
	const struct segment *load = find_segment(base, SEGMENT_LOAD);

	return load ? load->size : 0;
}

/* Strings follow the symbols in every object that a linker made, so they are where these end. */
uintptr_t vdso_find(const void *base, const char *name)
{
	const struct segment *load = find_segment(base, SEGMENT_LOAD);
	const struct segment *dynamic = find_segment(base, SEGMENT_DYNAMIC);
	const struct symbol *s;
	struct object o = { .base = base };
	uint64_t strings, at;

	if (!load || !dynamic || load->offset)
		return 0;
	o.size = load->size;
	o.shift = load->address;
	strings = find_dynamic(&o, dynamic, DYNAMIC_STRINGS);
	at = find_dynamic(&o, dynamic, DYNAMIC_SYMBOLS);
	for (; at < strings && (s = look_aligned(&o, at, sizeof *s)); at += sizeof *s) {
		if ((s->info & 15) == SYMBOL_FUNCTION && s->section &&
		    is_named(&o, strings + s->name, name) && look(&o, s->value, 1))
			return (uintptr_t)base + (s->value - o.shift);
	}
	return 0;
}
