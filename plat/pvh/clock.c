/* SPDX-License-Identifier: MIT */
/*
 * Time in a machine: the time-stamp counter, whose frequency is found out on first use.
 *
 * KVM says it, or the CPU, or a hypervisor's leaf; else it is measured (plat/pc/clock_measure.c).
 * Elsewhere than under KVM the counter starts with the machine.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "base/assert.h"
#include "kern/dev/plat.h"
#include "plat/pc/clock.h"
#include "plat/pvh/boot.h"

static struct clock_scale scale;

/* What CPUID says, or 0. */
static uint64_t cpuid_tsc_hz(void)
{
	struct cpuid c;

	if (cpuid_get(0, 0).eax >= CPUID_TSC) {
		c = cpuid_get(CPUID_TSC, 0);
		if (c.eax && c.ebx && c.ecx)
			return (uint64_t)c.ecx * c.ebx / c.eax;
	}
	if (!(cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_HYPERVISOR))
		return 0;
	c = cpuid_get(CPUID_HYPERVISOR, 0);
	if (c.eax < CPUID_HV_TIMING || c.eax > CPUID_HYPERVISOR + 0xffff)
		return 0;
	return cpuid_get(CPUID_HV_TIMING, 0).eax * 1000ull;
}

static cold noinline void clock_start(void)
{
	uint64_t hz;

	if (kvm_clock_scale(boot_slide, &scale))
		return;
	hz = cpuid_tsc_hz();
	if (!hz)
		hz = clock_measure(boot_info.rsdp);
	if (hz < 1000000)
		panic("this machine has no clock to measure the time-stamp counter with");
	scale.ratio = ratio_from_hz(hz);
}

nsec_t pvh_clock(void)
{
	nsec_t now = ratio_apply(scale.ratio, tsc_read()) + scale.origin;

	/* Without a ratio it is always 0. */
	if (unlikely(!now)) {
		clock_start();
		now = ratio_apply(scale.ratio, tsc_read()) + scale.origin;
	}
	return now;
}

uint64_t clock_ticks(nsec_t ns)
{
	uint64_t ticks, rest;

	/* One division of 128 bits by 64, for which C would call a function. */
	if (ns >> 32 >= scale.ratio)
		return UINT64_MAX;
	__asm__("divq %4"
		: "=a"(ticks), "=d"(rest)
		: "0"(ns << 32), "1"(ns >> 32), "rm"(scale.ratio)
		: "cc");
	return ticks + 1;
}
