/* SPDX-License-Identifier: MIT */
/* Who the application is from the start. */
#include "abi/linux/auxv.h"
#include "abi/linux/identity/identity.h"

#include "base/config_type.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/vfs/tree/permission.h"

LINK_WITH(permission_check);

struct identity identity_user, identity_group;

void identity_tell_files(void)
{
	const struct identity *u = &identity_user, *g = &identity_group;

	vfs_acts = (struct vfs_actor){ u->fs, g->fs, u->fs != 0 };
	vfs_asks = (struct vfs_actor){ u->real, g->real, u->real != 0 };
}

static void take(struct identity *i, const char *key, const char *text)
{
	int64_t id = 0;

	if (text && (config_parse_int(text, &id) || id < 0 || id >= UINT32_MAX))
		image_refuse("configuration: %s: '%s' is no id", key, text);
	*i = (struct identity){ (uint32_t)id, (uint32_t)id, (uint32_t)id, (uint32_t)id };
}

void identity_begin(uint64_t *auxv)
{
	take(&identity_user, "uid", config.uid);
	take(&identity_group, "gid", config.gid);
	identity_tell_files();
	if (LINKED(capabilities_drop) && identity_user.real)
		capabilities_drop(true);
	auxv[0] = AT_UID;
	auxv[1] = identity_user.real;
	auxv[2] = AT_EUID;
	auxv[3] = identity_user.effective;
	auxv[4] = AT_GID;
	auxv[5] = identity_group.real;
	auxv[6] = AT_EGID;
	auxv[7] = identity_group.effective;
	auxv[8] = AT_SECURE;
	auxv[9] = 0;
}
