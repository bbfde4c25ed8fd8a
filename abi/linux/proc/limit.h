/* SPDX-License-Identifier: MIT */
/* Resource limits, for those who tell about them. */
#ifndef ABI_LINUX_PROC_LIMIT_H
#define ABI_LINUX_PROC_LIMIT_H

#include "abi/linux/types.h"

enum {
	RLIMIT_FSIZE = 1,
	RLIMIT_DATA = 2,
	RLIMIT_STACK = 3,
	RLIMIT_CORE = 4,
	RLIMIT_NPROC = 6,
	RLIMIT_NOFILE = 7,
	RLIMIT_MEMLOCK = 8,
	RLIMIT_AS = 9,
	RLIMIT_SIGPENDING = 11,
	RLIMIT_MSGQUEUE = 12,
	RLIMIT_NICE = 13,
	RLIMIT_RTPRIO = 14,
	RLIMITS = 16,
};

/* That of (resource), RLIMIT_*: below RLIMITS. */
struct linux_rlimit proc_limit(int resource);

#endif
