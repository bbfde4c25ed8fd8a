/* SPDX-License-Identifier: MIT */
/*
 * musl's system calls, bound to the library OS: a call with a constant number is a direct call of
 * its handler, so what a program does not reach is not linked. Takes the place of
 * arch/x86_64/syscall_arch.h, whose names and arity it keeps.
 */
#include "gen/port/musl/binding.h"

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

#define PITH_INLINE static inline __attribute__((__always_inline__))

PITH_INLINE long __syscall0(long n)
{
	return __pith_syscall(n, 0, 0, 0, 0, 0, 0);
}

PITH_INLINE long __syscall1(long n, long a)
{
	return __pith_syscall(n, a, 0, 0, 0, 0, 0);
}

PITH_INLINE long __syscall2(long n, long a, long b)
{
	return __pith_syscall(n, a, b, 0, 0, 0, 0);
}

PITH_INLINE long __syscall3(long n, long a, long b, long c)
{
	return __pith_syscall(n, a, b, c, 0, 0, 0);
}

PITH_INLINE long __syscall4(long n, long a, long b, long c, long d)
{
	return __pith_syscall(n, a, b, c, d, 0, 0);
}

PITH_INLINE long __syscall5(long n, long a, long b, long c, long d, long e)
{
	return __pith_syscall(n, a, b, c, d, e, 0);
}

PITH_INLINE long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	return __pith_syscall(n, a, b, c, d, e, f);
}

#define IPC_64 0
