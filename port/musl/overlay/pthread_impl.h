/* SPDX-License-Identifier: MIT */
/*
 * musl's pthread_impl.h includes "syscall.h" from its own folder: have ours in first.
 *
 * And the locks inside libc: they wait and wake only where there is a second thread, so the futex
 * is linked with what can make one (port/musl/src/clone.c), not with every printf().
 */
#include "syscall.h"
#include_next "pthread_impl.h"

#ifndef PITH_PTHREAD_IMPL
#define PITH_PTHREAD_IMPL

hidden void __pith_wake(volatile void *word, int count, int private) __attribute__((__weak__));
hidden void __pith_futexwait(volatile void *word, int value, int private) __attribute__((__weak__));

#define __wake(word, count, private) \
	(__pith_wake ? __pith_wake((word), (count), (private)) : (void)0)
#define __futexwait(word, value, private) \
	(__pith_futexwait ? __pith_futexwait((word), (value), (private)) : (void)0)

#endif
