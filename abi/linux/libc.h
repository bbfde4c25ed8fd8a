/* SPDX-License-Identifier: MIT */
/*
 * Called by the C library's glue (port/musl), not by a number.
 */
#ifndef ABI_LINUX_LIBC_H
#define ABI_LINUX_LIBC_H

#include "base/types.h"

void sys_set_tls(uintptr_t base);
_Noreturn void sys_libc_crash(void);
_Noreturn void sys_stack_smashed(void);

#endif
