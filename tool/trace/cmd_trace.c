/* SPDX-License-Identifier: MIT */
/*
 * pith trace: the system calls of an image, as strace(1) shows those of a process.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_type.h"
#include "tool/command.h"
#include "tool/nearest.h"
#include "tool/options.h"
#include "tool/run_child.h"
#include "tool/trace/session.h"
#include "tool/trace/trace.h"

#define STRING_SHOWN 32

struct trace_options {
	struct run_options run; /* first: see launch.h */
	struct strings filters;
	const char *output;
	const char *string_max;
	bool summary;
};

/* What -e says: the names that are shown, or with (inverse) those that are not. */
struct filter {
	struct strings names;
	bool inverse;
};

static bool is_wanted(void *arg, const char *call)
{
	const struct filter *f = arg;

	return (strings_find(&f->names, call) < f->names.n) != f->inverse;
}

static int add_name(struct filter *f, const char *name, struct diag *d)
{
	struct nearest n = { .word = name };

	for (size_t i = 0; i < nr_trace_calls; i++) {
		if (strcmp(trace_calls[i].name, name) == 0) {
			strings_add_once(&f->names, name);
			return 0;
		}
		nearest_try(&n, trace_calls[i].name);
	}
	return diag_fail(d, 0, "-e '%s': no system call that Pith has%s", name,
			 nearest_hint(&n, ""));
}

/* [trace=][!]NAME,NAME... */
static int add_filter(struct filter *f, const char *text, struct diag *d)
{
	char *copy, *at, *name;
	int err = 0;

	if (text_begins(text, "trace="))
		text += strlen("trace=");
	f->inverse = *text == '!';
	at = copy = mem_copy_text(text + f->inverse);
	while (!err && (name = strsep(&at, ",")))
		err = add_name(f, name, d);
	free(copy);
	return err;
}

static volatile sig_atomic_t asked_to_stop;

static void note_stop(int sig)
{
	asked_to_stop = sig;
}

/* One that runs without us is let go of, with its breakpoints taken away. */
static void catch_stop(void)
{
	struct sigaction act = { .sa_handler = note_stop };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
}

static int follow(struct session *s, struct trace *t, struct diag *d)
{
	struct target_image image;
	struct target target = { .ops = NULL };
	int err = trace_describe(&s->graph, &image, d);

	if (!err && s->qemu)
		err = target_open_machine(&target, s->socket, s->ours, &image, d);
	else if (!err)
		err = target_open_process(&target, s->pid, s->ours, &image, d);
	t->graph = &s->graph;
	t->target = &target;
	if (!err && !s->ours) {
		catch_stop();
		target.stop = &asked_to_stop;
	}
	if (!err)
		err = trace_run(t, d);
	/* What ended has nothing to be let go of. */
	if (target.ops)
		target.ops->detach(&target);
	target_close(&target);
	return err;
}

static int trace_image(struct trace_options *o, struct filter *f, char *const *operands,
		       struct diag *d)
{
	struct trace t = { .out = stderr, .string_max = STRING_SHOWN, .summary = o->summary };
	struct session s;
	int64_t shown;
	int err;

	if (o->string_max) {
		if (config_parse_int(o->string_max, &shown) || shown < 0 || shown > 65536)
			return diag_fail(d, 0, "-s '%s': not a number of bytes", o->string_max);
		t.string_max = (size_t)shown;
	}
	if (f->names.n) {
		t.wanted = is_wanted;
		t.arg = f;
	}
	if (o->output)
		t.out = fopen(o->output, "we");
	if (!t.out)
		return diag_fail(d, errno, "open '%s'", o->output);
	err = session_open(&s, &o->run, operands, SESSION_HERE, d);
	if (!err)
		err = follow(&s, &t, d);
	if (!err) {
		err = session_wait(&s);
		if (!t.summary && s.ours)
			fprintf(t.out, "+++ exited with %d +++\n", err);
	}
	session_close(&s);
	if (t.out != stderr && fclose(t.out) && err >= 0)
		err = diag_fail(d, errno, "write '%s'", o->output);
	return err;
}

static const struct option_set trace_set;

int cmd_trace(int argc, char **argv, struct diag *d)
{
	struct trace_options o = { .summary = false };
	struct filter f = { .inverse = false };
	int n, err = options_parse(&trace_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no image given (see pith trace --help)");
	for (size_t i = 0; !err && i < o.filters.n; i++)
		err = add_filter(&f, o.filters.items[i], d);
	if (!err)
		err = trace_image(&o, &f, argv + 1, d);
	strings_free(&f.names);
	strings_free(&o.filters);
	run_options_free(&o.run);
	return err;
}

#define FIELD(field) offsetof(struct trace_options, field)

static const struct option trace_table[] = {
	{ 'e', "trace", OPTION_LIST, FIELD(filters), "[!]NAME,...",
	  "these system calls only, or all but these" },
	{ 'o', "output", OPTION_VALUE, FIELD(output), "FILE", "write there (standard error)" },
	{ 'c', "summary", OPTION_SWITCH, FIELD(summary), NULL,
	  "count instead: a table at the end" },
	{ 's', "string-limit", OPTION_VALUE, FIELD(string_max), "N",
	  "bytes of a string that are shown (32)" },
};

static const struct option_set trace_set = {
	.usage = "pith trace [OPTION...] IMAGE|SOURCE|NAME [ARG...]",
	.summary = "Run an image and print its system calls as strace does, or those of the image\n"
		   "NAME, which runs. The options of pith run are there, too.",
	.options = trace_table,
	.nr_options = nitems(trace_table),
	.more = run_option_rows,
	.nr_more = RUN_OPTION_ROWS,
	.stop_at_operand = true,
};
