/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux/calls: from the host's signal to the jump that takes its place.
 */
#ifndef PLAT_LINUX_CALLS_CALLS_H
#define PLAT_LINUX_CALLS_CALLS_H

#include "base/types.h"

/* Where the handler of SIGSYS sends a thread, with all registers as `syscall` leaves them. */
extern const char linux_call_caught[];

/* Where each system call of a process's program is served: arch/x86_64/syscall_entry.S. */
extern const char syscall_entry_process[];

/*
 * The instruction before (rip) was caught, with (rax): put a jump in its place if that is safe.
 * Returns where the call is to return to. Context: thread, on its trap stack.
 */
uintptr_t linux_call_patch(uintptr_t rip, uint64_t rax);

#endif
