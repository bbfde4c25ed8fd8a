/* SPDX-License-Identifier: MIT */
#include "tool/running/end.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "tool/run/run.h"

#define KILL_MS 5000

int end_request(const struct state *s, int sig, struct diag *d)
{
	int err = proc_signal(&s->keeper, RUN_REQUEST_SIGNAL, sig);

	if (err == -ESRCH)
		return diag_fail(d, 0, "'%s' does not run", s->name);
	return err ? diag_fail(d, -err, "ask '%s' to end", s->name) : 0;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool end_wait(const struct state *s, int ms)
{
	int64_t until = now_ms() + ms;

	if (!proc_wait(&s->keeper, ms))
		return false;
	/* The image is killed along with a keeper that is: the host needs a moment. */
	return proc_wait(&s->process, ms < 0 ? -1 : (int)MAX(until - now_ms(), 0) + KILL_MS);
}

int end_kill(const struct state *s, struct diag *d)
{
	int err = proc_signal(&s->keeper, RUN_REQUEST_SIGNAL, SIGKILL);

	if (!err && end_wait(s, KILL_MS))
		return 0;
	if (!err)
		err = proc_signal(&s->keeper, SIGKILL, 0);
	if (err && err != -ESRCH)
		return diag_fail(d, -err, "kill '%s'", s->name);
	if (end_wait(s, KILL_MS))
		return 0;
	return diag_fail(d, EBUSY, "kill '%s'", s->name);
}

int end_each(char *const *names, int (*act)(struct state *s, void *arg, struct diag *d), void *arg,
	     struct diag *d)
{
	int result = 0;

	for (; *names; names++) {
		struct state s = { .folder = NULL };
		int err = state_find(&s, *names, d);

		if (!err)
			err = act(&s, arg, d);
		state_free(&s);
		/* The last sentence is main()'s to print. */
		if (err && names[1])
			diag_print(d);
		if (err)
			result = err;
		else if (result && !names[1])
			return DIAG_EXIT_STATUS;
	}
	return result;
}
