/* SPDX-License-Identifier: MIT */
#include "kern/dev/block.h"

struct block_device *block_devices;
struct block_finder *block_finders;

void block_devices_find(void)
{
	for (const struct block_finder *f = block_finders; f; f = f->next)
		f->find();
}

void block_device_add(struct block_device *d)
{
	struct block_device **end = &block_devices;

	while (*end)
		end = &(*end)->next;
	*end = d;
}
