/* SPDX-License-Identifier: MIT */
/*
 * A small reader of DWARF: address ranges and unit names (DWARF 5, 6.1.2 and 7.5).
 *
 * Every read goes through a cursor that cannot leave its section; a cursor that ran out says so
 * once, at the end, instead of after each field.
 */
#include "tool/inspect/dwarf.h"

#include <stdlib.h>
#include <string.h>

#include "tool/buf.h"

enum {
	AT_NAME = 0x03,
	AT_COMP_DIR = 0x1b,
	AT_STR_OFFSETS_BASE = 0x72,

	FORM_ADDR = 0x01,
	FORM_DATA2 = 0x05,
	FORM_DATA4 = 0x06,
	FORM_DATA8 = 0x07,
	FORM_STRING = 0x08,
	FORM_DATA1 = 0x0b,
	FORM_FLAG = 0x0c,
	FORM_SDATA = 0x0d,
	FORM_STRP = 0x0e,
	FORM_UDATA = 0x0f,
	FORM_SEC_OFFSET = 0x17,
	FORM_FLAG_PRESENT = 0x19,
	FORM_STRX = 0x1a,
	FORM_ADDRX = 0x1b,
	FORM_DATA16 = 0x1e,
	FORM_LINE_STRP = 0x1f,
	FORM_IMPLICIT_CONST = 0x21,
	FORM_STRX1 = 0x25,
	FORM_STRX2 = 0x26,
	FORM_STRX4 = 0x28,
	FORM_ADDRX1 = 0x29,
};

struct cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
};

struct dwarf {
	struct elf_section aranges;
	struct elf_section info;
	struct elf_section abbrev;
	struct elf_section str;
	struct elf_section line_str;
	struct elf_section str_offsets;
};

static uint64_t take(struct cursor *c, size_t n)
{
	uint64_t v = 0;

	if ((size_t)(c->end - c->at) < n) {
		c->bad = true;
		c->at = c->end;
		return 0;
	}
	memcpy(&v, c->at, MIN(n, sizeof v));
	c->at += n;
	return v;
}

static uint64_t take_uleb(struct cursor *c)
{
	uint64_t v = 0, byte;
	unsigned shift = 0;

	do {
		byte = take(c, 1);
		if (shift < 64)
			v |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return v;
}

static struct cursor cursor_at(const struct elf_section *s, uint64_t offset)
{
	bool within = s->bytes && offset <= s->size;

	return (struct cursor){ within ? s->bytes + offset : NULL,
				within ? s->bytes + s->size : NULL, !within };
}

/* The string at (offset) of (s), or NULL. */
static const char *string_at(const struct elf_section *s, uint64_t offset)
{
	if (!s->bytes || offset >= s->size || !memchr(s->bytes + offset, '\0', s->size - offset))
		return NULL;
	return (const char *)s->bytes + offset;
}

/* Move (abbrev) to the attributes of declaration (code). */
static bool find_abbrev(struct cursor *abbrev, uint64_t code)
{
	while (!abbrev->bad) {
		uint64_t found = take_uleb(abbrev), attribute;

		if (!found)
			return false;
		take_uleb(abbrev); /* tag */
		take(abbrev, 1);   /* children */
		if (found == code)
			return true;
		do {
			attribute = take_uleb(abbrev);
			if (take_uleb(abbrev) == FORM_IMPLICIT_CONST)
				take_uleb(abbrev);
		} while (attribute && !abbrev->bad);
	}
	return false;
}

/* Step over a value of (form) and return what it is as a number, if it is one. */
static uint64_t take_form(struct cursor *c, uint64_t form)
{
	switch (form) {
	case FORM_DATA1:
	case FORM_FLAG:
	case FORM_STRX1:
	case FORM_ADDRX1:
		return take(c, 1);
	case FORM_DATA2:
	case FORM_STRX2:
		return take(c, 2);
	case FORM_DATA4:
	case FORM_STRP:
	case FORM_LINE_STRP:
	case FORM_SEC_OFFSET:
	case FORM_STRX4:
		return take(c, 4);
	case FORM_ADDR:
	case FORM_DATA8:
		return take(c, 8);
	case FORM_DATA16:
		return take(c, 16);
	case FORM_SDATA:
	case FORM_UDATA:
	case FORM_STRX:
	case FORM_ADDRX:
		return take_uleb(c);
	case FORM_STRING:
		while (take(c, 1))
			;
		return 0;
	case FORM_FLAG_PRESENT:
	case FORM_IMPLICIT_CONST:
		return 0;
	}
	c->bad = true;
	return 0;
}

/* A name as its attribute gives it; resolved once the unit's base of string offsets is known. */
struct name {
	uint64_t form;
	uint64_t value;
	const char *inline_text;
};

static const char *resolve(const struct dwarf *d, const struct name *n, uint64_t base)
{
	struct cursor offset;

	switch (n->form) {
	case FORM_STRING:
		return n->inline_text;
	case FORM_STRP:
		return string_at(&d->str, n->value);
	case FORM_LINE_STRP:
		return string_at(&d->line_str, n->value);
	case FORM_STRX:
	case FORM_STRX1:
	case FORM_STRX2:
	case FORM_STRX4:
		offset = cursor_at(&d->str_offsets, base + n->value * 4);
		return string_at(&d->str, take(&offset, 4));
	}
	return NULL;
}

/* Its name, after the folder that it was compiled in unless that is the top of a repository. */
static const char *join(struct sources *s, const char *folder, const char *name)
{
	if (!name || name[0] == '/' || !folder || strcmp(folder, ".") == 0)
		return name;
	strings_addf(&s->joined, "%s/%s", folder, name);
	return s->joined.items[s->joined.n - 1];
}

/* Read the attributes of a unit's first entry for its name. */
static const char *read_name(struct sources *s, const struct dwarf *d, struct cursor *c,
			     struct cursor *abbrev)
{
	struct name name = { 0 }, folder = { 0 };
	uint64_t base = 8;

	for (;;) {
		uint64_t attribute = take_uleb(abbrev), form = take_uleb(abbrev), value;
		const uint8_t *at = c->at;

		if (!attribute || abbrev->bad)
			break;
		if (form == FORM_IMPLICIT_CONST)
			take_uleb(abbrev);
		value = take_form(c, form);
		if (c->bad)
			break;
		if (attribute == AT_NAME)
			name = (struct name){ form, value, (const char *)at };
		else if (attribute == AT_COMP_DIR)
			folder = (struct name){ form, value, (const char *)at };
		else if (attribute == AT_STR_OFFSETS_BASE)
			base = value;
	}
	return join(s, resolve(d, &folder, base), resolve(d, &name, base));
}

/* The name of the unit at (offset) of .debug_info, or NULL. */
static const char *unit_name(struct sources *s, const struct dwarf *d, uint64_t offset)
{
	enum { UNIT_COMPILE = 1 };
	struct cursor c = cursor_at(&d->info, offset), abbrev;
	uint64_t length = take(&c, 4), version = take(&c, 2), abbrev_offset;

	if (length >= 0xfffffff0 || version < 4 || version > 5)
		return NULL;
	if (version == 5) {
		if (take(&c, 1) != UNIT_COMPILE)
			return NULL;
		take(&c, 1);
		abbrev_offset = take(&c, 4);
	} else {
		abbrev_offset = take(&c, 4);
		take(&c, 1);
	}
	abbrev = cursor_at(&d->abbrev, abbrev_offset);
	if (!find_abbrev(&abbrev, take_uleb(&c)) || c.bad)
		return NULL;
	return read_name(s, d, &c, &abbrev);
}

static void add_range(struct sources *s, uint64_t addr, uint64_t size, const char *source)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		s->ranges = mem_resize(s->ranges, s->cap * sizeof *s->ranges);
	}
	s->ranges[s->n++] = (struct source_range){ addr, size, source };
}

/* One set of ranges: those of one unit. Returns false at the end, or where the table is broken. */
static bool read_set(struct sources *s, const struct dwarf *d, struct cursor *c)
{
	uint64_t length = take(c, 4), addr, size;
	struct cursor set = { c->at, c->at, false };
	const uint8_t *start;
	const char *name;

	if (c->bad || length >= 0xfffffff0 || length > (uint64_t)(c->end - c->at))
		return false;
	start = c->at - 4;
	set.end = c->at + length;
	c->at += length;
	take(&set, 2); /* version */
	name = unit_name(s, d, take(&set, 4));
	if (take(&set, 1) != 8 || take(&set, 1) != 0 || !name)
		return true;
	take(&set, (16 - (size_t)(set.at - start) % 16) % 16);
	while (!set.bad) {
		addr = take(&set, 8);
		size = take(&set, 8);
		if (!addr && !size)
			break;
		/* A function that the linker dropped is at address 0. */
		if (addr && size && !set.bad)
			add_range(s, addr, size, name);
	}
	return true;
}

static int by_address(const void *a, const void *b)
{
	const struct source_range *r = a, *s = b;

	return r->addr < s->addr ? -1 : r->addr > s->addr;
}

void sources_read(struct sources *s, const struct elf *e)
{
	struct dwarf d = { 0 };
	struct cursor c;

	*s = (struct sources){ 0 };
	if (!elf_find_section(e, ".debug_aranges", &d.aranges) ||
	    !elf_find_section(e, ".debug_info", &d.info) ||
	    !elf_find_section(e, ".debug_abbrev", &d.abbrev))
		return;
	elf_find_section(e, ".debug_str", &d.str);
	elf_find_section(e, ".debug_line_str", &d.line_str);
	elf_find_section(e, ".debug_str_offsets", &d.str_offsets);
	c = cursor_at(&d.aranges, 0);
	while (read_set(s, &d, &c))
		;
	if (s->n)
		qsort(s->ranges, s->n, sizeof *s->ranges, by_address);
}

void sources_free(struct sources *s)
{
	free(s->ranges);
	strings_free(&s->joined);
	*s = (struct sources){ 0 };
}

const char *sources_find(const struct sources *s, uint64_t addr)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->ranges[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || addr - s->ranges[low - 1].addr >= s->ranges[low - 1].size)
		return NULL;
	return s->ranges[low - 1].source;
}
