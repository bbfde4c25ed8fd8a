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

/*
 * musl says flags of what it just opened once more, for Linux before 2.6.27, and asks for them to
 * see whether a descriptor is one. That is no reason to have all of fcntl(2), with its locks
 * (abi/linux/libc.h).
 */
int __pith_get_cloexec(int fd) PITH_HANDLER(sys_get_cloexec);
int __pith_set_cloexec(int fd, int on) PITH_HANDLER(sys_set_cloexec);
int __pith_set_flags(int fd, unsigned flags) PITH_HANDLER(sys_set_flags);

#define PITH_IS_FCNTL(n, command) \
	(__builtin_constant_p(n) && (n) == 72 && __builtin_constant_p(command))

PITH_INLINE long __syscall2(long n, long a, long b)
{
	if (PITH_IS_FCNTL(n, b) && b == 1) /* F_GETFD */
		return __pith_get_cloexec((int)a);
	return __pith_syscall(n, a, b, 0, 0, 0, 0);
}

PITH_INLINE long __syscall3(long n, long a, long b, long c)
{
	if (PITH_IS_FCNTL(n, b) && b == 2) /* F_SETFD */
		return __pith_set_cloexec((int)a, (int)c);
	if (PITH_IS_FCNTL(n, b) && b == 4) /* F_SETFL */
		return __pith_set_flags((int)a, (unsigned)c);
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
