/* SPDX-License-Identifier: MIT */
/*
 * Entry of a machine: from a monitor's boot protocol to pvh_main() at a random address.
 *
 * Three protocols lead here. PVH and multiboot2 enter in 32-bit mode with paging off, the Linux
 * 64-bit protocol in long mode with an identity map. The image stands at its link address, 1 MiB.
 * An identity map of it is made, or taken, in which boot_map() (C, not yet relocated, so it uses
 * no pointer from data) maps the image a second time where it is to run, and relocates it.
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
#define PTE_PRESENT_WRITE 0x3
#define PTE_LARGE 0x80

	/* PVH: ebx = hvm_start_info. Multiboot2: eax = 0x36d76289, ebx = its information. */
	.section .text.boot, "ax", @progbits
	.code32
	.globl "pith.pvh_start"
	.type "pith.pvh_start", @function
"pith.pvh_start":
	cli
	cld
	mov %eax, %esi
	/*
	 * Where am I? Only a call tells, and there is no stack yet: borrow a word of low memory,
	 * and give it back.
	 */
	mov $0x7c00, %esp
	mov -4(%esp), %edx
	call 1f
1:	pop %ebp
	mov %edx, -4(%esp)
	lea boot_stack_top - 1b(%ebp), %esp

	/* An identity map as far as the image goes, by large pages. */
	lea boot_pml4 - 1b(%ebp), %edi
	lea boot_pdpt - 1b(%ebp), %ecx
	lea boot_pd - 1b(%ebp), %edx
	lea PTE_PRESENT_WRITE(%ecx), %eax
	mov %eax, (%edi)
	lea PTE_PRESENT_WRITE(%edx), %eax
	mov %eax, (%ecx)
	mov $(PTE_PRESENT_WRITE | PTE_LARGE), %eax
	lea pith_image_end - 1b(%ebp), %ecx
2:	mov %eax, (%edx)
	add $8, %edx
	add $0x200000, %eax
	cmp %ecx, %eax
	jb 2b

	mov %edi, %cr3
	mov $(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
	mov %eax, %cr4
	mov $MSR_EFER, %ecx
	mov $EFER_SCE_LME_NXE, %eax
	xor %edx, %edx
	wrmsr
	mov $(CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_PE), %eax
	mov %eax, %cr0

	/* Compatibility mode; a far return through a descriptor of our own leads to 64 bits. */
	lea boot_gdt - 1b(%ebp), %eax
	push $0
	push %eax
	pushw $(boot_gdt_end - boot_gdt - 1)
	lgdt (%esp)
	push $8
	lea 3f - 1b(%ebp), %eax
	push %eax
	lret

	.code64
3:	mov %ebx, %edi          /* the monitor's information */
	mov %esi, %esi          /* its magic: eax at entry */
	jmp pvh_start_common
	.size "pith.pvh_start", . - "pith.pvh_start"

	/*
	 * The Linux 64-bit boot protocol (and a loader that has entered long mode for PVH): rsi =
	 * boot_params, the image is identity-mapped. Its tables are left behind: they are where the
	 * monitor put them.
	 */
	.globl pvh_start64
	.hidden pvh_start64
	.type pvh_start64, @function
pvh_start64:
	cli
	cld
	lea boot_stack_top(%rip), %rsp
	lea boot_pml4(%rip), %rdx
	lea boot_pdpt(%rip), %rcx
	lea boot_pd(%rip), %rdi
	lea PTE_PRESENT_WRITE(%rcx), %rax
	mov %rax, (%rdx)
	lea PTE_PRESENT_WRITE(%rdi), %rax
	mov %rax, (%rcx)
	mov $(PTE_PRESENT_WRITE | PTE_LARGE), %eax
	lea pith_image_end(%rip), %rcx
4:	mov %rax, (%rdi)
	add $8, %rdi
	add $0x200000, %rax
	cmp %rcx, %rax
	jb 4b
	mov %rdx, %cr3
	mov $(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
	mov %rax, %cr4
	mov $MSR_EFER, %ecx
	rdmsr
	or $EFER_SCE_LME_NXE, %eax
	wrmsr
	mov $(CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_PE), %eax
	mov %rax, %cr0
	mov %rsi, %rdi
	xor %esi, %esi          /* no magic: boot_params */
	/* falls through */

	/* rdi = information, rsi = magic. On the boot stack, identity-mapped. */
pvh_start_common:
	and $-16, %rsp
	push %rdi
	push %rsi
	xor %ebp, %ebp
	call boot_map           /* rax = how far up the image was mapped */
	pop %rsi
	pop %rdi
	add %rax, %rsp
	lea 5f(%rip), %rcx
	add %rax, %rcx
	jmp *%rcx
5:	call pvh_main
	ud2
	.size pvh_start64, . - pvh_start64

	.section .rodata.boot_gdt, "a", @progbits
	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00af9b000000ffff /* 0x08: 64-bit code */
boot_gdt_end:

	.section .bss.boot, "aw", @nobits
	.balign 4096
	.globl boot_pml4, boot_pdpt, boot_pd
	.hidden boot_pml4, boot_pdpt, boot_pd
boot_pml4:
	.skip 4096
boot_pdpt:
	.skip 4096
boot_pd:
	.skip 4096
	.skip 4096
boot_stack_top:
	.section .note.GNU-stack, "", @progbits
