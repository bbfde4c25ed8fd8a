/* SPDX-License-Identifier: MIT */
/*
 * pith wait: until it ended, however long that is; then its exit status, a line each.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tool/command.h"
#include "tool/options.h"
#include "tool/running/end.h"

static int wait_one(struct state *s, void *arg, struct diag *d)
{
	char name[sizeof s->name];
	int err;

	(void)arg;
	if (s->phase == STATE_RUNNING) {
		end_wait(s, -1);
		memcpy(name, s->name, sizeof name);
		state_free(s);
		err = state_find(s, name, d);
		if (err)
			return diag_fail(d, 0, "'%s' ended, and was not to be remembered (--rm)",
					 name);
	}
	printf("%d\n", s->status);
	return 0;
}

static const struct option_set wait_set = {
	.usage = "pith wait NAME...",
	.summary = "Wait until what runs in the background has ended, and print its exit status.",
};

int cmd_wait(int argc, char **argv, struct diag *d)
{
	int n, err = options_parse(&wait_set, NULL, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no name given (see pith wait --help)");
	return err ? err : end_each(argv + 1, wait_one, NULL, d);
}
