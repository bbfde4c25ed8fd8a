/* SPDX-License-Identifier: MIT */
/*
 * pith run: start an image, or a source that is built first, and end as it ends; with -d, leave
 * it to a keeper and end at once.
 *
 * A run in the foreground has an entry, too, so that `pith ps` and `pith stop` know it; where
 * none can be made it runs without.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/command.h"
#include "tool/options.h"
#include "tool/run/launch.h"
#include "tool/running/keep.h"
#include "tool/running/state.h"

struct options {
	struct run_options run; /* first: see launch.h */
	bool detach;
	bool remove;
	bool debug;
};

/* What runs: the arguments of a runner. */
struct job {
	struct launch launch;
	struct options *o;
	struct state state;
};

/* Fill in what an entry says. */
static int claim(struct job *j, struct diag *d)
{
	struct buf command = { 0 }, ports = { 0 };
	struct state *s = &j->state;
	int err;

	for (char *const *arg = j->launch.args; *arg; arg++)
		buf_addf(&command, "%s%s", command.len ? " " : "", *arg);
	s->command = mem_copy_text(buf_text(&command));
	ports_describe(&j->launch.network.ports, &ports);
	s->ports = mem_copy_text(buf_text(&ports));
	buf_free(&ports);
	buf_free(&command);
	s->image = realpath(j->launch.path, NULL);
	if (!s->image)
		s->image = mem_copy_text(j->launch.path);
	snprintf(s->on, sizeof s->on, "%s", j->launch.qemu ? "qemu" : "process");
	if (j->o->run.name)
		snprintf(s->name, sizeof s->name, "%s", j->o->run.name);
	s->detached = j->o->detach;
	s->remove = j->o->remove;
	err = state_claim(s, j->launch.name, d);
	return err;
}

/* Where the stub of a machine listens that has one: in its entry, where only the user comes. */
static char *door(const struct job *j)
{
	return j->o->debug && j->launch.qemu && j->state.folder ? state_path(&j->state, "gdb")
								: NULL;
}

static void note_start(void *arg, pid_t pid)
{
	struct job *j = arg;

	if (j->state.folder)
		state_set_process(&j->state, pid);
}

static void note_addresses(void *arg, const char *addresses)
{
	struct job *j = arg;

	if (j->state.folder)
		state_set_addresses(&j->state, addresses);
}

static int run_here(struct job *j, struct diag *d)
{
	struct run_watch watch = { .started = note_start, .addressed = note_addresses, .arg = j };
	struct diag why = { "" };
	sigset_t requests;
	int err;

	sigemptyset(&requests);
	sigaddset(&requests, RUN_REQUEST_SIGNAL);
	sigprocmask(SIG_BLOCK, &requests, NULL);
	err = claim(j, &why);
	if (err == -EEXIST)
		return diag_fail(d, 0, "%s", why.text);
	watch.gdb = door(j);
	j->launch.watch = &watch;
	err = launch_run(&j->launch, &j->o->run, d);
	free((char *)watch.gdb);
	if (j->state.folder)
		state_remove(&j->state);
	return err;
}

static void tell_start(void *arg, pid_t pid)
{
	keep_started(arg, pid);
}

static void tell_addresses(void *arg, const char *addresses)
{
	const struct keep *k = arg;

	state_set_addresses(k->state, addresses);
}

static int run_kept(struct keep *k, struct diag *d)
{
	struct job *j = k->arg;
	const struct run_watch watch = {
		.started = tell_start,
		.addressed = tell_addresses,
		.arg = k,
		.gdb = door(j),
	};

	j->launch.watch = &watch;
	return launch_run(&j->launch, &j->o->run, d);
}

static int run_apart(struct job *j, struct diag *d)
{
	struct keep k = { .state = &j->state, .run = run_kept, .arg = j };
	int status, err = claim(j, d);

	if (err)
		return err;
	err = keep_start(&k, &status, d);
	if (!err)
		puts(j->state.name);
	return err > 0 ? status : err;
}

static int check(const struct options *o, struct diag *d)
{
	if (o->detach && o->run.tty)
		return diag_fail(d, 0, "-t: what runs in the background (-d) has no terminal");
	return o->run.name ? state_check_name(o->run.name, d) : 0;
}

static const struct option_set run_set;

int cmd_run(int argc, char **argv, struct diag *d)
{
	struct options o = { .detach = false };
	struct job j = { .o = &o };
	int n, err = options_parse(&run_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no image given (see pith run --help)");
	if (!err)
		err = check(&o, d);
	if (!err)
		err = launch_open(&j.launch, &o.run, argv + 1, d);
	if (!err) {
		err = o.detach ? run_apart(&j, d) : run_here(&j, d);
		launch_close(&j.launch);
	}
	state_free(&j.state);
	run_options_free(&o.run);
	return err;
}

static const struct option run_table[] = {
	{ 'd', "detach", OPTION_SWITCH, offsetof(struct options, detach), NULL,
	  "in the background: print its name, and return" },
	{ 0, "rm", OPTION_SWITCH, offsetof(struct options, remove), NULL,
	  "with -d: forget it when it ends" },
	{ 0, "debug", OPTION_SWITCH, offsetof(struct options, debug), NULL,
	  "let pith debug and pith trace come to a machine later" },
};

static const struct option_set run_set = {
	.usage = "pith run [OPTION...] IMAGE|SOURCE [ARG...]",
	.summary = "Run an image, or what is built first (a .c file, a folder, a Linux program):\n"
		   "as a process of this host, or as a machine. The exit status is the\n"
		   "application's; 128+N when signal N killed it, 124 after a timeout, 125 for\n"
		   "errors of Pith itself.",
	.options = run_table,
	.nr_options = nitems(run_table),
	.more = run_option_rows,
	.nr_more = RUN_OPTION_ROWS,
	.stop_at_operand = true,
};
