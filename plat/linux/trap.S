/* SPDX-License-Identifier: MIT */
/*
 * Where a host signal's handler sends the thread that it interrupted: rsp and rdi are its struct
 * trap_frame, on its trap stack, and rsi the address of a fault (signals.c).
 */
	.section .text.linux_trap, "ax", @progbits
	.globl linux_trap_entry
	.hidden linux_trap_entry, linux_trap, trap_return
	.type linux_trap_entry, @function
linux_trap_entry:
	xor %ebp, %ebp
	call linux_trap
	jmp trap_return
	.size linux_trap_entry, . - linux_trap_entry
	.section .note.GNU-stack, "", @progbits
