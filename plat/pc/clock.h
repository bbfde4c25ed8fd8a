/* SPDX-License-Identifier: MIT */
/*
 * The time-stamp counter as a clock, and its mathematics.
 *
 * Ratios are numbers with 32 bits behind the point, so that a conversion is a multiplication and a
 * shift of 128 bits.
 */
#ifndef PLAT_PC_CLOCK_H
#define PLAT_PC_CLOCK_H

#include "base/types.h"

static always_inline uint64_t ratio_apply(uint64_t ratio, uint64_t n)
{
	/* C would keep room on the stack for a number of 128 bits. */
	__asm__("mulq %1; shrdq $32, %%rdx, %0" : "+a"(n) : "rm"(ratio) : "rdx", "cc");
	return n;
}

/* The ratio from ticks of (hz) > 1 Hz to nanoseconds. */
static always_inline uint64_t ratio_from_hz(uint64_t hz)
{
	return ((NSEC_PER_SEC << 32) + hz / 2) / hz;
}

/* The ratio of the opposite direction. */
static always_inline uint64_t ratio_inverse(uint64_t ratio)
{
	return UINT64_MAX / ratio;
}

/* The ratio that KVM gives: 32 bits behind the point, and a power of two (pvclock-abi). */
static always_inline uint64_t ratio_from_pvclock(uint32_t multiplier, int8_t shift)
{
	return shift < 0 ? (uint64_t)multiplier >> -shift : (uint64_t)multiplier << shift;
}

/*
 * Nanoseconds, as ticks of the TSC, rounded up. The platform defines it beside plat_clock(),
 * which was called before.
 */
uint64_t clock_ticks(nsec_t ns);

/*
 * The TSC's frequency in Hz, by comparison with a clock whose frequency is known; takes 8 ms.
 * (rsdp) is what the monitor said of ACPI. Returns 0 when the machine has no such clock.
 */
uint64_t clock_measure(paddr_t rsdp);

/* What the CMOS clock says: seconds since 1970. Errors: -ENODEV. Context: thread. */
must_use int rtc_read(int64_t *seconds);

/* Registers of the CMOS clock, as they stand there. */
struct rtc_registers {
	uint8_t second, minute, hour, day, month, year, century;
	uint8_t mode; /* register B */
};

#define RTC_MODE_24H    0x02
#define RTC_MODE_BINARY 0x04

/*
 * Seconds since 1970 of (r). A century that cannot be is taken to be the one that makes the year
 * 1970 to 2069.
 * Errors:  -EINVAL when it is no time.
 */
must_use int rtc_decode(const struct rtc_registers *r, int64_t *seconds);

/* Time since boot: the TSC by (ratio), plus (origin) nanoseconds. */
struct clock_scale {
	uint64_t ratio; /* 0: not known */
	nsec_t origin;
};

/*
 * KVM's clock, which says how to read the TSC, and when the machine started. False without KVM. The
 * image is (slide) above its physical address.
 */
bool kvm_clock_scale(uintptr_t slide, struct clock_scale *s);
bool kvm_wall_clock(uintptr_t slide, int64_t *boot_ns);

#endif
