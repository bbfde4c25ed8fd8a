/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 by the instructions for it (Intel SDM, volume 2: SHA256RNDS2, SHA256MSG1, SHA256MSG2).
 *
 * Whoever calls may serve a page fault, or a system call made by the instruction, where the vector
 * registers are the application's: those that are used come back as they were. Upper halves are
 * not touched by instructions of this encoding.
 */
#define SUM   %xmm0     /* words of the message and constants; SHA256RNDS2 takes it from there */
#define ABEF  %xmm1     /* the state, the first in the highest word */
#define CDGH  %xmm2
#define NEXT  %xmm7
#define SWAP  %xmm8
#define ABEF0 %xmm9     /* before the block */
#define CDGH0 %xmm10
#define SAVED 11

	.section .text.sha256_rounds, "ax", @progbits

	/* The sum in the message's words (w), and rounds (t) to (t) + 3 with it. */
	.macro rounds t, w
	movdqa \w, SUM
	paddd sha256_constants + 4 * (\t)(%rip), SUM
	sha256rnds2 SUM, ABEF, CDGH     /* what was CDGH is ABEF two rounds on */
	pshufd $0x0e, SUM, SUM
	sha256rnds2 SUM, CDGH, ABEF
	.endm

	/* (a) to (d) are the last sixteen words of the message, and (a) becomes the next four. */
	.macro extend a, b, c, d
	movdqa \d, NEXT
	palignr $4, \c, NEXT            /* what was added seven words before */
	sha256msg1 \b, \a
	paddd NEXT, \a
	sha256msg2 \d, \a
	.endm

	.macro load i, w
	movdqu 16 * (\i)(%rsi), \w
	pshufb SWAP, \w
	.endm

	/* void sha256_rounds(uint32_t state[8], const uint8_t *blocks, size_t n): (n) is not 0. */
	.globl sha256_rounds
	.hidden sha256_rounds, sha256_constants
	.type sha256_rounds, @function
sha256_rounds:
	sub $(16 * SAVED), %rsp
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	movups %xmm\i, 16 * \i(%rsp)
	.endr
	movdqa byte_order(%rip), SWAP
	movdqu (%rdi), ABEF             /* words from the lowest on: a b c d */
	movdqu 16(%rdi), CDGH           /* e f g h */
	pshufd $0x1b, ABEF, NEXT        /* d c b a */
	pshufd $0x1b, CDGH, CDGH        /* h g f e */
	movdqa CDGH, ABEF
	punpckhqdq NEXT, ABEF           /* f e b a */
	punpcklqdq NEXT, CDGH           /* h g d c */

block:
	movdqa ABEF, ABEF0
	movdqa CDGH, CDGH0
	load 0, %xmm3
	load 1, %xmm4
	load 2, %xmm5
	load 3, %xmm6
	.irp t, 0, 16, 32
	rounds \t, %xmm3
	extend %xmm3, %xmm4, %xmm5, %xmm6
	rounds \t + 4, %xmm4
	extend %xmm4, %xmm5, %xmm6, %xmm3
	rounds \t + 8, %xmm5
	extend %xmm5, %xmm6, %xmm3, %xmm4
	rounds \t + 12, %xmm6
	extend %xmm6, %xmm3, %xmm4, %xmm5
	.endr
	rounds 48, %xmm3
	rounds 52, %xmm4
	rounds 56, %xmm5
	rounds 60, %xmm6
	paddd ABEF0, ABEF
	paddd CDGH0, CDGH
	add $64, %rsi
	dec %rdx
	jnz block

	movdqa CDGH, NEXT
	punpckhqdq ABEF, NEXT           /* d c b a */
	punpcklqdq ABEF, CDGH           /* h g f e */
	pshufd $0x1b, NEXT, NEXT
	pshufd $0x1b, CDGH, CDGH
	movdqu NEXT, (%rdi)
	movdqu CDGH, 16(%rdi)
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	movups 16 * \i(%rsp), %xmm\i
	.endr
	add $(16 * SAVED), %rsp
	ret
	.size sha256_rounds, . - sha256_rounds

	/* The message's words have their highest byte first. */
	.section .rodata.sha256_rounds, "a", @progbits
	.balign 16
byte_order:
	.byte 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12
	.section .note.GNU-stack, "", @progbits
