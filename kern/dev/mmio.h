/* SPDX-License-Identifier: MIT */
/*
 * Device registers and firmware tables: physical addresses that are not memory of ours.
 */
#ifndef KERN_DEV_MMIO_H
#define KERN_DEV_MMIO_H

#include "base/types.h"

/*
 * Make [pa, pa + len) readable and writable, not executable and not cached, and return where it
 * stands.
 *
 * Owns:    nobody: a mapping is never undone. Mapping a page again returns the same place.
 * Errors:  NULL when there is no memory for page tables, or the range wraps or is above what the
 *          CPU addresses.
 * Context: boot or thread.
 */
must_use void *mmio_map(paddr_t pa, size_t len);

/* A device with registers in memory that the monitor, or a table of the firmware's, announced. */
struct mmio_device {
	paddr_t pa;
	uint32_t size; /* bytes of registers */
	unsigned line; /* interrupt */
};

/*
 * Describe the (i)th such virtio device.
 * Errors:  -ENODEV when there are not so many. Context: thread.
 */
must_use int mmio_find_device(size_t i, struct mmio_device *d);

#endif
