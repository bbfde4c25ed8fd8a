/* SPDX-License-Identifier: MIT */
/*
 * Which source file the code at an address comes from, out of the debug information of an ELF file.
 *
 * Reads the address ranges that compilers list per compilation unit (.debug_aranges) and the name
 * of each unit (.debug_info): DWARF 4 and 5, 32-bit. Nothing else is looked at, and nothing is
 * believed: what is broken is as if it were not there.
 */
#ifndef TOOL_INSPECT_DWARF_H
#define TOOL_INSPECT_DWARF_H

#include <stddef.h>
#include <stdint.h>

#include "tool/buf.h"
#include "tool/elf.h"

struct source_range {
	uint64_t addr;
	uint64_t size;
	const char *
		source; /* as the compiler was given it, with its folder when that says something */
};

struct sources {
	struct source_range *ranges; /* in address order */
	size_t n;
	size_t cap;
	struct strings joined; /* names that are not in the file as one */
};

/*
 * Read all ranges of (e), which must stay mapped as long as names are used. Owns: the caller,
 * until sources_free().
 */
void sources_read(struct sources *s, const struct elf *e);
void sources_free(struct sources *s);

/* The source of the code at (addr), or NULL. */
const char *sources_find(const struct sources *s, uint64_t addr);

#endif
