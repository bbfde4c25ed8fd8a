/* SPDX-License-Identifier: MIT */
/*
 * A system call that came by a signal: before it is served, the place that it was made from is
 * looked at, on the thread's trap stack. The registers are the program's, as the instruction leaves
 * them: rcx is where to go on, r11 the flags. So they are at the end, but for rcx.
 */
#define CPU_THREAD       8      /* struct cpu, at %gs:0 */
#define CPU_IRQ_DEPTH    16
#define CPU_USER_SP      32
#define THREAD_TRAP_HIGH 8      /* struct thread */

	.section .text.linux_call_caught, "ax", @progbits
	.globl linux_call_caught
	.hidden linux_call_caught, linux_call_patch, syscall_entry_process
	.type linux_call_caught, @function
linux_call_caught:
	incl %gs:CPU_IRQ_DEPTH
	mov %rsp, %gs:CPU_USER_SP
	mov %gs:CPU_THREAD, %rsp
	mov THREAD_TRAP_HIGH(%rsp), %rsp
	push %gs:CPU_USER_SP
	decl %gs:CPU_IRQ_DEPTH
	push %r11
	push %rax
	push %rdi
	push %rsi
	push %rdx
	push %r10
	push %r8
	push %r9
	sub $8, %rsp
	mov %rcx, %rdi
	mov %rax, %rsi
	cld
	call linux_call_patch
	mov %rax, %rcx
	add $8, %rsp
	pop %r9
	pop %r8
	pop %r10
	pop %rdx
	pop %rsi
	pop %rdi
	pop %rax
	pop %r11
	pop %rsp
	jmp syscall_entry_process
	.size linux_call_caught, . - linux_call_caught
	.section .note.GNU-stack, "", @progbits
