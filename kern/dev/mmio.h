/* SPDX-License-Identifier: MIT */
/*
 * Device registers and firmware tables: physical addresses that are not memory of ours.
 */
#ifndef KERN_DEV_MMIO_H
#define KERN_DEV_MMIO_H

#include "base/types.h"

/*
 * Make [pa, pa + len) readable and writable, not executable and not cached, and return where it stands.
 *
 * Owns:    nobody: a mapping is never undone. Mapping a page again returns the same place.
 * Errors:  NULL when there is no memory for page tables, or the range wraps or is above what the CPU addresses.
 * Context: boot or thread.
 */
must_use void *mmio_map(paddr_t pa, size_t len);

#endif
