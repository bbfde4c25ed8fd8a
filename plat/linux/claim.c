/* SPDX-License-Identifier: MIT */
/*
 * Addresses outside of the window: low ones, and those that an application insists on.
 *
 * What is claimed is a reservation of the host's like the window, for good. The host is asked not
 * to replace anything, so it knows best what is there; only what was claimed before is known here.
 */
#include "plat/linux/names.h"

#include "base/errno.h"
#include "kern/mem/mmu.h"
#include "plat/linux/host.h"

#define CLAIMS 64

/* Guarded by the lock of the space that asks. */
static struct claim {
	uintptr_t start;
	uintptr_t end;
} claims[CLAIMS];
static unsigned nr_claims;

/* Where what is known of (*va) ends; it is claimed if true, else free until there. */
static bool find_claim(uintptr_t va, uintptr_t *end)
{
	for (unsigned i = 0; i < nr_claims; i++) {
		if (claims[i].start <= va && va < claims[i].end) {
			*end = claims[i].end;
			return true;
		}
		if (claims[i].start > va && claims[i].start < *end)
			*end = claims[i].start;
	}
	return false;
}

static int claim(uintptr_t va, uintptr_t end)
{
	unsigned i = 0;

	while (i < nr_claims && claims[i].end != va)
		i++;
	if (i == CLAIMS)
		return -ENOMEM;
	if (host_call6(HOST_mmap, (long)va, (long)(end - va), HOST_PROT_NONE,
		       HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | HOST_MAP_NORESERVE |
			       HOST_MAP_FIXED_NOREPLACE,
		       -1, 0) != (long)va)
		return -ENOMEM;
	if (i == nr_claims)
		claims[nr_claims++].start = va;
	claims[i].end = end;
	return 0;
}

int linux_mmu_claim(uintptr_t va, size_t len)
{
	uintptr_t end = va + len;
	int err = 0;

	if (va < mmu_window.high && end > mmu_window.low)
		return -ENOMEM;
	while (!err && va < end) {
		uintptr_t stop = end;

		if (!find_claim(va, &stop))
			err = claim(va, stop);
		va = stop;
	}
	return err;
}
