/* SPDX-License-Identifier: MIT */
/*
 * Go on as the struct trap_frame at the stack pointer says. C may have changed the frame, and with
 * it where that is. IRETQ loads the last five registers at once, at ring 0 as in a process.
 */
#include "arch/x86_64/trap_frame.inc"

	/* WEAK: a way back to another ring is another one (plat/ring3). */
	.section .text.trap_return, "ax", @progbits
	.weak trap_return
	.globl trap_return_here
	.hidden trap_return, trap_return_here
	.type trap_return, @function
trap_return:
trap_return_here:
	pop_registers
	iretq
	.size trap_return, . - trap_return
	.section .note.GNU-stack, "", @progbits
