/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of a machine: set up when the first handler is, and from then on let in.
 */
#include "plat/pvh/mmu.h"
#include "plat/pvh/names.h"

#include "arch/x86_64/trap.h"
#include "arch/x86_64/port.h"
#include "base/assert.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"
#include "plat/pvh/boot.h"
#include "plat/pc/lapic.h"

#define PIC_MASK_FIRST  0x21
#define PIC_MASK_SECOND 0xa1

#define RFLAGS_IF (1u << 9)

#define STUB_BYTES 9

extern const uint8_t irq_stubs[]; /* irq_stubs.S */

void pvh_irq_start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	for (unsigned i = 0; i < IRQ_SOURCES; i++)
		idt_set(IRQ_VECTOR_BASE + i, (uintptr_t)irq_stubs + i * STUB_BYTES);
	port_out8(PIC_MASK_FIRST, 0xff);
	port_out8(PIC_MASK_SECOND, 0xff);
	if (lapic_start())
		panic("this machine has no local APIC, so nothing can wait");
	/* Masked until now since boot, which is one level. */
	cpu_this()->irq_depth--;
	pvh_irq_unmask();
}

void pvh_irq_unmask(void)
{
	__asm__ volatile("sti" ::: "memory");
}

extern __typeof__(tlb_flush_serve) tlb_flush_serve WEAK;

void irq_entry(struct trap_frame *f)
{
	unsigned source = (unsigned)f->vector - IRQ_VECTOR_BASE;
	bool served;

	if (LINKED(tlb_cpu_goes_on))
		tlb_cpu_goes_on();
	if (source == IRQ_SPURIOUS)
		return;
	if (source == IRQ_FLUSH) {
		if (LINKED(tlb_flush_serve))
			tlb_flush_serve();
		lapic_end();
		return;
	}
	served = irq_deliver((enum irq_source)source);
	if (!served)
		f->rflags &= ~(uint64_t)RFLAGS_IF;
	lapic_end();
	if (served && LINKED(run_interrupted)) {
		run_interrupted(f);
		__asm__ volatile("cli" ::: "memory"); /* one on the way out would nest in this */
	}
}

/* The timer is the local APIC's: without one, plat_irq_start() has panicked. */
void pvh_timer_arm(nsec_t deadline)
{
	pvh_irq_start();
	timer_arm(deadline);
}
