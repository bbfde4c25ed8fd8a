/* SPDX-License-Identifier: MIT */
/*
 * Keys of the network, which begin with "net.", of the disk, and those of the application.
 */
#include "base/string.h"
#include "kern/core/config.h"

static bool take_net(const char *name, const char *value)
{
	return (LINKED(config_net_key) && config_net_key(name, value)) ||
	       (LINKED(net_config_key) && net_config_key(name, value));
}

bool config_more_key(const char *name, const char *value)
{
	return (!strncmp(name, "net.", 4) && take_net(name + 4, value)) ||
	       (LINKED(config_root_key) && config_root_key(name, value)) ||
	       (LINKED(config_app_key) && config_app_key(name, value));
}
