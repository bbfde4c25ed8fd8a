/* SPDX-License-Identifier: MIT */
/*
 * Self-relocation. This runs before the image is relocated, so it reaches data by offsets from its
 * own code alone: no tables of pointers, no calls through them.
 */
#include "arch/x86_64/relocate.h"

#define R_X86_64_RELATIVE 8

struct elf64_rela {
	uint64_t offset;
	uint64_t info;
	int64_t addend;
};

extern const uint64_t pith_relr_start[], pith_relr_end[];
extern const struct elf64_rela pith_rela_start[], pith_rela_end[];

/*
 * An even entry is an address; an odd one is a bitmap, above bit 0, of the 63 words that follow the
 * last address or what the last bitmap was of. (where) is the word before these.
 */
static void apply_packed(uintptr_t loaded, uintptr_t slide)
{
	uint64_t *where = NULL;

	for (const uint64_t *e = pith_relr_start; e < pith_relr_end; e++) {
		uint64_t bits = *e;

		if (!(bits & 1)) {
			where = (uint64_t *)(bits + loaded);
			*where += slide;
			continue;
		}
		while (bits &= bits - 1)
			where[__builtin_ctzll(bits)] += slide;
		where += 63;
	}
}

void image_relocate(uintptr_t loaded, uintptr_t slide)
{
	apply_packed(loaded, slide);
	for (const struct elf64_rela *r = pith_rela_start; r < pith_rela_end; r++)
		if (r->info == R_X86_64_RELATIVE)
			*(uint64_t *)(r->offset + loaded) = (uint64_t)r->addend + slide;
}
