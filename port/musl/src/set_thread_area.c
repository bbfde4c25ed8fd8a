/* SPDX-License-Identifier: MIT */
/* The thread pointer is the FS base; setting it is arch_prctl(). */
#include "pthread_impl.h"
#include "syscall.h"

#define ARCH_SET_FS 0x1002 /* asm/prctl.h */

int __set_thread_area(void *p)
{
	return (int)__syscall(SYS_arch_prctl, ARCH_SET_FS, p);
}
