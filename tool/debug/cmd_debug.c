/* SPDX-License-Identifier: MIT */
/*
 * pith debug: gdb, with the symbols of application and library OS where they are, at an image that
 * stands still at its start, or at one that runs.
 *
 * What gdb must know of an image is in pith_gdb.py, which stands in the toolkit.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/command.h"
#include "tool/link/toolkit.h"
#include "tool/options.h"
#include "tool/run/host.h"
#include "tool/trace/session.h"

#define GDB    "gdb"
#define HELPER "pith_gdb.py"

struct debug_options {
	struct run_options run; /* first: see launch.h */
	struct strings batch;
};

/* gdb's arguments, but for those of --batch: the helper, and what it is to take hold of. */
static int add_attach(struct strings *args, const struct session *s, struct diag *d)
{
	struct toolkit toolkit;
	int err = toolkit_find(&toolkit, d);
	char *helper;

	if (err)
		return err;
	helper = toolkit_path(&toolkit, HELPER);
	strings_add(args, "-ex");
	strings_addf(args, "source %s", helper);
	free(helper);
	strings_add(args, "-ex");
	if (s->qemu)
		strings_addf(args, "pith-attach machine %s %s %s", s->socket, s->debug_file,
			     s->ours ? "boot" : "running");
	else
		strings_addf(args, "pith-attach process %d %s %#llx", (int)s->pid, s->debug_file,
			     (unsigned long long)s->graph.elf.header.e_entry);
	return 0;
}

/* Commands in the order given; a semicolon or a line's end stands between two. */
static void add_batch(struct strings *args, const struct strings *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		char *copy = mem_copy_text(batch->items[i]), *at = copy, *one;

		while ((one = strsep(&at, ";\n"))) {
			if (!one[strspn(one, " \t")])
				continue;
			strings_add(args, "-ex");
			strings_add(args, one + strspn(one, " \t"));
		}
		free(copy);
	}
}

/* An image names its sources from the folder that it was built in: beside it, as a rule. */
static void add_sources(struct strings *args, const char *path)
{
	const char *base = path_base(path);

	strings_add(args, "-d");
	strings_addf(args, "%.*s", base > path ? (int)(base - path) : 1, base > path ? path : ".");
}

static _Noreturn void be_gdb(const struct strings *args, pid_t parent)
{
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(DIAG_EXIT_STATUS);
	execvp(args->items[0], args->items);
	fprintf(stderr, "error: run 'gdb': %s\n", strerror(errno));
	_exit(DIAG_EXIT_STATUS);
}

static int run_gdb(const struct strings *args, struct diag *d)
{
	pid_t parent = getpid(), pid = fork();
	int raw = 0;

	if (pid < 0)
		return diag_fail(d, errno, "run 'gdb'");
	if (pid == 0)
		be_gdb(args, parent);
	while (waitpid(pid, &raw, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

static int debug_image(struct debug_options *o, char *const *operands, struct diag *d)
{
	struct strings args = { 0 };
	struct session s;
	int err = session_open(&s, &o->run, operands, SESSION_APART, d);

	strings_add(&args, GDB);
	strings_add(&args, "-q");
	add_sources(&args, operands[0]);
	if (o->batch.n)
		strings_add(&args, "-batch");
	if (!err)
		err = add_attach(&args, &s, d);
	add_batch(&args, &o->batch);
	if (!err)
		err = run_gdb(&args, d);
	session_close(&s);
	strings_free(&args);
	return err;
}

static const struct option_set debug_set;

int cmd_debug(int argc, char **argv, struct diag *d)
{
	struct debug_options o = { .batch = { 0 } };
	char path[4096];
	int n, err = options_parse(&debug_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no image given (see pith debug --help)");
	if (!err && !host_find_program(GDB, path, sizeof path))
		err = diag_fail(d, 0, "gdb is not installed (apt-get install gdb)");
	if (!err)
		err = debug_image(&o, argv + 1, d);
	strings_free(&o.batch);
	run_options_free(&o.run);
	return err;
}

static const struct option debug_table[] = {
	{ 0, "batch", OPTION_LIST, offsetof(struct debug_options, batch), "COMMANDS",
	  "do these, with ; between them, and end" },
};

static const struct option_set debug_set = {
	.usage = "pith debug [OPTION...] IMAGE|SOURCE|NAME [ARG...]",
	.summary =
		"Start gdb with all symbols at an image, which stands still at its start, or at\n"
		"the image NAME, which runs. pith-threads lists its threads with their stacks,\n"
		"pith-memory says who has its memory.\n"
		"The options of pith run are there, too.",
	.options = debug_table,
	.nr_options = nitems(debug_table),
	.more = run_option_rows,
	.nr_more = RUN_OPTION_ROWS,
	.stop_at_operand = true,
};
