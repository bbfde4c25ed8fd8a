/* SPDX-License-Identifier: MIT */
/*
 * Stacks of the library OS: for traps of threads, and for CPUs at rest.
 */
#ifndef KERN_CORE_STACK_H
#define KERN_CORE_STACK_H

#include "base/types.h"

/*
 * Get a stack of TRAP_STACK_SIZE bytes (kern/sched/thread.h): its lowest address, or NULL without
 * memory. Owns: the caller, until stack_free(). Context: thread.
 */
must_use void *stack_alloc(void);

/* Context: any, not on that stack. */
void stack_free(void *low);

#endif
