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

/* The first and the last bit of a word, by an instruction and not by a table. */
#define a_ctz_32 a_ctz_32
static inline int a_ctz_32(unsigned x)
{
	return __builtin_ctz(x);
}

#define a_clz_32 a_clz_32
static inline int a_clz_32(unsigned x)
{
	return __builtin_clz(x);
}
