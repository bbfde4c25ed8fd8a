/* SPDX-License-Identifier: MIT */
/*
 * The CPUs of an image with more than one thread: the first at boot, others when there is something
 * for them to run.
 */
#ifndef KERN_CORE_CPUS_H
#define KERN_CORE_CPUS_H

#include "kern/sched/run.h"

/*
 * Make the thread that runs one of many; in an image that cannot make threads, nothing (start.c).
 * Context: boot, configuration known, before plat_seal().
 */
void cpus_begin(void);

/* A thread more than there are CPUs? Then start another, if there is one. Context: thread. */
void cpus_grow(void);

/* cpus_possible() in any image. */
static inline unsigned cpus_count(void)
{
	return LINKED(cpus_possible) ? cpus_possible() : 1;
}

/* Bit n: there could be CPU n. */
static inline uint64_t cpus_all(void)
{
	unsigned n = cpus_count();

	return n < 64 ? (1ull << n) - 1 : UINT64_MAX;
}

/*
 * Start CPUs until there are (n), or as many as there can be: see cpus_possible(). WEAK as above.
 * Context: thread.
 */
WEAK void cpus_start(unsigned n);

#endif
