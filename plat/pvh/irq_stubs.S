/* SPDX-License-Identifier: MIT */
/*
 * Entries of the interrupt vectors, as those of exceptions in trap.S: nine bytes each.
 */
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
	.byte 0xe9              /* jmp trap_common */
	.long trap_common - . - 4
	.set vector, vector + 1
	.endr
	.size irq_stubs, . - irq_stubs
	.section .note.GNU-stack, "", @progbits
