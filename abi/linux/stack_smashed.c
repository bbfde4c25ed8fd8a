/* SPDX-License-Identifier: MIT */
#include "abi/linux/libc.h"
#include "kern/core/crash.h"

#define SIGABRT 6

/* The stack protector: a function found its canary overwritten on return. */
_Noreturn void sys_stack_smashed(void)
{
	crash("stack buffer overrun: a function's canary was overwritten", CRASH_HERE, SIGABRT,
	      NULL);
}
