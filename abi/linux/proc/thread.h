/* SPDX-License-Identifier: MIT */
/*
 * Threads of the application: from clone(2) to exit(2). Private to abi/linux.
 */
#ifndef ABI_LINUX_PROC_THREAD_H
#define ABI_LINUX_PROC_THREAD_H

#include "kern/sched/run.h"

#define CLONE_VM             0x00000100ul
#define CLONE_FS             0x00000200ul
#define CLONE_FILES          0x00000400ul
#define CLONE_SIGHAND        0x00000800ul
#define CLONE_VFORK          0x00004000ul
#define CLONE_THREAD         0x00010000ul
#define CLONE_SYSVSEM        0x00040000ul
#define CLONE_SETTLS         0x00080000ul
#define CLONE_PARENT_SETTID  0x00100000ul
#define CLONE_CHILD_CLEARTID 0x00200000ul
#define CLONE_DETACHED       0x00400000ul
#define CLONE_CHILD_SETTID   0x01000000ul

struct thread_request {
	uint64_t flags; /* CLONE_* */
	uint32_t *parent_tid;
	uint32_t *child_tid;
	uintptr_t tls;
	struct trap_frame frame; /* what the thread begins with; its stack pointer is in it */
};

/*
 * Make a thread and let it run. Returns its number.
 * Errors:  -EINVAL for flags that do not go together, -ENOSYS for what is not a thread, -EAGAIN
 *          without memory. Context: thread.
 */
must_use int thread_make(const struct thread_request *r);

/*
 * The running thread is about to end: what the kernel does for it then. WEAK: only with more than
 * one thread. Context: thread, on the trap stack.
 */
_Noreturn void thread_exit(long status, long unused_argument);

#endif
