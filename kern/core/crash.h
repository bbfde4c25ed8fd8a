/* SPDX-License-Identifier: MIT */
/*
 * The end of an image that went wrong: one screen with the reason, the registers and who called
 * whom.
 */
#ifndef KERN_CORE_CRASH_H
#define KERN_CORE_CRASH_H

#include "arch/x86_64/trap.h"

/*
 * Print the report that (why) and (address) head and end as if (signal) had killed the application.
 * (frame) may be NULL: then there are no registers, and the backtrace begins at the caller.
 * Context: any, also within a trap.
 */
_Noreturn void crash(const char *why, uintptr_t address, uint8_t signal,
		     const struct trap_frame *frame) cold;

/* Print what memory is used for, in the report of its end. WEAK: with what maps memory. */
WEAK void memory_report(void);

/* For (address): where the function that says it was called. */
#define CRASH_HERE ((uintptr_t)__builtin_return_address(0))

#endif
