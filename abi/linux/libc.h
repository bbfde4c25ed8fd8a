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

/* As fcntl(2) with F_GETFD, F_SETFD or F_SETFL. */
int sys_get_cloexec(int fd);
int sys_set_cloexec(int fd, int on);
int sys_set_flags(int fd, unsigned flags);

/* What clone(2) is told, and what the thread is to call. */
struct libc_thread {
	uintptr_t function; /* int (*)(void *) */
	uintptr_t argument;
	uintptr_t stack; /* where it ends */
	uint64_t flags;  /* CLONE_* */
	uint32_t *parent_tid;
	uintptr_t tls;
	uint32_t *child_tid;
};

/* Make a thread. Returns its number, or as clone(2) a negative errno. */
int sys_thread_create(const struct libc_thread *l);

/* As exit(2), after munmap(2) of the stack that this is called on. */
_Noreturn void sys_thread_exit_unmap(uintptr_t base, size_t size);

/*
 * From now on a call of this thread that would wait, or that goes on when a handler returns to it,
 * answers -EINTR; or (end) is false, and it waits again.
 */
void sys_end_waits(bool end);

#endif
