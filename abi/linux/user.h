/* SPDX-License-Identifier: MIT */
/*
 * Pointers that an application passes: user_readable() or user_writable() says whether what is
 * behind one may be used, else the answer is -EFAULT.
 */
#ifndef ABI_LINUX_USER_H
#define ABI_LINUX_USER_H

#include "kern/mem/user.h"

#define USER_LOW PAGE_SIZE /* the first page is never mapped */

#endif
