/* SPDX-License-Identifier: MIT */
/*
 * The key of a root file system that stands outside of the image.
 */
#include "base/string.h"
#include "kern/core/config.h"

LINK_WITH(config_more_key);

struct config_root config_root;

bool config_root_key(const char *name, const char *value)
{
	if (strcmp(name, "root"))
		return false;
	config_root.file = value;
	return true;
}
