/* SPDX-License-Identifier: MIT */
/*
 * An image relocates itself: the linker left the places that hold an address, packed (DT_RELR,
 * generic ABI proposal "RELR relative relocations") and, where they are not aligned, as RELA.
 */
#ifndef ARCH_X86_64_RELOCATE_H
#define ARCH_X86_64_RELOCATE_H

#include "base/types.h"

/* Bounds that the linker script sets. The first byte of the image is its ELF header. */
extern const char pith_image_start[], pith_image_end[];

/* The address that the image was linked for, and that a monitor loads it at. */
#define IMAGE_LINK_BASE 0x100000ul

/*
 * Add (slide), the distance from the link address to where the image will run, to every address in
 * it. (loaded) is the distance from the link address to where it stands now.
 * Context: entry code, before anything reads a pointer from data.
 */
void image_relocate(uintptr_t loaded, uintptr_t slide);

#endif
