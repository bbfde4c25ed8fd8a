/* SPDX-License-Identifier: MIT */
/*
 * pith rm: forget what ended, with its log and its exit status.
 */
#include <stdio.h>
#include <unistd.h>

#include "tool/command.h"
#include "tool/options.h"
#include "tool/running/end.h"

struct rm_options {
	bool force;
};

static int remove_one(struct state *s, void *arg, struct diag *d)
{
	const struct rm_options *o = arg;
	int err = 0;

	if (s->phase == STATE_RUNNING && !o->force)
		return diag_fail(d, 0, "'%s' runs (pith stop %s ends it, rm -f kills it)", s->name,
				 s->name);
	if (s->phase == STATE_RUNNING)
		err = end_kill(s, d);
	if (err)
		return err;
	/* With --rm, or in the foreground, it may have gone by itself by now. */
	if (access(s->folder, F_OK) == 0)
		state_remove(s);
	puts(s->name);
	return 0;
}

static const struct option rm_table[] = {
	{ 'f', "force", OPTION_SWITCH, offsetof(struct rm_options, force), NULL,
	  "kill what runs first" },
};

static const struct option_set rm_set = {
	.usage = "pith rm [OPTION...] NAME...",
	.summary = "Forget what ended: its log and its exit status; the name is free again.",
	.options = rm_table,
	.nr_options = nitems(rm_table),
};

int cmd_rm(int argc, char **argv, struct diag *d)
{
	struct rm_options o = { .force = false };
	int n, err = options_parse(&rm_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no name given (see pith rm --help)");
	return err ? err : end_each(argv + 1, remove_one, &o, d);
}
