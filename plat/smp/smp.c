/* SPDX-License-Identifier: MIT */
/*
 * A machine's other CPUs: how many there are, starting one (Intel SDM, volume 3, 9.4: INIT, then
 * two start-up interrupts), and interrupting one.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/msr.h"
#include "arch/x86_64/relocate.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/irq.h"
#include "kern/dev/mmio.h"
#include "kern/dev/plat.h"
#include "kern/mem/heap.h"
#include "kern/sched/run.h"
#include "plat/pc/lapic.h"
#include "plat/pc/processors.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"
#include "plat/smp/smp.h"

/* How long a CPU may take to begin. */
#define PATIENCE (NSEC_PER_SEC / 4)

struct smp_start_data {
	uint64_t top; /* physical address of the first page table, below 4 GiB */
	uint64_t entry;
	uint64_t stack;
	struct cpu *cpu;
};

/* What (plat) of a struct cpu points to. */
struct pvh_cpu {
	uint32_t apic_id;
	uint32_t started; /* atomic */
	struct cpu_tables tables;
};

extern const uint8_t smp_start[], smp_start_data[], smp_start_end[];

static struct processors processors;
static struct pvh_cpu boot_cpu;

/* Tables for the page at address 0, where a CPU begins, and for all that there is above. */
static uint64_t start_pml4[512] aligned(PAGE_SIZE);
static uint64_t start_pdpt[512] aligned(PAGE_SIZE);
static uint64_t start_pd[512] aligned(PAGE_SIZE);

unsigned pvh_cpu_count(void)
{
	processors_find(boot_info.rsdp, &processors);
	return processors.n;
}

/* The boot CPU comes first, wherever it stands in the list. */
int pvh_cpus_prepare(unsigned n)
{
	uint32_t own = lapic_id();

	(void)n;
	boot_cpu.apic_id = own;
	cpu_first.plat = &boot_cpu;
	for (unsigned i = 0; i < processors.n; i++) {
		if (processors.id[i] == own) {
			processors.id[i] = processors.id[0];
			processors.id[0] = own;
		}
	}
	return 0;
}

static paddr_t image_pa(const void *p)
{
	return (uintptr_t)p - boot_slide;
}

static _Noreturn void smp_main(struct cpu *c)
{
	struct pvh_cpu *own = c->plat;

	__asm__ volatile("mov %0, %%cr3" ::"r"(image_pa(boot_pml4)) : "memory");
	cpu_tables_load_on(&own->tables);
	msr_write(MSR_GS_BASE, (uintptr_t)c);
	if (LINKED(pvh_syscalls_on_here))
		pvh_syscalls_on_here();
	lapic_start_here();
	__atomic_store_n(&own->started, 1, __ATOMIC_RELEASE);
	plat_irq_unmask();
	cpu_main(c);
}

/* Put code and data where the CPU begins. */
static int prepare_start(struct cpu *c, uintptr_t stack)
{
	struct smp_start_data data = { image_pa(start_pml4), (uintptr_t)smp_main, stack, c };
	uint8_t *page = mmio_map(0, PAGE_SIZE);

	if (!page)
		return -ENOMEM;
	memcpy(start_pml4, boot_pml4, sizeof start_pml4);
	start_pd[0] = PTE_PRESENT | PTE_WRITE | PTE_LARGE;
	start_pdpt[0] = image_pa(start_pd) | PTE_PRESENT | PTE_WRITE;
	start_pml4[0] = image_pa(start_pdpt) | PTE_PRESENT | PTE_WRITE;
	memcpy(page, smp_start, (size_t)(smp_start_end - smp_start));
	memcpy(page + (smp_start_data - smp_start), &data, sizeof data);
	return 0;
}

int pvh_cpu_start(struct cpu *c, uintptr_t stack)
{
	struct pvh_cpu *own = heap_alloc_zero(sizeof *own);
	nsec_t limit;

	if (!own)
		return -ENOMEM;
	own->apic_id = processors.id[c->id];
	c->plat = own;
	if (prepare_start(c, stack)) {
		heap_free(own);
		return -ENOMEM;
	}
	lapic_send_init(own->apic_id);
	lapic_send_start(own->apic_id, 0);
	limit = plat_clock() + PATIENCE;
	while (!__atomic_load_n(&own->started, __ATOMIC_ACQUIRE)) {
		if (plat_clock() > limit)
			return -ENODEV;
		cpu_relax();
	}
	return 0;
}

void pvh_cpu_kick(struct cpu *c)
{
	const struct pvh_cpu *to = c->plat;

	lapic_send(to->apic_id, IRQ_VECTOR_BASE + IRQ_KICK);
}

void pvh_relax(void)
{
	tlb_flush_serve();
	cpu_relax();
}

/* --- Translations --- */

uint32_t smp_apic_id(const struct cpu *c)
{
	return ((const struct pvh_cpu *)c->plat)->apic_id;
}
