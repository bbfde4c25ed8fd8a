/* SPDX-License-Identifier: MIT */
/*
 * Entropy of a machine: the CPU's own, else that of a device, which the monitor takes from its
 * host.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "base/string.h"
#include "kern/dev/entropy.h"
#include "kern/dev/plat.h"

#define ATTEMPTS 100

/* RDSEED may have nothing for a while when it is asked often; RDRAND has, unless it is broken. */
static bool cpu_random(bool has_seed, uint64_t *value)
{
	for (unsigned i = 0; has_seed && i < ATTEMPTS; i++) {
		if (rdseed_try(value))
			return true;
		cpu_relax();
	}
	for (unsigned i = 0; i < ATTEMPTS; i++)
		if (rdrand_try(value))
			return true;
	return false;
}

size_t pvh_entropy(void *buf, size_t size)
{
	bool has_seed = cpuid_get(0, 0).eax >= CPUID_EXTENDED &&
			cpuid_get(CPUID_EXTENDED, 0).ebx & CPUID_7_RDSEED;
	size_t done = 0;
	uint64_t value;

	if (cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_RDRAND) {
		while (done < size && cpu_random(has_seed, &value)) {
			size_t n = MIN(size - done, sizeof value);

			memcpy((uint8_t *)buf + done, &value, n);
			done += n;
		}
	}
	if (done < size && entropy_device)
		done += entropy_device((uint8_t *)buf + done, size - done);
	return done;
}
