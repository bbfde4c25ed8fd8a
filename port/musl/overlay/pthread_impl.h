/* SPDX-License-Identifier: MIT */
/* musl's pthread_impl.h includes "syscall.h" from its own folder: have ours in first. */
#include "syscall.h"
#include_next "pthread_impl.h"
