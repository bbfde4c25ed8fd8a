/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: how virtio devices in memory are announced. Both are pure functions.
 */
#ifndef PLAT_PVH_MMIO_DEVICES_H
#define PLAT_PVH_MMIO_DEVICES_H

#include "kern/dev/mmio.h"

/* Read `SIZE@BASE:LINE`, the value of the monitor's `virtio_mmio.device=`. Errors: -EINVAL. */
must_use int mmio_parse_token(const char *s, struct mmio_device *d);

/* Find the (i)th device LNRO0005 in the AML of a DSDT. Errors: -ENODEV. */
must_use int mmio_find_in_dsdt(const uint8_t *dsdt, size_t len, size_t i, struct mmio_device *d);

#endif
