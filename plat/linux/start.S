/* SPDX-License-Identifier: MIT */
/*
 * Entry of a process: the host kernel left argc, argv, envp and the auxiliary vector at rsp.
 */
	.section .text.linux_start, "ax", @progbits
	.globl linux_start
	.hidden linux_start
	.type linux_start, @function
linux_start:
	xor %ebp, %ebp
	mov %rsp, %rdi
	and $-16, %rsp
	call linux_main
	ud2
	.size linux_start, . - linux_start
	.section .note.GNU-stack, "", @progbits
