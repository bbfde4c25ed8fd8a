/* SPDX-License-Identifier: MIT */
/* What utime, utimes and futimesat have in common. */
#ifndef ABI_LINUX_FILE_UTIMES_H
#define ABI_LINUX_FILE_UTIMES_H

#include "abi/linux/types.h"

/* Set the times of what (path) leads to: (tv) has two, or NULL means now. */
must_use int utimes_at(int dir, const char *path, const struct linux_timeval *tv);

/* The same by nanoseconds, those of utimensat(2); what (ts) points to is the library OS's. */
must_use int utimens_at(int dir, const char *path, const struct linux_timespec *ts, int flags);

#endif
