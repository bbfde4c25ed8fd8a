/* SPDX-License-Identifier: MIT */
/*
 * How an exception reaches the application.
 */
#ifndef KERN_CORE_FAULT_H
#define KERN_CORE_FAULT_H

#include "arch/x86_64/trap.h"

#define FAULT_SI_KERNEL 128 /* si_code of a fault without an address */

/*
 * Let the application's handler for (signal) have the exception, by changing (f) so that the trap
 * returns to it. False when it has none. WEAK: only in an image that can install handlers.
 * Context: within the trap, on the thread's kernel stack.
 */
WEAK bool signal_fault(struct trap_frame *f, int signal, int code, uintptr_t address);

/*
 * The application is about to see (f), of its own code. Where the platform put code in the place of
 * an instruction, make it as it would be there: before the instruction, or behind it. WEAK: only
 * where there is such code. Context: as above.
 */
WEAK void trap_settle(struct trap_frame *f);

#endif
