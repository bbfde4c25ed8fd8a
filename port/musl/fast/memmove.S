/* SPDX-License-Identifier: MIT */
/*
 * memmove(): memcpy.S, but for many bytes whose place lies behind them and overlaps: these go from
 * the last to the first.
 */
	.text

	.globl memmove
	.type memmove, @function
	.hidden __memcpy_fwd
memmove:
	mov %rdi, %rax
	mov %rdi, %rcx
	sub %rsi, %rcx
	cmp %rdx, %rcx
	jae __memcpy_fwd
	cmp $64, %rdx
	jbe __memcpy_fwd
	movups (%rsi), %xmm0
	movups 16(%rsi), %xmm1
1:	movups -16(%rsi, %rdx), %xmm2
	movups -32(%rsi, %rdx), %xmm3
	movups %xmm2, -16(%rdi, %rdx)
	movups %xmm3, -32(%rdi, %rdx)
	sub $32, %rdx
	cmp $32, %rdx
	ja 1b
	movups %xmm0, (%rdi)
	movups %xmm1, 16(%rdi)
	ret

	.size memmove, . - memmove
	.section .note.GNU-stack, "", @progbits
