/* SPDX-License-Identifier: MIT */
/* musl's stdio_impl.h includes "syscall.h" from its own folder: have ours in first. */
#include "syscall.h"
#include_next "stdio_impl.h"
