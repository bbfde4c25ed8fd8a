/* SPDX-License-Identifier: MIT */
/*
 * Go on as the struct trap_frame at the stack pointer says. C may have changed the frame, and with
 * it where that is. IRETQ loads the last five registers at once, at ring 0 as in a process.
 */
	.section .text.trap_return, "ax", @progbits
	.globl trap_return
	.hidden trap_return
	.type trap_return, @function
trap_return:
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rbp
	pop %rdi
	pop %rsi
	pop %rdx
	pop %rcx
	pop %rbx
	pop %rax
	add $16, %rsp           /* vector and error code */
	iretq
	.size trap_return, . - trap_return
	.section .note.GNU-stack, "", @progbits
