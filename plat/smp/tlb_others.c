/* SPDX-License-Identifier: MIT */
/*
 * Telling the other CPUs what to forget: one request at a time, which each serves by an interrupt
 * that soft masks do not hold back, or while it waits for a lock. One that is halted is let be: it
 * forgets all before it looks at anything. On a busy host, waiting for a CPU is waiting for the
 * host to run it.
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

/* Bit n: CPU n is halted, or nearly; it is to forget all when it goes on. Atomic. */
static uint64_t halted, behind;

void tlb_cpu_halts(void)
{
	__atomic_fetch_or(&halted, 1ull << cpu_this()->id, __ATOMIC_SEQ_CST);
}

void tlb_cpu_goes_on(void)
{
	uint64_t bit = 1ull << cpu_this()->id;

	if (likely(!(__atomic_load_n(&halted, __ATOMIC_RELAXED) & bit)))
		return;
	__atomic_fetch_and(&halted, ~bit, __ATOMIC_SEQ_CST);
	if (__atomic_fetch_and(&behind, ~bit, __ATOMIC_SEQ_CST) & bit)
		tlb_flush_all_here();
}

/* Is the CPU of (bit) halted, and will it forget? Then it is asked for nothing. */
static bool leave_to(uint64_t bit)
{
	if (!(__atomic_load_n(&halted, __ATOMIC_RELAXED) & bit))
		return false;
	__atomic_fetch_or(&behind, bit, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&halted, __ATOMIC_SEQ_CST) & bit;
}

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
	uint64_t asked = 0;

	if (n == 1)
		return;
	spin_lock(&request.lock);
	own = cpu_this()->id;
	request.va = va;
	request.pages = pages;
	for (unsigned i = 0; i < n; i++)
		if (i != own && !leave_to(1ull << i))
			asked |= 1ull << i;
	__atomic_store_n(&request.waiting, asked, __ATOMIC_SEQ_CST);
	for (uint64_t left = asked; left; left &= left - 1)
		lapic_send(smp_apic_id(cpus[__builtin_ctzll(left)]), IRQ_VECTOR_BASE + IRQ_FLUSH);
	while (__atomic_load_n(&request.waiting, __ATOMIC_ACQUIRE))
		cpu_relax();
	spin_unlock(&request.lock);
}
