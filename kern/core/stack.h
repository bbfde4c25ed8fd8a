/* SPDX-License-Identifier: MIT */
/*
 * Stacks of the library OS: for traps of threads, and for CPUs at rest.
 */
#ifndef KERN_CORE_STACK_H
#define KERN_CORE_STACK_H

#include "base/types.h"

/* Of every stack: TRAP_STACK_SIZE (kern/sched/thread.h) if nobody says otherwise. */
extern size_t stack_size;

/*
 * All stacks from now on have (size) bytes, whole pages: more, where system calls are served on
 * them. Context: boot, before there is a second thread.
 */
void stack_set_size(size_t size);

/*
 * Get a stack of (stack_size) bytes: its lowest address, or NULL without memory. Owns: the caller,
 * until stack_free(). Context: thread.
 */
must_use void *stack_alloc(void);

/* Context: any, not on that stack. */
void stack_free(void *low);

#endif
