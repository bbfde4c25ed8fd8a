/* SPDX-License-Identifier: MIT */
/*
 * Pointers that an application passes: user_readable() or user_writable() says whether what is
 * behind one may be used, else the answer is -EFAULT.
 */
#ifndef ABI_LINUX_USER_H
#define ABI_LINUX_USER_H

#include "kern/mem/user.h"

#define USER_LOW PAGE_SIZE /* the first page is never mapped */

/*
 * Copy a structure that grows from version to version: the caller has (size) bytes of it, we know
 * (known). What the caller has not is zero; what we do not know must be.
 * Errors:  -EFAULT; -E2BIG: it is not, or there is too much of it.
 */
must_use int user_get_grown(void *to, size_t known, const void *from, size_t size);

#endif
