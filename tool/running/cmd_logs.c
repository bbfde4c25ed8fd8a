/* SPDX-License-Identifier: MIT */
/*
 * pith logs: what a run in the background wrote, each stream to its own.
 */
#include <stdio.h>

#include "tool/command.h"
#include "tool/options.h"
#include "tool/running/log.h"

struct logs_options {
	bool follow;
	bool timestamps;
};

static const struct option logs_table[] = {
	{ 'f', "follow", OPTION_SWITCH, offsetof(struct logs_options, follow), NULL,
	  "go on until it ends" },
	{ 't', "timestamps", OPTION_SWITCH, offsetof(struct logs_options, timestamps), NULL,
	  "when each line was written" },
};

static const struct option_set logs_set = {
	.usage = "pith logs [OPTION...] NAME",
	.summary =
		"Print what a run in the background wrote: the last MiB of it, or a little more.",
	.options = logs_table,
	.nr_options = nitems(logs_table),
};

int cmd_logs(int argc, char **argv, struct diag *d)
{
	struct logs_options o = { .follow = false };
	struct state s;
	int n, err = options_parse(&logs_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n != 1)
		return diag_fail(d, 0, "want one name (see pith logs --help)");
	if (!err)
		err = state_find(&s, argv[1], d);
	if (err)
		return err;
	if (!s.detached)
		err = diag_fail(d, 0, "'%s' runs in the foreground: its output is there", s.name);
	else
		err = log_print(&s, &(struct log_view){ o.follow, o.timestamps }, d);
	state_free(&s);
	return err;
}
