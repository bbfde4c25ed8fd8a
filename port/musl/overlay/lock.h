/* SPDX-License-Identifier: MIT */
/* The locks inside libc wait for other threads: linked with what makes these (src/clone.c). */
#include_next "lock.h"

#ifndef PITH_LOCK
#define PITH_LOCK

hidden void __lock(volatile int *) __attribute__((__weak__));
hidden void __unlock(volatile int *) __attribute__((__weak__));

#undef LOCK
#undef UNLOCK
#define LOCK(x)   (__lock ? __lock(x) : (void)0)
#define UNLOCK(x) (__lock ? __unlock(x) : (void)0)

#endif
