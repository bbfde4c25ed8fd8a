/* SPDX-License-Identifier: MIT */
/*
 * A reference to a function of the library OS (name), which an image then has, by a relocation that
 * changes nothing: in the function that says so, or for whoever includes a header. (clang's
 * assembler knows names that are global alone.)
 */
#ifndef PITH_WANT
#define PITH_WANT

#define __PITH_WANT_TEXT(name) ".globl pith." #name "\n\t.reloc ., R_X86_64_NONE, pith." #name "\n"

#define __PITH_WANT(name) __asm__ volatile(__PITH_WANT_TEXT(name))
#define __PITH_WANT_BY_HEADER(name)                                                         \
	__asm__("\t.pushsection .text.pith.wants, \"axR\", @progbits\n\t" __PITH_WANT_TEXT( \
		name) "\t.popsection\n")

#endif
