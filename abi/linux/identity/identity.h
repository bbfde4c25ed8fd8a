/* SPDX-License-Identifier: MIT */
/*
 * Who the application is: user and group, as the keys uid and gid say, until it changes them. What
 * it may do with files goes by that (kern/vfs/tree/permission.h).
 */
#ifndef ABI_LINUX_IDENTITY_IDENTITY_H
#define ABI_LINUX_IDENTITY_IDENTITY_H

#include "kern/vfs/inode.h"

/* As Linux has them for each process; each word is atomic. */
struct identity {
	uint32_t real;
	uint32_t effective;
	uint32_t saved;
	uint32_t fs; /* of new files */
};

extern struct identity identity_user, identity_group;

/*
 * Take what the configuration says, and tell it in the 10 words of the auxiliary vector from (auxv)
 * on. A bad value ends the image. In an image that cannot ask there is another one, which does
 * nothing. Context: boot.
 */
void identity_begin(uint64_t *auxv);

/* Has the application only the rights of a user who is not root? As files see it. */
static inline bool identity_is_limited(void)
{
	return vfs_acts.limited;
}

/* Have files go by what is in identity_user and identity_group. */
void identity_tell_files(void);

/*
 * The user acts as root no longer, and with (permanent) cannot again: so go the capabilities. WEAK:
 * where those are kept.
 */
WEAK void capabilities_drop(bool permanent);

/* The user acts as root again. */
WEAK void capabilities_regain(void);

#endif
