/* SPDX-License-Identifier: MIT */
/*
 * A machine whose application is at ring 3: the ways from there into the library OS, and back.
 *
 * The GS base is the CPU's own data in ring 0, and the application's in ring 3: whoever goes from
 * one to the other changes it, with interrupts off from there until the ring changes. Only IRETQ
 * and SYSRETQ lead back, and neither faults: selectors and flags in a frame are ours, and where it
 * goes on is looked at here.
 */
#include "arch/x86_64/syscall_path.inc"

#define MSR_GS_BASE 0xc0000101

#define VECTOR_NMI           2
#define VECTOR_DOUBLE_FAULT  8
#define VECTOR_MACHINE_CHECK 18

#define STUB_CS  24             /* above a vector, an error code and rip */
#define STUB_TOP 56             /* the top of the IST stack */

	.section .text.ring3_entry, "ax", @progbits

	/*
	 * SYSRETQ loads rip from rcx and the flags from r11. Where rcx is no address it faults at
	 * ring 0, with the application's stack (Intel SDM, volume 2): it is one behind an
	 * instruction, of which none is mapped so high, but that is not for here to know.
	 */
	.globl syscall_go_on
	.hidden syscall_go_on_here
	.type syscall_go_on, @function
syscall_go_on:
	mov %cs, %ecx
	test $3, %cl
	jnz syscall_go_on_here  /* an image that can be a process has this, too */
	restore_registers
	bt $47, %rcx
	jc syscall_work
	cli
	mov FRAME_RSP(%rsp), %rsp
	swapgs
	sysretq
	.size syscall_go_on, . - syscall_go_on

	.globl syscall_entry_user
	.hidden syscall_entry_user
	.type syscall_entry_user, @function
syscall_entry_user:
	swapgs
	take_stack
	sti
	mov %rcx, FRAME_RSP(%rsp)
	mov %r11, FRAME_FLAGS(%rsp)
	mov %rdi, FRAME_RDI(%rsp)
	syscall_path
	.size syscall_entry_user, . - syscall_entry_user

	/*
	 * In the place of those in trap.S and irq_stubs.S. What comes from ring 3 is served from
	 * the top of the thread's trap stack, whatever the application's stack pointer is.
	 */
	.globl trap_common, irq_common
	.hidden trap_common, trap_common_here, irq_common, irq_common_here, ring3_trap
	.type trap_common, @function
irq_common:
	testb $3, STUB_CS(%rsp)
	jz irq_common_here
trap_common:
	testb $3, STUB_CS(%rsp)
	jz from_here
	swapgs
	push_registers
	mov %rsp, %rsi
	mov %gs:CPU_THREAD, %rax
	mov THREAD_TRAP_HIGH(%rax), %rdi
	move_frame
	call ring3_trap
	jmp trap_return

	/*
	 * What comes at any time may have come at ring 0 with the application's GS base. It is the
	 * end of the image, and the top of its stack says whose data is to be used.
	 */
from_here:
	cmpl $VECTOR_NMI, (%rsp)
	je 1f
	cmpl $VECTOR_DOUBLE_FAULT, (%rsp)
	je 1f
	cmpl $VECTOR_MACHINE_CHECK, (%rsp)
	jne trap_common_here
1:	push %rax
	push %rcx
	push %rdx
	mov 24 + STUB_TOP(%rsp), %rax
	mov %rax, %rdx
	shr $32, %rdx
	mov $MSR_GS_BASE, %ecx
	wrmsr
	pop %rdx
	pop %rcx
	pop %rax
	jmp trap_common_here
	.size trap_common, . - trap_common

	/*
	 * In the place of that in trap_return.S. An image that can be a process has this, too:
	 * there both are ring 3.
	 */
	.globl trap_return
	.hidden trap_return_here, ring3_return_nowhere
	.type trap_return, @function
trap_return:
	mov %cs, %ecx
	xor FRAME_CS(%rsp), %ecx
	test $3, %cl
	jz trap_return_here
	mov FRAME_RIP(%rsp), %rcx
	mov %rcx, %rdx
	shl $16, %rdx
	sar $16, %rdx
	cmp %rcx, %rdx
	jne 1f
	cli
	pop_registers
	swapgs
	iretq
1:	mov %rsp, %rdi
	call ring3_return_nowhere
	jmp trap_return
	.size trap_return, . - trap_return
	.section .note.GNU-stack, "", @progbits
