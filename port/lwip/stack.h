/* SPDX-License-Identifier: MIT */
/*
 * The stack's lock, and its start. Private to port/lwip.
 *
 * lwIP is entered by one at a time: threads in a system call, interrupts of devices, and a timer
 * whose expiry is an interrupt, too. So the lock is a spin lock. lwIP calls back with it held.
 */
#ifndef PORT_LWIP_STACK_H
#define PORT_LWIP_STACK_H

#include "kern/sched/lock.h"

extern struct spinlock stack;

/* A function that lwIP calls, with the lock held: the analysis does not see through pointers. */
#define FROM_LWIP NO_LOCK_CHECK

/*
 * Start the stack, once. Context: boot or thread.
 */
void stack_start(void);

/* Context: any, not held. */
void stack_lock(void) ACQUIRES(&stack);

/*
 * Let out what the holder caused: frames to devices, packets to ourselves, the next expiry of a
 * timer.
 */
void stack_unlock(void) RELEASES(&stack);

/* Give the heap what lwIP freed and was kept for it (memory.c). */
void lwip_give_back(void) REQUIRES(&stack);

#endif
