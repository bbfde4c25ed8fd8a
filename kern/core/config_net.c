/* SPDX-License-Identifier: MIT */
/*
 * The keys of network devices. Here values only find their place, as in config.c.
 */
#include "base/string.h"
#include "kern/core/config.h"

LINK_WITH(config_more_key);

struct config_net config_net;

static const struct {
	const char *name;
	const char **value;
} keys[] = {
	{ "device", &config_net.device },
	{ "mac", &config_net.mac },
};

bool config_net_key(const char *name, const char *value)
{
	for (size_t i = 0; i < nitems(keys); i++) {
		if (strcmp(name, keys[i].name))
			continue;
		*keys[i].value = value;
		return true;
	}
	return false;
}
