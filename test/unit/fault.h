/* SPDX-License-Identifier: MIT */
/*
 * Injected allocation failures, and the kernel's heap for unit tests.
 *
 * A unit that allocates links test/unit/fault.c, which defines kern/mem/heap.h over the C library
 * (so that AddressSanitizer watches every block) and, by the linker's --wrap, stands before
 * malloc() and its kin.
 *
 *	for (long n = 1; fault_arm(n); n++) {
 *		... do the thing; when it fails, check that it failed well and left nothing behind ...
 *	}
 *
 * runs the body with the 1st, 2nd, 3rd ... allocation failing until nothing was left to fail.
 */
#ifndef TEST_UNIT_FAULT_H
#define TEST_UNIT_FAULT_H

#include <stdbool.h>

/*
 * Let the (n)th allocation from now on fail, once. False, and disarmed, when the last body met no
 * failure.
 */
bool fault_arm(long n);

/* No failure until the next fault_arm(). */
void fault_disarm(void);

/* Blocks of the kernel's heap that are not freed. */
long fault_live(void);

#endif
