/* SPDX-License-Identifier: MIT */
/*
 * Where threads come from, and with them what lets them wait for each other (overlay/lock.h,
 * overlay/pthread_impl.h, overlay/stdio_impl.h).
 */
#include <limits.h>
#include <stdarg.h>

#include "pthread_impl.h"
#include "syscall.h"

#undef __wake
#undef __futexwait

/* An image with this object has these, too: they are referred to weakly. */
__asm__(".globl __lock, __unlock, __lockfile, __unlockfile");

void __pith_wake(volatile void *word, int count, int private)
{
	__wake(word, count < 0 ? INT_MAX : count, private);
}

void __pith_futexwait(volatile void *word, int value, int private)
{
	__futexwait(word, value, private);
}

/* abi/linux/libc.h */
hidden int __pith_thread_create(const void *start) __asm__("pith.sys_thread_create");

struct thread_start {
	int (*function)(void *);
	void *argument;
	void *stack;
	unsigned long flags;
	int *parent_tid;
	void *tls;
	int *child_tid;
};

hidden int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);

/* A thread begins in a function, so nothing needs to return twice as clone(2) does. */
int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...)
{
	struct thread_start start = { function, argument, stack, (unsigned long)flags };
	va_list more;

	va_start(more, argument);
	start.parent_tid = va_arg(more, int *);
	start.tls = va_arg(more, void *);
	start.child_tid = va_arg(more, int *);
	va_end(more);
	return __pith_thread_create(&start);
}

/* A detached thread gives its own stack back, so the library OS does both on another one. */
hidden _Noreturn void __pith_thread_exit_unmap(void *,
					       size_t) __asm__("pith.sys_thread_exit_unmap");

void __unmapself(void *base, size_t size)
{
	__pith_thread_exit_unmap(base, size);
}
