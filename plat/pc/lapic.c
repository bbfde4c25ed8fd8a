/* SPDX-License-Identifier: MIT */
/*
 * The local APIC (AMD64 manual, volume 2, chapter 16), by registers in memory or, where a
 * hypervisor offers it, by MSR (x2APIC: one exit instead of an emulated access), and its timer.
 *
 * The timer counts down at a rate that is measured against the clock on its first use; with TSC
 * deadlines there is nothing to measure. A long wait aims a little low, so that an error of the
 * rate costs an early interrupt and not a late one.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/mmio.h"
#include "arch/x86_64/msr.h"
#include "base/errno.h"
#include "kern/dev/irq.h"
#include "kern/dev/mmio.h"
#include "kern/dev/plat.h"
#include "kern/sched/cpu.h"
#include "kern/sched/timers.h"
#include "plat/pc/clock.h"
#include "plat/pc/lapic.h"

enum lapic_register {
	LAPIC_ID = 0x20,
	LAPIC_PRIORITY = 0x80,
	LAPIC_END = 0xb0,
	LAPIC_SPURIOUS = 0xf0,
	LAPIC_COMMAND = 0x300,
	LAPIC_COMMAND_TO = 0x310,
	LAPIC_TIMER = 0x320,
	LAPIC_LINT0 = 0x350,
	LAPIC_INITIAL = 0x380,
	LAPIC_CURRENT = 0x390,
	LAPIC_DIVIDE = 0x3e0,
};

#define LAPIC_ENABLE      (1u << 8)
#define LAPIC_MASKED      (1u << 16)
#define LAPIC_DEADLINE    (2u << 17)
#define LAPIC_DIVIDE_BY_1 0xb

/* Of the command register: what is sent, and how. */
#define COMMAND_INIT    (5u << 8)
#define COMMAND_START   (6u << 8)
#define COMMAND_PENDING (1u << 12)
#define COMMAND_ASSERT  (1u << 14)

#define CPUID_1_APIC (1u << 9) /* edx */

#define MEASURE_NS 1000000ull

static uint8_t *registers;    /* NULL: x2APIC */
static uint64_t ticks_per_ns; /* 32.32; 0: not measured yet */
static bool by_deadline;

static uint32_t lapic_read(enum lapic_register reg)
{
	return registers ? mmio_read32(registers + reg)
			 : (uint32_t)msr_read(MSR_X2APIC_BASE + reg / 16u);
}

static void lapic_write(enum lapic_register reg, uint32_t value)
{
	if (registers)
		mmio_write32(registers + reg, value);
	else
		msr_write(MSR_X2APIC_BASE + reg / 16u, value);
}

static void lapic_enable(void)
{
	lapic_write(LAPIC_LINT0, LAPIC_MASKED);
	lapic_write(LAPIC_PRIORITY, 0);
	lapic_write(LAPIC_SPURIOUS, LAPIC_ENABLE | (IRQ_VECTOR_BASE + IRQ_SPURIOUS));
}

int lapic_start(void)
{
	struct cpuid f = cpuid_get(CPUID_FEATURES, 0);
	uint64_t base;

	if (!(f.edx & CPUID_1_APIC))
		return -ENODEV;
	base = msr_read(MSR_APIC_BASE) | MSR_APIC_BASE_ENABLE;
	if (f.ecx & CPUID_1_X2APIC && f.ecx & CPUID_1_HYPERVISOR)
		base |= MSR_APIC_BASE_X2APIC;
	msr_write(MSR_APIC_BASE, base);
	if (!(base & MSR_APIC_BASE_X2APIC)) {
		registers = mmio_map(base & 0xffffff000, PAGE_SIZE);
		if (!registers)
			return -ENOMEM;
	}
	by_deadline = f.ecx & CPUID_1_TSC_DEADLINE;
	lapic_enable();
	return 0;
}

/* Another CPU: it is to do as the first one did. */
void lapic_start_here(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE) | MSR_APIC_BASE_ENABLE;

	msr_write(MSR_APIC_BASE, registers ? base : base | MSR_APIC_BASE_X2APIC);
	lapic_enable();
}

void lapic_end(void)
{
	lapic_write(LAPIC_END, 0);
}

uint32_t lapic_id(void)
{
	uint32_t id = lapic_read(LAPIC_ID);

	return registers ? id >> 24 : id;
}

/* By MSR it is one write; in memory the last one is still under way for a moment. */
static void lapic_command(uint32_t id, uint32_t command)
{
	irq_disable();
	if (registers) {
		while (lapic_read(LAPIC_COMMAND) & COMMAND_PENDING)
			cpu_relax();
		lapic_write(LAPIC_COMMAND_TO, id << 24);
		lapic_write(LAPIC_COMMAND, command);
	} else {
		__asm__ volatile("mfence" ::: "memory"); /* the MSR's write is not ordered */
		msr_write(MSR_X2APIC_BASE + LAPIC_COMMAND / 16, (uint64_t)id << 32 | command);
	}
	irq_enable();
}

void lapic_send(uint32_t id, unsigned vector)
{
	lapic_command(id, COMMAND_ASSERT | vector);
}

void lapic_send_init(uint32_t id)
{
	lapic_command(id, COMMAND_ASSERT | COMMAND_INIT);
}

void lapic_send_start(uint32_t id, unsigned page)
{
	lapic_command(id, COMMAND_ASSERT | COMMAND_START | page);
}

/* How fast does it count? Both clocks are read as close together as they can be. */
static void measure(void)
{
	nsec_t from, now;
	uint32_t left;

	lapic_write(LAPIC_DIVIDE, LAPIC_DIVIDE_BY_1);
	lapic_write(LAPIC_TIMER, LAPIC_MASKED);
	lapic_write(LAPIC_INITIAL, UINT32_MAX);
	from = plat_clock();
	do
		now = plat_clock();
	while (now - from < MEASURE_NS);
	left = lapic_read(LAPIC_CURRENT);
	ticks_per_ns = ((uint64_t)(UINT32_MAX - left) << 32) / (now - from);
	ticks_per_ns += !ticks_per_ns;
}

/* Without timers, whoever waits looks at the clock. */
static void timer_interrupt(void)
{
	if (LINKED(timers_run))
		timers_run();
}

/* Set the timer of this CPU up; its rate is that of all. */
static void timer_start(void)
{
	irq_set_handler(IRQ_TIMER, timer_interrupt);
	if (!by_deadline && !ticks_per_ns)
		measure();
	lapic_write(LAPIC_DIVIDE, LAPIC_DIVIDE_BY_1);
	lapic_write(LAPIC_TIMER,
		    (by_deadline ? LAPIC_DEADLINE : 0) | (IRQ_VECTOR_BASE + IRQ_TIMER));
}

void timer_arm(nsec_t deadline)
{
	static uint64_t started; /* bit n: on CPU n; atomic */
	uint64_t own = 1ull << cpu_this()->id;
	nsec_t now, left;
	uint64_t ticks;

	if (!(__atomic_load_n(&started, __ATOMIC_RELAXED) & own)) {
		timer_start();
		__atomic_fetch_or(&started, own, __ATOMIC_RELAXED);
	}
	now = plat_clock();
	left = deadline > now ? deadline - now : 0;
	left = MIN(left, NSEC_PER_SEC);
	if (by_deadline) {
		__asm__ volatile("mfence" ::: "memory"); /* the MSR's write is not ordered */
		msr_write(MSR_TSC_DEADLINE, tsc_read() + clock_ticks(left));
		return;
	}
	ticks = (uint64_t)((unsigned __int128)(left - left / 256) * ticks_per_ns >> 32);
	lapic_write(LAPIC_INITIAL, (uint32_t)MIN(MAX(ticks, 1u), UINT32_MAX));
}
