/* SPDX-License-Identifier: MIT */
/*
 * No silent failure: what is not there answers the errno that Linux would give and leaves one
 * line, once.
 */
#ifndef ABI_LINUX_UNSUPPORTED_H
#define ABI_LINUX_UNSUPPORTED_H

#include "base/log.h"
#include "base/types.h"

/*
 * Log, the first time that this place is reached, that (call) was asked for something that it has
 * not.
 */
#define unsupported_once(call, ...)                  \
	do {                                         \
		static bool said;                    \
                                                     \
		if (!said) {                         \
			said = true;                 \
			log_warn(call, __VA_ARGS__); \
		}                                    \
	} while (0)

#endif
