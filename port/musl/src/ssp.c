/* SPDX-License-Identifier: MIT */
/*
 * The stack protector of the application: the canary, from the library OS's random bytes, and
 * what happens when one was overwritten. Linked when something was compiled with it.
 */
#include <stdint.h>
#include <string.h>

#include "pthread_impl.h"

_Noreturn void __pith_stack_smashed(void) __asm__("pith.sys_stack_smashed") hidden;
hidden void __stack_chk_fail_local(void);

uintptr_t __stack_chk_guard;

/* The second byte is zero, so that a string that runs over the canary cannot restore it. */
void __init_ssp(void *entropy)
{
	memcpy(&__stack_chk_guard, entropy, sizeof __stack_chk_guard);
	((char *)&__stack_chk_guard)[1] = 0;
	__pthread_self()->canary = __stack_chk_guard;
}

void __stack_chk_fail(void)
{
	__pith_stack_smashed();
}
weak_alias(__stack_chk_fail, __stack_chk_fail_local);
