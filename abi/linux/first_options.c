/* SPDX-License-Identifier: MIT */
/* What the configuration says of the file systems in memory that are there from the start. */
#include "base/config_type.h"
#include "base/format.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/vfs/mount.h"

LINK_WITH(ramfs_set_options);

const char *mount_first_options(void)
{
	static char options[32];
	uint64_t bytes;

	if (!config.tmpfs)
		return "";
	if (config_parse_size(config.tmpfs, &bytes))
		image_refuse("configuration: tmpfs: '%s' is no size", config.tmpfs);
	format_text(options, sizeof options, "size=%lu", bytes);
	return options;
}
