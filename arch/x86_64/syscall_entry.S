/* SPDX-License-Identifier: MIT */
/*
 * System calls by the instruction `syscall`, of programs that were not built for us (the binary
 * door). At ring 0 the CPU comes here by LSTAR, with interrupts off (Intel SDM, volume 2, SYSCALL);
 * in a process the host's signal handler sends the thread here (plat/linux/calls/look.S), or code
 * that took the place of the instruction. Either way rcx is where to go on, r11 the flags, and
 * the stack is the program's, whose red zone is not to be touched.
 *
 * The call is served on the thread's trap stack, from its top, where a struct trap_frame is left
 * for it. What a C function keeps is not saved: who needs all registers (clone, the frame of a
 * signal handler) gets them while they are still what they were. As on Linux, only rax, rcx and
 * r11 are changed.
 */
#include "arch/x86_64/syscall_path.inc"

	.section .text.syscall_entry, "ax", @progbits

	/* To where we came from, in the same ring. */
	.macro go_on_here otherwise
	restore_registers
	push %r11
	popf
	mov FRAME_RSP(%rsp), %rsp
	jmp *%rcx
	.endm

	.globl syscall_entry_process
	.hidden syscall_entry_process
	.type syscall_entry_process, @function
syscall_entry_process:
	incl %gs:CPU_IRQ_DEPTH
	take_stack
	decl %gs:CPU_IRQ_DEPTH
	mov %rcx, FRAME_RSP(%rsp)
	mov %r11, FRAME_FLAGS(%rsp)
	mov %rdi, FRAME_RDI(%rsp)
	cmpl $0, %gs:CPU_IRQ_NOTED
	je enter
	push %rax
	push %rsi
	push %rdx
	push %r10
	push %r8
	push %r9
	cld
	call irq_run_noted
	pop %r9
	pop %r8
	pop %r10
	pop %rdx
	pop %rsi
	pop %rax
	mov FRAME_RDI(%rsp), %rdi
	jmp enter

	.globl syscall_entry_machine
	.hidden syscall_entry_machine
	.type syscall_entry_machine, @function
syscall_entry_machine:
	take_stack
	sti
	mov %rcx, FRAME_RSP(%rsp)
	mov %r11, FRAME_FLAGS(%rsp)
	mov %rdi, FRAME_RDI(%rsp)
enter:
	syscall_path go_on_here
	.size syscall_entry_process, . - syscall_entry_process

	/*
	 * clone(2) and clone3(2): the new thread goes on with the registers of the one that makes
	 * it, so those that C is about to use are put into the frame, which stands behind the
	 * return address.
	 */
	.macro with_all_registers name, function
	.globl \name
	.hidden \name, \function
	.type \name, @function
\name:
	mov %rbx, 8 + FRAME_RBX(%rsp)
	mov %rbp, 8 + FRAME_RBP(%rsp)
	mov %r12, 8 + FRAME_R12(%rsp)
	mov %r13, 8 + FRAME_R13(%rsp)
	mov %r14, 8 + FRAME_R14(%rsp)
	mov %r15, 8 + FRAME_R15(%rsp)
	jmp \function
	.size \name, . - \name
	.endm
	with_all_registers sys_clone, binary_clone
	with_all_registers sys_clone3, binary_clone3

	/* _Noreturn void frame_go(struct trap_frame *f): go on as it says. */
	.globl frame_go
	.hidden frame_go
	.type frame_go, @function
frame_go:
	mov %rdi, %rsp
	jmp trap_return
	.size frame_go, . - frame_go

	.hidden irq_run_noted
	.section .note.GNU-stack, "", @progbits
