/* SPDX-License-Identifier: MIT */
/*
 * Processes that are not our children, named so that another one is never taken for them: a process
 * id comes back to somebody else, but not with the same start time.
 */
#ifndef TOOL_RUNNING_PROC_H
#define TOOL_RUNNING_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/compiler.h"

struct proc {
	pid_t pid;      /* 0: nobody */
	uint64_t start; /* in clock ticks since the host's boot */
};

/* The process (pid) as it is now; pid 0 in the result when there is none. */
struct proc proc_of(pid_t pid);

/* Is it there, and more than a zombie? */
bool proc_alive(const struct proc *p);

/* Send (sig), which carries (value). Errors: -ESRCH when it is gone, -EPERM. */
must_use int proc_signal(const struct proc *p, int sig, int value);

/*
 * Wait up to (ms) milliseconds (-1: for ever) until it is gone. Returns false when it is still
 * there, or when the tool was asked to stop.
 */
bool proc_wait(const struct proc *p, int ms);

#endif
