/* SPDX-License-Identifier: MIT */
/*
 * musl stops a program whose heap or state is broken by `hlt`, which a process may not run and
 * dies of. At ring 0 it would merely wait for an interrupt, so the library OS is told instead.
 */
#include_next "atomic_arch.h"

_Noreturn void __pith_libc_crash(void) __asm__("pith.sys_libc_crash")
	__attribute__((__visibility__("hidden")));

#undef a_crash
#define a_crash() __pith_libc_crash()
