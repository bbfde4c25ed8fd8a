/* SPDX-License-Identifier: MIT */
/*
 * memcpy(): most copies are of few bytes, and have no loop. In assembly because images are small.
 *
 * (__memcpy_fwd), where memmove() goes on, is the same: (to), rdi, may lie before (from), rsi, in
 * the same bytes, for what is stored was loaded before, or lies before all that is loaded later.
 * rdx is how many.
 */
	.text

	.globl memcpy
	.type memcpy, @function
	.globl __memcpy_fwd
	.hidden __memcpy_fwd
	.type __memcpy_fwd, @function
memcpy:
__memcpy_fwd:
	mov %rdi, %rax
	cmp $16, %rdx
	jb few
	movups (%rsi), %xmm0
	movups -16(%rsi, %rdx), %xmm1
	cmp $32, %rdx
	ja more
both_ends:
	movups %xmm0, (%rdi)
	movups %xmm1, -16(%rdi, %rdx)
	ret

few:
	cmp $4, %edx
	jb fewer
	cmp $8, %edx
	jb four
	mov (%rsi), %rcx
	mov -8(%rsi, %rdx), %rsi
	mov %rcx, (%rdi)
	mov %rsi, -8(%rdi, %rdx)
	ret
four:
	mov (%rsi), %ecx
	mov -4(%rsi, %rdx), %esi
	mov %ecx, (%rdi)
	mov %esi, -4(%rdi, %rdx)
	ret
fewer:	/* the first, the last, and the one in the middle, which may be one of them */
	test %edx, %edx
	jz done
	movzbl (%rsi), %ecx
	movzbl -1(%rsi, %rdx), %r8d
	shr $1, %edx
	jz one
	movzbl (%rsi, %rdx), %esi
	mov %sil, (%rdi, %rdx)
	adc %rdx, %rdx
	mov %r8b, -1(%rdi, %rdx)
one:
	mov %cl, (%rdi)
done:
	ret

more:
	movups 16(%rsi), %xmm2
	movups -32(%rsi, %rdx), %xmm3
	cmp $64, %rdx
	ja many
	movups %xmm2, 16(%rdi)
	movups %xmm3, -32(%rdi, %rdx)
	jmp both_ends

many:	/* from 512 on, the processor's own way to copy is as fast as a loop */
	cmp $512, %rdx
	jae very_many
loop:
	lea -32(%rdi, %rdx), %r8
1:	movups (%rsi), %xmm0
	movups 16(%rsi), %xmm2
	movups %xmm0, (%rdi)
	movups %xmm2, 16(%rdi)
	add $32, %rsi
	add $32, %rdi
	cmp %r8, %rdi
	jb 1b
	movups %xmm3, (%r8)
	movups %xmm1, 16(%r8)
	ret

very_many: /* what is aligned of it, and both ends before; that is no way for what overlaps */
	mov %rsi, %rcx
	sub %rdi, %rcx
	cmp %rdx, %rcx
	jb loop
	movups %xmm0, (%rdi)
	movups %xmm1, -16(%rdi, %rdx)
	mov %edi, %ecx
	or $-16, %rcx /* how many to the next multiple of 16, negative */
	sub %rcx, %rdi
	sub %rcx, %rsi
	add %rdx, %rcx
	shr $3, %rcx
	rep movsq
	ret

	.size memcpy, . - memcpy
	.size __memcpy_fwd, . - __memcpy_fwd
	.section .note.GNU-stack, "", @progbits
