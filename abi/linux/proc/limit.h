/* SPDX-License-Identifier: MIT */
/* Resource limits, for those who tell about them. */
#ifndef ABI_LINUX_PROC_LIMIT_H
#define ABI_LINUX_PROC_LIMIT_H

#include "abi/linux/types.h"

/* That of (resource), RLIMIT_*: below RLIM_NLIMITS. */
struct linux_rlimit proc_limit(int resource);

#endif
