/* SPDX-License-Identifier: MIT */
/*
 * The vDSO: an object that is in every program's memory, whose functions do what system calls do,
 * but by a call (vdso(7)). They run on the program's stack, as those of the source door, and lead
 * to the library OS by a table that is filled when the object is mapped (abi/linux/binary/vdso.c,
 * which has its place and order); from another ring, by system calls.
 */
	.macro function name, index
	.globl __vdso_\name
	.type __vdso_\name, @function
	.balign 16
__vdso_\name:
	.cfi_startproc
	jmp *table + 8 * \index(%rip)
	.cfi_endproc
	.size __vdso_\name, . - __vdso_\name
	.weak \name
	.type \name, @function
	.set \name, __vdso_\name
	.size \name, . - __vdso_\name
	.endm

	.text
	function clock_gettime, 0
	function gettimeofday, 1
	function time, 2
	function getcpu, 3
	function clock_getres, 4

	.macro by_call number
	.balign 16
	mov $\number, %eax
	syscall
	ret
	.endm

	.section .calls, "ax", @progbits
	by_call 228             /* clock_gettime, and so on as above */
	by_call 96
	by_call 201
	by_call 309
	by_call 229

	.section .table, "a", @progbits
table:
	.fill 5, 8, 0

	.section .note.GNU-stack, "", @progbits
