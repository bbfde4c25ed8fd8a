/* SPDX-License-Identifier: MIT */
/*
 * Entries of the interrupt vectors, as those of exceptions in trap.S: nine bytes each.
 */
#include "arch/x86_64/trap_frame.inc"

#define IRQ_VECTOR_BASE 0x30
#define IRQ_SOURCES     32

	.section .text.irq_stubs, "ax", @progbits
	.globl irq_stubs
	.hidden irq_stubs, trap_common
	.type irq_stubs, @function
irq_stubs:
	.set vector, IRQ_VECTOR_BASE
	.rept IRQ_SOURCES
	.byte 0x6a, 0           /* push $0: no error code */
	.byte 0x6a, vector      /* push $vector */
	jmp irq_common          /* 5 bytes, for it is weak */
	.set vector, vector + 1
	.endr
	.size irq_stubs, . - irq_stubs

	/*
	 * An interrupt while they are masked is only noted, on the IST stack: %gs:8 may already be
	 * the thread that a switch goes to, whose trap stack is not to be touched.
	 */
	.hidden pvh_trap, trap_return
	.weak irq_common        /* as trap_common */
	.globl irq_common_here
	.hidden irq_common, irq_common_here
	.type irq_common, @function
irq_common:
irq_common_here:
	cmpl $0, %gs:16         /* irq_depth */
	je trap_common
	push_registers
	mov %rsp, %rdi
	call pvh_trap
	jmp trap_return
	.size irq_common, . - irq_common
	.section .note.GNU-stack, "", @progbits
