/* SPDX-License-Identifier: MIT */
#include "kern/core/config.h"

bool config_more_key(const char *name, const char *value)
{
	return (LINKED(config_net_key) && config_net_key(name, value)) ||
	       (LINKED(config_app_key) && config_app_key(name, value));
}
