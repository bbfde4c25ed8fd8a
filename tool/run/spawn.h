/* SPDX-License-Identifier: MIT */
/*
 * Starting the program that an image runs in or is: it dies with the tool, whatever ends the tool.
 */
#ifndef TOOL_RUN_SPAWN_H
#define TOOL_RUN_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/compiler.h"

#define SPAWN_KEEP_MAX 6 /* a machine with packets captured and files beside its image */

struct spawn {
	void (*run)(void *arg); /* instead of a program: this, in the child */
	void *arg;
	const char *path; /* what to execute; NULL: (image_fd) */
	int image_fd;
	char *const *argv;
	char *const *envp;
	int std[3];               /* descriptors that become 0, 1 and 2; -1: /dev/null */
	int keep[SPAWN_KEEP_MAX]; /* descriptors that stay open as they are; all others close */
	size_t nr_keep;
	bool hold;      /* stopped by SIGSTOP at its first instruction */
	bool own_group; /* a process group of its own, out of reach of the terminal's keys */
};

/* Let it keep (fd), too, unless that is -1. */
void spawn_keep(struct spawn *s, int fd);

/*
 * Start the program and store its process id in (*pid). It gets SIGKILL when the calling process
 * ends, default signal handling and an empty signal mask.
 *
 * Owns:   the caller, who waits for it.
 * Errors: the negative errno of fork or exec.
 */
must_use int spawn_start(const struct spawn *s, pid_t *pid);

/*
 * End (pid): SIGTERM, and SIGKILL when it is still there after a second. Reaps it; returns its
 * wait status.
 */
int spawn_end(pid_t pid);

/* Wait up to (ms) milliseconds for (pid) and reap it. Returns false when it is still running. */
bool spawn_wait(pid_t pid, int ms, int *status);

#endif
