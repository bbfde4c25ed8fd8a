/* SPDX-License-Identifier: MIT */
#include "kern/dev/net.h"

LINK_WITH(config_more_key); /* of devices, and of the stack */

struct net_finder *net_finders;

void net_devices_find(void)
{
	for (const struct net_finder *f = net_finders; f; f = f->next)
		f->find();
}
