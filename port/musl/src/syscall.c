/* SPDX-License-Identifier: MIT */
/*
 * syscall(2). A program that makes calls by number expects them to be there, and no linker can see
 * which: an image with this function has them all.
 *
 * Its arguments come where those of any function of seven words would (System V ABI, 3.5.7), and
 * what a caller did not pass nobody looks at: so it is such a function, with another name in C.
 */
#include "syscall.h"

long __pith_syscall_words(long n, long a, long b, long c, long d, long e,
			  long f) __asm__("syscall");

long __pith_syscall_words(long n, long a, long b, long c, long d, long e, long f)
{
	return __syscall_ret((unsigned long)__pith_syscall_any(n, a, b, c, d, e, f));
}
