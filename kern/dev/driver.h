/* SPDX-License-Identifier: MIT */
/*
 * Drivers: what an image lists in image.c, and how they are tried.
 */
#ifndef KERN_DEV_DRIVER_H
#define KERN_DEV_DRIVER_H

#include "base/types.h"
#include "kern/dev/plat.h"

struct driver {
	enum plat_kind plat; /* the platform that has such devices */

	/*
	 * Look for the device(s), make them work, register them with their class. Either succeeds
	 * wholly or leaves nothing behind.
	 * Errors: -ENODEV (silent); others are logged. Context: boot thread, or the first use of
	 *         the class.
	 */
	int (*probe)(void);
};

/* The image's drivers in probe order, ended by NULL: written by the build into image.c. */
extern const struct driver *const image_drivers[];

/* Try every driver of this platform. Context: boot. */
void drivers_probe(void);

#endif
