/* SPDX-License-Identifier: MIT */
#include "base/errno.h"
#include "base/log.h"
#include "kern/dev/driver.h"

void drivers_probe(void)
{
	for (const struct driver *const *d = image_drivers; *d; d++)
		if ((*d)->plat == plat_kind)
			(void)(*d)->probe();
}
