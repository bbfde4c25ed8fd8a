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
#define FRAME_SIZE  176
#define FRAME_R15   0
#define FRAME_R14   8
#define FRAME_R13   16
#define FRAME_R12   24
#define FRAME_R10   40
#define FRAME_R9    48
#define FRAME_R8    56
#define FRAME_RBP   64
#define FRAME_RDI   72
#define FRAME_RSI   80
#define FRAME_RDX   88
#define FRAME_RBX   104
#define FRAME_RAX   112         /* the number of the call */
#define FRAME_RIP   136
#define FRAME_FLAGS 152
#define FRAME_RSP   160

#define CPU_THREAD     8        /* struct cpu, at %gs:0 */
#define CPU_IRQ_DEPTH  16
#define CPU_IRQ_NOTED  20
#define CPU_USER_SP    32
#define THREAD_TRAP_HIGH   8    /* struct thread */
#define THREAD_SIG_PENDING 24
#define THREAD_SIG_BLOCKED 32
#define THREAD_CALL_WORK   40   /* sig_offered and call_redo, side by side */
#define ENTRY_SIZE     24       /* struct syscall_entry */
#define ENTRY_HANDLER  8
#define ENTRY_RESULT   16
#define RESULT_INT     1        /* enum syscall_result: 0 a long, 2 an unsigned number */

	.section .text.syscall_entry, "ax", @progbits

	/* The stack changes to the frame, and rcx to the program's stack pointer. */
	.macro take_stack
	mov %rsp, %gs:CPU_USER_SP
	mov %gs:CPU_THREAD, %rsp
	mov THREAD_TRAP_HIGH(%rsp), %rsp
	sub $FRAME_SIZE, %rsp
	mov %rcx, FRAME_RIP(%rsp)
	mov %gs:CPU_USER_SP, %rcx
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
	mov %rsi, FRAME_RSI(%rsp)
	mov %rdx, FRAME_RDX(%rsp)
	mov %r10, FRAME_R10(%rsp)
	mov %r8, FRAME_R8(%rsp)
	mov %r9, FRAME_R9(%rsp)
	mov %rax, FRAME_RAX(%rsp)
	cmp syscall_table_size(%rip), %eax
	jae absent
	imul $ENTRY_SIZE, %eax, %eax
	lea syscall_table(%rip), %r11
	mov %r10, %rcx
	cmpb $RESULT_INT, ENTRY_RESULT(%r11,%rax)
	mov ENTRY_HANDLER(%r11,%rax), %rax
	jne other_result
	test %rax, %rax
	jz absent
	call *%rax
	cltq
leave:
	mov %gs:CPU_THREAD, %rdx
	movzwl THREAD_CALL_WORK(%rdx), %ecx
	or THREAD_SIG_PENDING(%rdx), %rcx
	jnz look
go_on:
	mov FRAME_RDI(%rsp), %rdi
	mov FRAME_RSI(%rsp), %rsi
	mov FRAME_RDX(%rsp), %rdx
	mov FRAME_R10(%rsp), %r10
	mov FRAME_R8(%rsp), %r8
	mov FRAME_R9(%rsp), %r9
	mov FRAME_FLAGS(%rsp), %r11
	mov FRAME_RIP(%rsp), %rcx
	push %r11
	popf
	mov FRAME_RSP(%rsp), %rsp
	jmp *%rcx

other_result:
	ja result_unsigned
	test %rax, %rax
	jz absent
	call *%rax
	jmp leave

result_unsigned:
	test %rax, %rax
	jz absent
	call *%rax
	mov %eax, %eax
	jmp leave

	/* Something is pending, which may be blocked. */
look:
	cmpw $0, THREAD_CALL_WORK(%rdx)
	jnz work
	mov THREAD_SIG_BLOCKED(%rdx), %rcx
	not %rcx
	test %rcx, THREAD_SIG_PENDING(%rdx)
	jz go_on
	jmp work

	/* A number without a handler: the C function knows why, and says so once. */
absent:
	sub $8, %rsp
	push %r9
	mov %r8, %r9
	mov %r10, %r8
	mov %rdx, %rcx
	mov %rsi, %rdx
	mov %rdi, %rsi
	movslq 16 + FRAME_RAX(%rsp), %rdi
	call sys_dispatch
	add $16, %rsp
	jmp leave

	/* A signal, or a call that is to be made again: C changes the frame. */
work:
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

	.hidden trap_return, binary_leave, irq_run_noted
	.hidden sys_dispatch, syscall_table, syscall_table_size
	.section .note.GNU-stack, "", @progbits
