/* SPDX-License-Identifier: MIT */
/*
 * pith stop and pith kill: a request with time to act on it, and a signal.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_type.h"
#include "tool/command.h"
#include "tool/options.h"
#include "tool/running/end.h"

#define GRACE_SECONDS 10

static const struct option_set stop_set, kill_set;

struct stop_options {
	const char *time;
};

static int stop_one(struct state *s, void *arg, struct diag *d)
{
	int64_t seconds = *(int64_t *)arg;
	int err = 0;

	/* As Docker has it, to stop what has ended is no error. */
	if (s->phase == STATE_RUNNING) {
		err = seconds ? end_request(s, SIGTERM, d) : 0;
		if (err == -EPERM)
			return err;
		if (!seconds || !end_wait(s, (int)seconds * 1000))
			err = end_kill(s, d);
		else
			err = 0;
	}
	if (!err)
		puts(s->name);
	return err;
}

int cmd_stop(int argc, char **argv, struct diag *d)
{
	struct stop_options o = { .time = NULL };
	int64_t seconds = GRACE_SECONDS;
	int n, err = options_parse(&stop_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no name given (see pith stop --help)");
	if (!err && o.time &&
	    (config_parse_int(o.time, &seconds) || seconds < 0 || seconds > 86400))
		err = diag_fail(d, 0, "--time '%s': not a number of seconds", o.time);
	return err ? err : end_each(argv + 1, stop_one, &seconds, d);
}

struct kill_options {
	const char *signal;
};

/* TERM, SIGTERM or 15. */
static int parse_signal(const char *text, int *sig, struct diag *d)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	int64_t number;

	if (config_parse_int(text, &number) == 0 && number >= 1 && number < NSIG) {
		*sig = (int)number;
		return 0;
	}
	for (int i = 1; i < 32; i++) {
		const char *abbrev = sigabbrev_np(i);

		if (abbrev && strcasecmp(abbrev, name) == 0) {
			*sig = i;
			return 0;
		}
	}
	return diag_fail(d, 0, "--signal '%s': not a signal such as TERM or 15", text);
}

static int kill_one(struct state *s, void *arg, struct diag *d)
{
	int sig = *(int *)arg, err;

	if (s->phase != STATE_RUNNING)
		return diag_fail(d, 0, "'%s' does not run", s->name);
	err = sig == SIGKILL ? end_kill(s, d) : end_request(s, sig, d);
	if (!err)
		puts(s->name);
	return err;
}

int cmd_kill(int argc, char **argv, struct diag *d)
{
	struct kill_options o = { .signal = NULL };
	int sig = SIGKILL;
	int n, err = options_parse(&kill_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no name given (see pith kill --help)");
	if (!err && o.signal)
		err = parse_signal(o.signal, &sig, d);
	return err ? err : end_each(argv + 1, kill_one, &sig, d);
}

static const struct option stop_table[] = {
	{ 't', "time", OPTION_VALUE, offsetof(struct stop_options, time), "SECONDS",
	  "how long to wait before it is killed (10)" },
};

static const struct option_set stop_set = {
	.usage = "pith stop [OPTION...] NAME...",
	.summary =
		"Send SIGTERM to what runs; when it still runs after some time, kill it. What has\n"
		"ended is left alone.",
	.options = stop_table,
	.nr_options = nitems(stop_table),
};

static const struct option kill_table[] = {
	{ 's', "signal", OPTION_VALUE, offsetof(struct kill_options, signal), "SIGNAL",
	  "which signal, such as TERM or 15 (KILL)" },
};

static const struct option_set kill_set = {
	.usage = "pith kill [OPTION...] NAME...",
	.summary = "Send a signal to what runs.",
	.options = kill_table,
	.nr_options = nitems(kill_table),
};
