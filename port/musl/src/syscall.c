/* SPDX-License-Identifier: MIT */
/*
 * syscall(2). A program that makes calls by number expects them to be there, and no linker can see
 * which: an image with this function has them all.
 */
#include <stdarg.h>
#include <unistd.h>

#include "syscall.h"

#undef syscall
long syscall(long n, ...)
{
	long arg[6];
	va_list args;

	va_start(args, n);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	return __syscall_ret((unsigned long)__pith_syscall_any(n, arg[0], arg[1], arg[2], arg[3],
							       arg[4], arg[5]));
}
