/* SPDX-License-Identifier: MIT */
/*
 * Randomness for addresses and canaries, before there is a generator: the CPU's own, or the time
 * stamp counter, spread over all bits.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "kern/dev/plat.h"
#include "plat/pvh/boot.h"

uint64_t boot_random(void)
{
	uint64_t value;

	if (cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_RDRAND && rdrand_try(&value))
		return value;
	/*
	 * A multiplication by an odd constant (2^64 / golden ratio) carries the low bits, which
	 * vary, upwards.
	 */
	value = tsc_read() * 0x9e3779b97f4a7c15ull;
	return value ^ value >> 32;
}

uint64_t pvh_random_early(void)
{
	return boot_random();
}
