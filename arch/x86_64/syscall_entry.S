/* SPDX-License-Identifier: MIT */
/*
 * System calls by the instruction `syscall`, of programs that were not built for us (the binary
 * door). At ring 0 the CPU comes here by LSTAR, with interrupts off (Intel SDM, volume 2, SYSCALL);
 * in a process the host's signal handler sends the thread here (plat/linux/calls/look.S), or code
 * that took the place of the instruction. Either way rcx is where to go on, r11 the flags, and
 * the stack is the program's, whose red zone is not to be touched.
 *
 * The call is served on the thread's trap stack; above it is the struct trap_frame of the call.
 * What a C function keeps is not saved: who needs all registers (clone, the frame of a signal
 * handler) gets them while they are still what they were. As on Linux, only rax, rcx and r11 are
 * changed.
 *
 * Each number leads to a few instructions of its own, which call the handler and know what it
 * returns (scripts/syscalls.awk: syscall_calls.S). From there it is straight back, unless there is
 * something to look at.
 */
#include "arch/x86_64/syscall_path.inc"

	.section .text.syscall_entry, "ax", @progbits

	.globl syscall_entry_process
	.hidden syscall_entry_process
	.type syscall_entry_process, @function
	.balign 32
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
	.balign 32
syscall_entry_machine:
	take_stack
	sti
	mov %rcx, FRAME_RSP(%rsp)
	mov %r11, FRAME_FLAGS(%rsp)
	mov %rdi, FRAME_RDI(%rsp)
enter:
	syscall_path
	.size syscall_entry_process, . - syscall_entry_process

	/* A number beyond the table, or of more than 32 bits: Linux looks at the lower ones. */
	.globl syscall_other
	.hidden syscall_other
	.type syscall_other, @function
syscall_other:
	mov %eax, %eax
	cmp syscall_calls_size(%rip), %rax
	jae syscall_absent
	lea syscall_calls(%rip), %r11
	jmp *(%r11,%rax,8)
	.size syscall_other, . - syscall_other

	/* A number without a handler: the C function knows why, and says so once. */
	.globl syscall_absent
	.hidden syscall_absent
	.type syscall_absent, @function
syscall_absent:
	mov %rax, FRAME_RAX(%rsp)
	sub $8, %rsp
	push %r9
	mov %r8, %r9
	mov %r10, %r8
	mov %rdx, %rcx
	mov %rsi, %rdx
	mov %rdi, %rsi
	movslq %eax, %rdi
	call sys_dispatch
	add $16, %rsp
	cmpb $0, CALL_LOOK(%rsp)
	je syscall_go_on
	mov FRAME_RAX(%rsp), %ecx
	jmp syscall_look
	.size syscall_absent, . - syscall_absent

	/*
	 * Call ecx was served, rax is the answer, and there may be something to look at: what is
	 * pending may be blocked, and then is looked at again after the next call. The exchange
	 * comes before the look, as who makes something pending says so afterwards.
	 */
	.globl syscall_look
	.hidden syscall_look
	.type syscall_look, @function
syscall_look:
	mov %rcx, FRAME_RAX(%rsp)
	mov %gs:CPU_THREAD, %rdx
	xor %ecx, %ecx
	xchg %cl, CALL_LOOK(%rsp)
	movzwl THREAD_CALL_WORK(%rdx), %ecx
	or THREAD_SIG_PENDING(%rdx), %rcx
	jz syscall_go_on
	movb $1, CALL_LOOK(%rsp)
	cmpw $0, THREAD_CALL_WORK(%rdx)
	jnz syscall_work
	mov THREAD_SIG_BLOCKED(%rdx), %rcx
	not %rcx
	test %rcx, THREAD_SIG_PENDING(%rdx)
	jz syscall_go_on
	.size syscall_look, . - syscall_look

	/* A signal, or a call that is to be made again: C changes the frame. */
	.globl syscall_work
	.hidden syscall_work
	.type syscall_work, @function
syscall_work:
	mov %rsp, %rdi
	mov %rax, %rsi
	mov %rbx, FRAME_RBX(%rdi)
	mov %rbp, FRAME_RBP(%rdi)
	mov %r12, FRAME_R12(%rdi)
	mov %r13, FRAME_R13(%rdi)
	mov %r14, FRAME_R14(%rdi)
	mov %r15, FRAME_R15(%rdi)
	call binary_leave
	jmp trap_return
	.size syscall_work, . - syscall_work

	/* With rax as the answer to where we came from. WEAK: from another ring it is another. */
	.weak syscall_go_on
	.globl syscall_go_on_here
	.hidden syscall_go_on, syscall_go_on_here
	.type syscall_go_on, @function
	.balign 32
syscall_go_on:
syscall_go_on_here:
	restore_registers
	push %r11
	popf
	mov FRAME_RSP(%rsp), %rsp
	jmp *%rcx
	.size syscall_go_on, . - syscall_go_on

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

	.hidden irq_run_noted, trap_return, binary_leave, sys_dispatch
	.section .note.GNU-stack, "", @progbits
