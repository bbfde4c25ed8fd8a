/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the headers of a program that is to be run. What is accepted is within the bounds
 * that mapping it relies on.
 *
 * Links: abi/linux/binary/elf.c
 */
#include <stdint.h>
#include <stdlib.h>

#include "abi/linux/binary/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf_program p;

	if (elf_read(data, size, &p))
		return 0;
	demand(p.nr_segments && p.nr_segments <= ELF_SEGMENTS_MAX);
	demand(p.low < p.high && p.high <= (1ul << 47) + PAGE_SIZE);
	for (unsigned i = 0; i < p.nr_segments; i++) {
		const struct elf_segment *s = &p.segment[i];

		demand(s->addr >= p.low && s->addr + s->mem_size <= p.high);
		demand(s->file_size <= s->mem_size);
	}
	return 0;
}
