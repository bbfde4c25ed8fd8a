/* SPDX-License-Identifier: MIT */
/*
 * Pointers that an application passes.
 *
 * It shares our address space, so a bad one that looks right is caught as any wild access is: by a
 * report. These checks catch what Linux is known to answer with EFAULT: the NULL page, and
 * addresses that no application can have.
 */
#ifndef ABI_LINUX_USER_H
#define ABI_LINUX_USER_H

#include "base/types.h"

#define USER_LOW  PAGE_SIZE
#define USER_BITS 47
#define USER_HIGH (1ul << USER_BITS)

/* Can [p, p + n) be memory of the application? Context: any. */
static inline bool user_ok(const void *p, size_t n)
{
	uintptr_t a = (uintptr_t)p;

	return !(((a - USER_LOW) | n | (a + n)) >> USER_BITS);
}

#endif
