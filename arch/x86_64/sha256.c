/* SPDX-License-Identifier: MIT */
#include "base/sha256.h"

#include "arch/x86_64/cpuid.h"

/* arch/x86_64/sha256_rounds.S */
void sha256_rounds(uint32_t state[8], const uint8_t *blocks, size_t n);

static bool has_instructions(void)
{
	return cpuid_get(0, 0).eax >= CPUID_EXTENDED &&
	       cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_SSSE3 &&
	       cpuid_get(CPUID_EXTENDED, 0).ebx & CPUID_7_SHA;
}

bool sha256_by_cpu(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	enum { UNKNOWN, ABSENT, PRESENT };
	static uint8_t known; /* all CPUs find the same; atomic */
	uint8_t is = __atomic_load_n(&known, __ATOMIC_RELAXED);

	if (is == UNKNOWN) {
		is = has_instructions() ? PRESENT : ABSENT;
		__atomic_store_n(&known, is, __ATOMIC_RELAXED);
	}
	if (is == ABSENT)
		return false;
	sha256_rounds(state, blocks, n);
	return true;
}
