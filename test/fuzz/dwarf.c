/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the names of sources in the debug information of an ELF file.
 *
 * Links: tool/inspect/dwarf.c tool/elf.c tool/diag.c tool/buf.c
 */
#include <stdlib.h>
#include <string.h>

#include "tool/inspect/dwarf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	const char *why;
	struct sources s;
	struct elf e;

	memcpy(copy, data, size);
	if (elf_init(&e, copy, size, &why) == 0) {
		sources_read(&s, &e);
		for (size_t i = 0; i < s.n; i++) {
			/* Names end, and ranges are in order. */
			if (strlen(s.ranges[i].source) > size + 4096 ||
			    (i && s.ranges[i].addr < s.ranges[i - 1].addr))
				abort();
			if (!sources_find(&s, s.ranges[i].addr) && s.ranges[i].size == 0)
				abort();
		}
		sources_free(&s);
	}
	free(copy);
	return 0;
}
