/* SPDX-License-Identifier: MIT */
/*
 * The end of an image that went wrong: one screen with the reason, the registers and who called whom.
 */
#ifndef KERN_CORE_CRASH_H
#define KERN_CORE_CRASH_H

#include "arch/x86_64/trap.h"

/*
 * Print the report that (why) heads and end as if (signal) had killed the application. (frame) may be NULL: then the
 * caller's own registers do.
 * Context: any, also within a trap.
 */
_Noreturn void crash(const char *why, uint8_t signal, const struct trap_frame *frame) cold;

#endif
