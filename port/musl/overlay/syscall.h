/* SPDX-License-Identifier: MIT */
/*
 * Cancellation points as direct calls. musl passes their numbers through a function, which would
 * link every system call; here a point is the call itself between two hooks, which exist only in
 * an image that has pthread_cancel() (port/musl/src/pthread_cancel.c).
 */
#include_next "syscall.h"

#ifndef PITH_SYSCALL_CP
#define PITH_SYSCALL_CP

/* Non-zero when the thread is to stop here: the error to return instead of calling. */
hidden long __pith_cp_before(long n) __attribute__((__weak__));

/* What the caller sees of (result), or no return when a cancellation interrupted the call. */
hidden long __pith_cp_after(long n, long result) __attribute__((__weak__));

PITH_INLINE long __pith_syscall_cp(long n, long a, long b, long c, long d, long e, long f)
{
	long r = __pith_cp_before ? __pith_cp_before(n) : 0;

	if (r)
		return r;
	r = __pith_syscall(n, a, b, c, d, e, f);
	return __pith_cp_after ? __pith_cp_after(n, r) : r;
}

#undef __syscall_cp0
#undef __syscall_cp1
#undef __syscall_cp2
#undef __syscall_cp3
#undef __syscall_cp4
#undef __syscall_cp5
#undef __syscall_cp6
#define __syscall_cp0(n)          __pith_syscall_cp(n, 0, 0, 0, 0, 0, 0)
#define __syscall_cp1(n, a)       __pith_syscall_cp(n, __scc(a), 0, 0, 0, 0, 0)
#define __syscall_cp2(n, a, b)    __pith_syscall_cp(n, __scc(a), __scc(b), 0, 0, 0, 0)
#define __syscall_cp3(n, a, b, c) __pith_syscall_cp(n, __scc(a), __scc(b), __scc(c), 0, 0, 0)
#define __syscall_cp4(n, a, b, c, d) \
	__pith_syscall_cp(n, __scc(a), __scc(b), __scc(c), __scc(d), 0, 0)
#define __syscall_cp5(n, a, b, c, d, e) \
	__pith_syscall_cp(n, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), 0)
#define __syscall_cp6(n, a, b, c, d, e, f) \
	__pith_syscall_cp(n, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(f))

/* musl's own goes through an inline function, which still holds the call that we replace. */
#undef __socketcall_cp
#define __socketcall_cp(nm, a, b, c, d, e, f) __syscall_cp6(SYS_##nm, a, b, c, d, e, f)

#endif
