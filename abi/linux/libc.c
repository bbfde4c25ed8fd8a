/* SPDX-License-Identifier: MIT */
/*
 * What the C library tells the library OS when it can no longer trust the application's memory.
 */
#include "abi/linux/libc.h"
#include "kern/core/crash.h"

#define SIGABRT 6
#define SIGSEGV 11

/*
 * musl's a_crash(): its allocator found a block header or a guard byte overwritten, or abort()
 * came back.
 */
_Noreturn void sys_libc_crash(void)
{
	crash("heap or C library state corrupted: a block was written past its end, or freed twice",
	      CRASH_HERE, SIGSEGV, NULL);
}
