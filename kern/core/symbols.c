/* SPDX-License-Identifier: MIT */
/*
 * The symbol table is read from its beginning at each look-up: it is small, and nobody waits for a
 * crash.
 */
#include "kern/core/symbols.h"

extern const uint8_t pith_symbols_start[], pith_symbols_end[];
extern const char pith_image_start[];

static uint64_t take_uleb128(const uint8_t **p)
{
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte = *(*p)++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
}

const char *symbol_find(uintptr_t address, size_t *offset)
{
	const uint8_t *p = pith_symbols_start;
	uintptr_t at = (uintptr_t)pith_image_start;
	const char *name = NULL;

	while (p < pith_symbols_end) {
		uintptr_t next = at + take_uleb128(&p);

		if (next > address || (next == at && name))
			break;
		at = next;
		name = (const char *)p;
		while (*p++)
			;
	}
	*offset = address - at;
	return name;
}
