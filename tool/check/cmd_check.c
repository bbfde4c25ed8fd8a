/* SPDX-License-Identifier: MIT */
/*
 * pith check: will this Linux program run?
 */
#include <stdio.h>
#include <unistd.h>

#include "tool/check/check.h"
#include "tool/command.h"
#include "tool/options.h"

struct check_options {
	bool trace;
	bool names;
	bool all;
	bool json;
	struct strings with;
};

static const struct option_set check_set;

/* One call a line. */
static void print_names(const struct check *c)
{
	struct strings names = { 0 };

	check_names(c, &names);
	for (size_t i = 0; i < names.n; i++)
		puts(names.items[i]);
	strings_free(&names);
}

static void report(const struct check *c, const struct check_options *o)
{
	if (o->json)
		check_print_json(c);
	else if (o->names)
		print_names(c);
	else
		check_print(c, o->all);
}

/* One program or several: each says whether it runs, the worst is the answer. */
static int check_all(const struct check_options *o, char **paths, struct diag *d)
{
	bool runs = true, several = paths[1] != NULL;
	int err = 0;

	for (; *paths && !err; paths++) {
		struct check c = { 0 };

		err = check_program(&c, *paths, &o->with, d);
		if (!err && several && !o->json && !o->names)
			printf("%s:\n", *paths);
		if (!err)
			report(&c, o);
		runs &= check_runs(&c);
		check_fini(&c);
	}
	return err ? err : !runs;
}

static int check_traced(const struct check_options *o, char **argv, struct diag *d)
{
	struct check c = { 0 };
	int err = check_observe(&c, argv, d);

	if (!err)
		report(&c, o);
	if (!err && c.status && !o->json && !o->names)
		printf("(here it ended with status %d)\n", c.status);
	err = err ? err : !check_runs(&c);
	check_fini(&c);
	return err;
}

int cmd_check(int argc, char **argv, struct diag *d)
{
	struct check_options o = { 0 };
	int nr_operands = 0;
	int err = options_parse(&check_set, &o, argv, &nr_operands, d);

	(void)argc;
	if (!err && !nr_operands)
		err = diag_fail(d, 0, "check wants a program");
	if (!err && o.json && !o.trace && nr_operands > 1)
		err = diag_fail(d, 0, "check --json takes one program");
	if (!err)
		err = o.trace ? check_traced(&o, argv + 1, d) : check_all(&o, argv + 1, d);
	else if (err == OPTIONS_HELP)
		err = 0;
	strings_free(&o.with);
	return err;
}

static const struct option check_options[] = {
	{ 0, "trace", OPTION_SWITCH, offsetof(struct check_options, trace), NULL,
	  "run the program, with its arguments, and list what it makes" },
	{ 0, "with", OPTION_LIST, offsetof(struct check_options, with), "PATH",
	  "look into this library, or those in this folder, too" },
	{ 'a', "all", OPTION_SWITCH, offsetof(struct check_options, all), NULL,
	  "list what nothing leads to, as well" },
	{ 0, "names", OPTION_SWITCH, offsetof(struct check_options, names), NULL,
	  "print the names alone, for `pith build --seal-with`" },
	{ 0, "json", OPTION_SWITCH, offsetof(struct check_options, json), NULL,
	  "print it as JSON" },
};

static const struct option_set check_set = {
	.usage = "pith check [OPTION...] PROGRAM...\n"
		 "       pith check --trace [OPTION...] PROGRAM [ARG...]",
	.summary =
		"Find the system calls in PROGRAM and its libraries, and say which of them there\n"
		"are. The exit status is 0 when all is there that it surely makes, else 1.",
	.options = check_options,
	.nr_options = nitems(check_options),
	.stop_at_operand = true,
};
