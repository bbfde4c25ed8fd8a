/* SPDX-License-Identifier: MIT */
/*
 * Running another program to its end: compilers, linkers, mkfs.
 *
 * (A machine or a process that an image runs as is started by spawn.c, which relays its bytes.) A
 * child dies with the tool. When the tool is asked to stop, the child is stopped first, and
 * child_run() fails, so the caller's clean-up runs; main() then dies of that signal.
 */
#ifndef TOOL_RUN_CHILD_H
#define TOOL_RUN_CHILD_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct child {
	const struct strings *args; /* args->items[0] is looked up in PATH */
	const char *folder;         /* where it works; NULL: where the tool does */
	const char *variable; /* NAME=VALUE: its environment has this, too; NAME: it has not */
	const char *input;    /* file for its standard input; NULL: the tool's own */
	struct buf *out;      /* collects its standard output; NULL: it goes to the tool's own */
	struct buf *err;      /* as (out), for standard error */
};

/* Close (*fd) unless it is -1, which it is then. */
void close_fd(int *fd);

/*
 * Run the child and store its exit status in (*status); death by signal N is 128 + N.
 *
 * Errors: negative errno when it could not be started ("run 'ld': No such file or directory");
 *         -EINTR when the tool was asked to stop.
 */
must_use int child_run(const struct child *c, int *status, struct diag *d);

/* Become the program: returns only on failure. */
must_use int child_exec(const struct strings *args, struct diag *d);

/* From now on SIGINT, SIGTERM and SIGHUP end child_run() instead of the tool. */
void child_catch_signals(void);

/* The signal that asked the tool to stop, or 0. */
int child_interrupted(void);

#endif
