/* SPDX-License-Identifier: MIT */
/*
 * Asking what runs to end, and making it.
 */
#ifndef TOOL_RUNNING_END_H
#define TOOL_RUNNING_END_H

#include "base/compiler.h"
#include "tool/running/state.h"

/*
 * Ask for signal (sig) to the application of (s). Errors: -ESRCH with a sentence when it does not
 * run; -EPERM.
 */
must_use int end_request(const struct state *s, int sig, struct diag *d);

/*
 * Wait (ms) milliseconds, or for ever with -1, until nothing of (s) is there any more. Returns
 * false when something still is.
 */
bool end_wait(const struct state *s, int ms);

/*
 * Kill it: its keeper kills and notes the end; a keeper that does not is killed itself. Returns
 * when nothing of it is left. Errors: -EBUSY with a sentence when the host cannot kill it;
 * -EPERM.
 */
must_use int end_kill(const struct state *s, struct diag *d);

/* Do (act) for each of the (n) names; goes on after a failure, which is printed. */
must_use int end_each(char *const *names, int (*act)(struct state *s, void *arg, struct diag *d),
		      void *arg, struct diag *d);

#endif
