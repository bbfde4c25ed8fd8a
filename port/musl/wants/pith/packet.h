/* SPDX-License-Identifier: MIT */
/*
 * Whoever asks for packet sockets needs a header of theirs, for an address or a protocol. So such a
 * header refers to them, by a relocation that changes nothing, and other images have none.
 */
#ifndef PITH_WANTS_PACKET
#define PITH_WANTS_PACKET

__asm__(".pushsection .text.pith.wants, \"axR\", @progbits\n"
	".reloc ., R_X86_64_NONE, pith.packet_create\n"
	".popsection\n");

#endif
