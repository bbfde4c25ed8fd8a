/* SPDX-License-Identifier: MIT */
/*
 * From one thread to another.
 *
 * A switch is a call, so the caller expects nothing of the registers that a call may change, the
 * vector registers among them. What a call keeps is put on the stack of the thread that leaves:
 * six registers, and the control words of the two floating-point units.
 */
	.section .text.context_switch, "ax", @progbits
	.globl context_switch
	.hidden context_switch, run_arrived
	.type context_switch, @function
context_switch:                 /* rdi: where to note the stack that is left, rsi: the other one */
	push %rbp
	push %rbx
	push %r12
	push %r13
	push %r14
	push %r15
	sub $8, %rsp
	stmxcsr (%rsp)
	fnstcw 4(%rsp)
	mov %rsp, (%rdi)
	mov %rsi, %rsp
	fldcw 4(%rsp)
	ldmxcsr (%rsp)
	add $8, %rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbx
	pop %rbp
	jmp run_arrived
	.size context_switch, . - context_switch

	/* The first thing that a new thread does: its stack pointer is at a struct trap_frame. */
	.globl context_begin
	.hidden context_begin, thread_began, trap_return
	.type context_begin, @function
context_begin:
	xor %ebp, %ebp
	call thread_began
	jmp trap_return
	.size context_begin, . - context_begin

	/* The same for a thread of the library OS: rbx is the function, r12 its argument. */
	.globl context_begin_kernel
	.hidden context_begin_kernel
	.type context_begin_kernel, @function
context_begin_kernel:
	xor %ebp, %ebp
	mov %r12, %rdi
	call *%rbx
	ud2
	.size context_begin_kernel, . - context_begin_kernel

	/*
	 * void context_leave(void (*function)(long, long), long a, long b): call it on the trap
	 * stack, because the stack that we are on is about to go. Never returns.
	 */
	.section .text.context_leave, "ax", @progbits
	.globl context_leave
	.hidden context_leave
	.type context_leave, @function
context_leave:
	mov %rdi, %rax
	mov %rsi, %rdi
	mov %rdx, %rsi
	mov %gs:8, %rcx
	mov 8(%rcx), %rsp       /* trap_high */
	xor %ebp, %ebp
	call *%rax
	ud2
	.size context_leave, . - context_leave

	/* Where a thread of the application begins: rax(rdi), whose result is its status. */
	.section .text.context_call, "ax", @progbits
	.globl context_call
	.hidden context_call, sys_exit
	.type context_call, @function
context_call:
	call *%rax
	mov %eax, %edi
	call sys_exit
	ud2
	.size context_call, . - context_call
	.section .note.GNU-stack, "", @progbits
