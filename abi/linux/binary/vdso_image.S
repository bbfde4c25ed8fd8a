/* SPDX-License-Identifier: MIT */
/* The page of the vDSO, as it was linked (vdso/), without section headers. */
	.section .rodata.vdso_image, "a", @progbits
	.globl vdso_image
	.hidden vdso_image
	.type vdso_image, @object
vdso_image:
	.incbin VDSO, 0, 40
	.quad 0                 /* e_shoff */
	.incbin VDSO, 48, 10
	.fill 3, 2, 0           /* e_shentsize, e_shnum, e_shstrndx */
	.incbin VDSO, 64, 4096 - 64
	.size vdso_image, 4096
	.section .note.GNU-stack, "", @progbits
