/* SPDX-License-Identifier: MIT */
/* The options of prctl(2), and the names of threads. */
#ifndef ABI_LINUX_PROC_PRCTL_H
#define ABI_LINUX_PROC_PRCTL_H

#include "kern/sched/thread.h"

/*
 * The name of (t), which is kept from going: what was set, else that of the program, without
 * folders and cut to what fits. Who sets it is (t) as a rule; else one may see half of each.
 */
void thread_get_name(const struct thread *t, char name[THREAD_NAME_SIZE]);
void thread_set_name(struct thread *t, const char *name, size_t len);

/* Do (option) with its four arguments. Errors: Linux's. */
long prctl_more(int option, const uintptr_t *args);

#endif
