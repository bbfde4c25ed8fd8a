/* SPDX-License-Identifier: MIT */
/*
 * Making the list of a seal: from what `pith check` finds, or from a file.
 */
#include "tool/build/seal.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/build/program.h"
#include "tool/check/check.h"
#include "tool/link/workdir.h"
#include "tool/run/host.h"

int seal_find(const char *path, const struct strings *more, struct strings *calls, struct diag *d)
{
	char *program = program_behind(path, d);
	struct check c = { 0 };
	int err = program ? check_program(&c, program, more, d) : -EINVAL;

	if (!err)
		check_names(&c, calls);
	for (size_t i = 0; i < c.nr_unknown && !err; i++)
		if (c.unknown[i].use > CHECK_UNUSED)
			fprintf(stderr, "seal: the number of a system call is not known: %s\n",
				c.unknown[i].where);
	check_fini(&c);
	free(program);
	return err;
}

int seal_read(const char *path, struct strings *calls, struct diag *d)
{
	struct buf text = { 0 };
	char *rest, *line;
	int err = file_read(path, &text, d);

	rest = err ? NULL : (char *)(uintptr_t)buf_text(&text);
	while (!err && (line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t\r#")] = '\0';
		if (*line && !host_call_exists(line))
			err = diag_fail(d, 0, "seal: '%s' of '%s' is no system call", line, path);
		else if (*line)
			strings_add_once(calls, line);
	}
	buf_free(&text);
	return err;
}
