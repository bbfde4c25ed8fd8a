/* SPDX-License-Identifier: MIT */
/*
 * A thread's floating-point and vector registers. The library OS does not use them, so they are the
 * application's at all times; here they are copied to and from memory in the layout that Linux
 * shows to signal handlers.
 */
#ifndef KERN_SCHED_FPU_H
#define KERN_SCHED_FPU_H

#include "base/types.h"

/* Bytes of an area, which the caller aligns to 64. Context: any, as all of these. */
size_t fpu_size(void);

/* Is an area more than FXSAVE's 512 bytes? */
bool fpu_extended(void);

void fpu_save(void *area);

/*
 * Load (area), which the application may have changed: what the CPU would refuse is put right in
 * it.
 */
void fpu_restore(void *area);

/*
 * The same for a switch, in fewer instructions: (area) is the library OS's own, and nobody changes
 * what fpu_park() put there, or reads it. Bytes of it that mean nothing may be anything.
 */
void fpu_park(void *area);
void fpu_unpark(const void *area);

/* Set the control words as a program finds them. Context: thread. */
void fpu_reset(void);

/* What the CPU can do, as the auxiliary vector tells it: CPUID 1, EDX. */
uint32_t cpu_features(void);

#endif
