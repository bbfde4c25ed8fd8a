/* SPDX-License-Identifier: MIT */
/*
 * pith: the host tool. This file finds the command; the commands are in cmd_*.c.
 *
 * It is also the only place where an error is printed and where the tool dies of a signal: every
 * command below returns, so what it made is removed on the way out.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/command.h"
#include "tool/nearest.h"
#include "tool/run_child.h"

bool tool_verbose;

struct command {
	const char *name;
	int (*run)(int argc, char **argv, struct diag *d);
	const char *args;
	const char *summary; /* NULL: not in the help */
};

static const struct command commands[];

static void print_help(void)
{
	puts("usage: pith [-v] COMMAND [ARG...]\n\n"
	     "Pith joins an application to the pieces of an operating system that it reaches,\n"
	     "in one file: run it and it is a process, boot it and it is a machine.\n");
	for (const struct command *c = commands; c->name; c++) {
		if (c->summary)
			printf("  %-11s %-26s %s\n", c->name, c->args, c->summary);
	}
	puts("\n  -v, --verbose   say what is being done\n"
	     "      --version   print the version\n"
	     "      --help      print this help; `pith COMMAND --help` says more\n");
}

static int unknown_command(const char *name, struct diag *d)
{
	struct nearest n = { .word = name };

	for (const struct command *c = commands; c->name; c++) {
		if (c->summary)
			nearest_try(&n, c->name);
	}
	return diag_fail(d, 0, "unknown command '%s'%s", name, nearest_hint(&n, ""));
}

static int run_command(int argc, char **argv, struct diag *d)
{
	for (const struct command *c = commands; c->name; c++) {
		if (strcmp(c->name, argv[0]) == 0)
			return c->run(argc, argv, d);
	}
	return unknown_command(argv[0], d);
}

/* The options before the command. Returns an exit status, or negative errno. */
static int run_tool(int argc, char **argv, struct diag *d)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		struct nearest n = { .word = argv[i] };

		if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "--verbose") == 0) {
			tool_verbose = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			printf("pith %s\n", PITH_VERSION);
			return 0;
		} else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help();
			return 0;
		} else {
			nearest_try(&n, "--verbose");
			nearest_try(&n, "--version");
			nearest_try(&n, "--help");
			return diag_fail(d, 0, "unknown option '%s'%s", argv[i],
					 nearest_hint(&n, ""));
		}
	}
	if (i == argc)
		return diag_fail(d, 0, "no command given (see pith --help)");
	return run_command(argc - i, argv + i, d);
}

/* `pith help [COMMAND]` */
static int cmd_help(int argc, char **argv, struct diag *d)
{
	static char help[] = "--help";
	char *args[] = { argc > 1 ? argv[1] : NULL, help, NULL };

	if (argc > 1)
		return run_command(2, args, d);
	print_help();
	return 0;
}

int main(int argc, char **argv)
{
	static struct diag d;
	int status = run_tool(argc, argv, &d);

	if (child_interrupted()) {
		signal(child_interrupted(), SIG_DFL);
		raise(child_interrupted());
	}
	if (status < 0)
		status = diag_print(&d);
	if (fflush(stdout) || ferror(stdout)) {
		fputs("error: write to standard output failed\n", stderr);
		return status ? status : DIAG_EXIT_STATUS;
	}
	return status;
}

static const struct command commands[] = {
	{ "build", cmd_build, "SOURCE", "make an image from an application" },
	{ "run", cmd_run, "IMAGE|SOURCE [ARG...]", "run an image as a process or a machine" },
	{ "ps", cmd_ps, "", "list what runs" },
	{ "logs", cmd_logs, "NAME", "print what a run in the background wrote" },
	{ "stop", cmd_stop, "NAME...", "ask what runs to end, then kill it" },
	{ "kill", cmd_kill, "NAME...", "send a signal to what runs" },
	{ "wait", cmd_wait, "NAME...", "wait until it ended; print its exit status" },
	{ "rm", cmd_rm, "NAME...", "forget what ended" },
	{ "debug", cmd_debug, "IMAGE|NAME [ARG...]", "gdb with all symbols" },
	{ "trace", cmd_trace, "IMAGE|NAME [ARG...]", "print the system calls of an image" },
	{ "check", cmd_check, "PROGRAM...", "say whether a Linux program will run" },
	{ "cc", cmd_cc, "ARG...", "compile and link as gcc and clang do" },
	{ "inspect", cmd_inspect, "IMAGE", "show what is in an image" },
	{ "explain", cmd_explain, "IMAGE WHAT", "say why WHAT is in an image" },
	{ "doctor", cmd_doctor, "", "find out what this host can do" },
	{ "ar", cmd_ar, "ARG...", "archive; also ranlib, nm, strip, objcopy, pkg-config" },
	{ "ranlib", cmd_ar, "ARG...", NULL },
	{ "nm", cmd_ar, "ARG...", NULL },
	{ "strip", cmd_ar, "ARG...", NULL },
	{ "objcopy", cmd_ar, "ARG...", NULL },
	{ "pkg-config", cmd_ar, "ARG...", NULL },
	{ "help", cmd_help, "[COMMAND]", NULL },
	{ 0 },
};
