/* SPDX-License-Identifier: MIT */
/*
 * The keeper of a run in the background: a process that has the run as its child, writes what it
 * says into a log, passes requests on, and notes how it ended.
 *
 *   keeper ── runner (what a foreground `pith run` is) ── image, or QEMU
 *
 * Each dies with the one on its left, by PR_SET_PDEATHSIG, and the keeper adopts what the runner
 * leaves behind. So whoever of the three is killed, in the end there is none.
 */
#ifndef TOOL_RUNNING_KEEP_H
#define TOOL_RUNNING_KEEP_H

#include "base/compiler.h"
#include "tool/running/state.h"

struct keep {
	struct state *state; /* claimed by the calling process */
	/* In the runner: run the image, as a command does: a status or a negative errno. */
	int (*run)(struct keep *k, struct diag *d);
	void *arg;

	int ready; /* the keeper's: tells the tool that the image runs */
};

/*
 * Start a keeper and wait until the image runs: the runner says so by keep_started().
 *
 * Errors: when it ended before, what it had to say was printed, the entry is gone, and (*status)
 *         is its exit status; the result is then 1. Negative errno when no process could be made.
 */
must_use int keep_start(struct keep *k, int *status, struct diag *d);

/* The runner: (pid) is the image, or its QEMU, and runs. */
void keep_started(struct keep *k, pid_t pid);

#endif
