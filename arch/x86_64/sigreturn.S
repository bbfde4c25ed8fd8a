/* SPDX-License-Identifier: MIT */
/*
 * Into and out of signal handlers: the two places where the registers of a running application are
 * replaced without a trap. IRETQ loads them all at once, at ring 0 as in a process.
 *
 * Both run C on the thread's trap stack, because the frames of handlers are written where the
 * application's stack pointer is.
 */
#include "arch/x86_64/trap_frame.inc"

#define TRAP_HIGH 8             /* in struct thread, which is at %gs:8 */

/*
 * enum signal_outcome signal_deliver_here(const uint64_t *mask): make a trap frame of our caller,
 * let C add frames of handlers to it, and go where it then says. The caller sees all registers that
 * a call keeps as they were.
 */
	.section .text.signal_deliver_here, "ax", @progbits
	.globl signal_deliver_here
	.hidden signal_deliver_here
	.type signal_deliver_here, @function
signal_deliver_here:
	mov %rsp, %rax
	mov %rdi, %rsi
	mov %gs:8, %rcx
	mov TRAP_HIGH(%rcx), %rsp
	mov %ss, %ecx
	push %rcx
	lea 8(%rax), %rcx
	push %rcx
	pushfq
	mov %cs, %ecx
	push %rcx
	push (%rax)
	xor %eax, %eax
	push %rax               /* error */
	push %rax               /* vector */
	push %rax               /* rax: the answer */
	push %rbx
	push %rax
	push %rax
	push %rax
	push %rax
	push %rbp
	push %rax
	push %rax
	push %rax
	push %rax
	push %r12
	push %r13
	push %r14
	push %r15
	mov %rsp, %rdi
	call signal_deliver_frame
	jmp trap_return

/*
 * rt_sigreturn: jumped to by the C library's restorer, so the stack pointer stands behind the first
 * word of the handler's frame. Where a program made the call by its instruction, we were called
 * on the trap stack, and the struct trap_frame behind our return address has its stack pointer.
 */
	.globl sys_rt_sigreturn
	.hidden sys_rt_sigreturn
	.type sys_rt_sigreturn, @function
sys_rt_sigreturn:
	mov %rsp, %rsi
	mov %gs:8, %rcx
	mov TRAP_HIGH(%rcx), %rcx
	lea -8(%rcx), %rax
	cmp %rax, %rsi
	jne 1f
	mov 8 + FRAME_RSP(%rsi), %rsi
1:	sub $8, %rsi
	mov %rcx, %rsp
	mov %ss, %ecx
	push %rcx
	push %rcx               /* rsp, from the handler's frame as all that follows */
	pushfq
	mov %cs, %ecx
	push %rcx
	sub $FRAME_CS, %rsp
	mov %rsp, %rdi
	call signal_return_frame
	jmp trap_return
	.size signal_deliver_here, . - signal_deliver_here

	.section .note.GNU-stack, "", @progbits
