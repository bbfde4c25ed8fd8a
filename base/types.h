/* SPDX-License-Identifier: MIT */
/*
 * Scalars with a unit, and the few types of C that the library OS uses.
 * Only headers that a freestanding compiler brings are included.
 */
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

#if !defined(__STDC_HOSTED__) || !__STDC_HOSTED__
typedef long ssize_t;
#else
#include <sys/types.h>
#endif

typedef uint64_t paddr_t; /* a physical address: bytes; on a host process, an offset in the pool */
typedef uint64_t nsec_t;  /* nanoseconds; a point on the monotonic clock unless said otherwise */

#define NSEC_PER_SEC 1000000000ull
#define NSEC_NEVER   UINT64_MAX /* as a deadline: wait for ever */

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096ul

#define KIB 1024ul
#define MIB (1024ul * KIB)
#define GIB (1024ul * MIB)

#endif
