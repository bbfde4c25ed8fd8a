/* SPDX-License-Identifier: MIT */
/*
 * Telling the other CPUs what to forget: one request at a time, which each serves by an interrupt
 * that soft masks do not hold back, or while it waits for a lock.
 */
#include "arch/x86_64/cpuid.h"
#include "kern/dev/irq.h"
#include "kern/sched/run.h"
#include "plat/pvh/mmu.h"
#include "plat/pc/lapic.h"
#include "plat/smp/smp.h"

static struct {
	struct spinlock lock; /* held by who asks; guards: */
	uintptr_t va;
	size_t pages;
	uint64_t waiting; /* bit n: CPU n has yet to do it; atomic */
} request = { .lock = LOCK_INIT(LOCK_FLUSH) };

void tlb_flush_serve(void)
{
	uint64_t bit = 1ull << cpu_this()->id;

	if (!(__atomic_load_n(&request.waiting, __ATOMIC_ACQUIRE) & bit))
		return;
	tlb_flush_here(request.va, request.pages);
	__atomic_fetch_and(&request.waiting, ~bit, __ATOMIC_RELEASE);
}

void tlb_flush_others(uintptr_t va, size_t pages)
{
	unsigned n = __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE), own;
	uint64_t all = n == 64 ? UINT64_MAX : (1ull << n) - 1;

	if (n == 1)
		return;
	spin_lock(&request.lock);
	own = cpu_this()->id;
	request.va = va;
	request.pages = pages;
	__atomic_store_n(&request.waiting, all & ~(1ull << own), __ATOMIC_RELEASE);
	for (unsigned i = 0; i < n; i++)
		if (i != own)
			lapic_send(smp_apic_id(cpus[i]), IRQ_VECTOR_BASE + IRQ_FLUSH);
	while (__atomic_load_n(&request.waiting, __ATOMIC_ACQUIRE))
		cpu_relax();
	spin_unlock(&request.lock);
}
