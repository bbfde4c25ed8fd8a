/* SPDX-License-Identifier: MIT */
/*
 * Access to memory of the application that may not be there: kern/mem/user.h has the contracts.
 *
 * The linker script gathers these functions. A fault in one of them that the address space cannot
 * serve goes on where r9 says (kern/core/fault.c), so r9 is set before the first access, and
 * nothing is on the stack then.
 */
	.macro user_function name
	.section .text..pith.\name, "ax", @progbits
	.globl \name
	.hidden \name
	.type \name, @function
\name:
	.endm

	/*
	 * A refused word may begin with bytes that are there, so the rest of a refused copy is
	 * tried again byte by byte; so are the bytes behind the last word.
	 */
	user_function user_copy
	lea 1f(%rip), %r9
	mov %rdx, %rcx
	shr $3, %rcx
	and $7, %edx
	rep movsq
1:	lea (%rdx,%rcx,8), %rcx
	lea 2f(%rip), %r9
	rep movsb
2:	mov %rcx, %rax
	ret
	.size user_copy, . - user_copy

	user_function user_zero
	lea 1f(%rip), %r9
	xor %eax, %eax
	mov %rsi, %rcx
	shr $3, %rcx
	and $7, %esi
	rep stosq
1:	lea (%rsi,%rcx,8), %rcx
	lea 2f(%rip), %r9
	rep stosb
2:	mov %rcx, %rax
	ret
	.size user_zero, . - user_zero

	/*
	 * Nanoseconds below 2^63 as two words, seconds and the rest. The quotient is exact: the
	 * multiplier is 2^93 / 10^9 rounded up, and off by less than 1 in its last place there.
	 * What ends at the top of all addresses is not the application's, and not there either.
	 */
	user_function user_put_time
	movabs $9903520314283042200, %rax
	mul %rsi
	shr $29, %rdx
	imul $1000000000, %rdx, %rax
	sub %rax, %rsi
	mov $-14, %eax          /* -EFAULT */
	lea 1f(%rip), %r9
	lea 15(%rdi), %rcx
	shr $47, %rcx
	jnz 1f
	mov %rdx, (%rdi)
	mov %rsi, 8(%rdi)
	xor %eax, %eax
1:	ret
	.size user_put_time, . - user_put_time

	/* One word that may be in the application's half: is it there? -EFAULT (14) when not. */
	user_function user_touch_word
	mov $-14, %eax
	lea 1f(%rip), %r9
	mov (%rdi), %ecx
	xor %eax, %eax
1:	ret
	.size user_touch_word, . - user_touch_word

	/*
	 * One byte in every page, of addresses that an application can have; rsi counts what is
	 * left from there on, edx is not zero for a write, which changes nothing.
	 */
	user_function user_reach_read
	xor %edx, %edx
	jmp 1f
	.globl user_reach_write
	.hidden user_reach_write
	.type user_reach_write, @function
user_reach_write:
	push $1
	pop %rdx
1:	lea 4f(%rip), %r9
	lea (%rdi,%rsi), %rax
	or %rdi, %rax
	or %rsi, %rax
	shr $47, %rax
	jnz 4f
	test %rsi, %rsi
	jz 4f
2:	test %al, (%rdi)
	test %edx, %edx
	jz 3f
	lock orb $0, (%rdi)
3:	mov %rdi, %rax
	or $-4096, %rax
	sub %rax, %rdi
	add %rax, %rsi
	jg 2b
	xor %esi, %esi
4:	mov %rsi, %rax
	ret
	.size user_reach_read, . - user_reach_read

	.section .note.GNU-stack, "", @progbits
