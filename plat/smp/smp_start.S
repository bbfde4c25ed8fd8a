/* SPDX-License-Identifier: MIT */
/*
 * Where a CPU begins that another one starts: in real mode, at physical address 0, where smp.c has
 * copied this. It enters long mode at once (AMD64 manual, volume 2, 14.6), with tables that map
 * this page where it is, and goes on in C at the image's address.
 */
#define CR0_PE (1 << 0)
#define CR0_MP (1 << 1)
#define CR0_NE (1 << 5)
#define CR0_WP (1 << 16)
#define CR0_PG (1 << 31)
#define CR4_PAE (1 << 5)
#define CR4_OSFXSR (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define MSR_EFER 0xc0000080
#define EFER_SCE_LME_NXE 0x901

#define AT(label) (label - smp_start)

	.section .rodata.smp_start, "a", @progbits
	.globl smp_start, smp_start_data, smp_start_end
	.hidden smp_start, smp_start_data, smp_start_end
	.balign 16
	.code16
smp_start:
	cli
	xor %ax, %ax
	mov %ax, %ds
	lgdtl AT(3f)
	mov $(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
	mov %eax, %cr4
	mov AT(smp_start_data), %eax
	mov %eax, %cr3
	mov $MSR_EFER, %ecx
	mov $EFER_SCE_LME_NXE, %eax
	xor %edx, %edx
	wrmsr
	mov $(CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_PE), %eax
	mov %eax, %cr0
	ljmpl $8, $AT(1f)

	.code64
1:	mov AT(smp_start_data) + 16, %rsp
	mov AT(smp_start_data) + 24, %rdi
	xor %ebp, %ebp
	mov AT(smp_start_data) + 8, %rax
	call *%rax
	ud2

	.balign 8
2:	.quad 0
	.quad 0x00af9b000000ffff /* 0x08: 64-bit code */
3:	.word 15
	.long AT(2b)
	.balign 8
smp_start_data:                 /* struct smp_start_data */
	.quad 0, 0, 0, 0
smp_start_end:
	.section .note.GNU-stack, "", @progbits
