/* SPDX-License-Identifier: MIT */
/* The options of prctl(2) beside the thread's name. */
#ifndef ABI_LINUX_PROC_PRCTL_H
#define ABI_LINUX_PROC_PRCTL_H

#include "base/types.h"

/* Do (option) with its four arguments. Errors: Linux's. */
long prctl_more(int option, const uintptr_t *args);

#endif
