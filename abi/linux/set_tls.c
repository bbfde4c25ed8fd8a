/* SPDX-License-Identifier: MIT */
/*
 * The C library sets the thread pointer of a thread that begins: arch_prctl(2) without its cases.
 */
#include "abi/linux/libc.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

void sys_set_tls(uintptr_t base)
{
	thread_current()->tls = base;
	plat_set_tls(base);
}
