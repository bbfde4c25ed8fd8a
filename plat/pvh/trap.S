/* SPDX-License-Identifier: MIT */
/*
 * Exceptions and interrupts of a machine: from the vector to C and back.
 *
 * Every gate uses an IST stack, because the code that was interrupted may keep data below its stack
 * pointer (the red zone of the System V ABI). An IST stack is used from its top by every trap, so
 * nothing may nest while a frame stands there: the stub copies the frame to the thread's kernel
 * stack (below what an outer trap has there) before C runs.
 */
#include "arch/x86_64/trap_frame.inc"

/* Nine bytes each, so that a stub's address follows from its number. */
#define STUB_BYTES 9
#define TRAP_EXCEPTIONS 20

	.section .text.trap, "ax", @progbits
	.globl trap_stubs
	.hidden trap_stubs
trap_stubs:
	.set vector, 0
	.rept TRAP_EXCEPTIONS
	.if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
	.byte 0x66, 0x90        /* nop: the CPU pushed an error code */
	.else
	.byte 0x6a, 0           /* push $0 */
	.endif
	.byte 0x6a, vector      /* push $vector */
	jmp trap_common         /* 5 bytes, for it is weak */
	.set vector, vector + 1
	.endr

	/* WEAK: where the application is not at ring 0, its traps come elsewhere (plat/ring3). */
	.weak trap_common
	.globl trap_common_here
	.hidden trap_common, trap_common_here
	.type trap_common, @function
trap_common:
trap_common_here:
	push_registers

	/* Below the interrupted stack pointer if that is on the trap stack, else from its top. */
	mov %rsp, %rsi
	mov FRAME_RSP(%rsi), %rdi
	mov %gs:8, %rax         /* the thread: trap_low, trap_high */
	mov 8(%rax), %rdx
	cmp (%rax), %rdi
	jb 1f
	cmp %rdx, %rdi
	jbe 2f
1:	mov %rdx, %rdi
2:	move_frame
	call pvh_trap
	jmp trap_return
	.size trap_common, . - trap_common
	.section .note.GNU-stack, "", @progbits
