/* SPDX-License-Identifier: MIT */
/*
 * Where threads come from, and with them what lets them wait for each other
 * (overlay/pthread_impl.h).
 */
#include <limits.h>

#include "pthread_impl.h"
#include "syscall.h"

#undef __wake
#undef __futexwait

void __pith_wake(volatile void *word, int count, int private)
{
	__wake(word, count < 0 ? INT_MAX : count, private);
}

void __pith_futexwait(volatile void *word, int value, int private)
{
	__futexwait(word, value, private);
}

hidden int __clone(int (*start)(void *), void *stack, int flags, void *arg, ...);

int __clone(int (*start)(void *), void *stack, int flags, void *arg, ...)
{
	(void)start;
	(void)arg;
	return (int)__syscall(SYS_clone, flags, stack);
}
