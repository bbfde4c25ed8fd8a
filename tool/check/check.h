/* SPDX-License-Identifier: MIT */
/*
 * Which system calls a Linux program makes, from its code and that of its libraries.
 *
 * Every ELF file is cut into pieces: functions, and what data holds addresses. References lead from
 * piece to piece: calls and jumps, and addresses that are taken. A `syscall` instruction belongs to
 * a piece, its number is searched backwards, also through callers that pass it on. What is reached
 * from the program's entry by calls is made; what is reached only by addresses that are taken, may
 * be.
 *
 * It errs to the side of too much, but for: libraries that the program loads when it runs, code
 * that it makes when it runs, and addresses that it computes.
 */
#ifndef TOOL_CHECK_CHECK_H
#define TOOL_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

#define CHECK_CALLS 512 /* numbers below this can be told apart */

/* How sure it is that a call is made, the surest last. */
enum check_use {
	CHECK_NEVER,  /* nothing has it */
	CHECK_UNUSED, /* it is in a library, and nothing was seen to lead there */
	CHECK_MAYBE,  /* an address that is taken leads there */
	CHECK_SURELY, /* calls lead there; or it was observed */
};

enum check_verdict {
	CHECK_ABSENT,
	CHECK_PARTIAL,
	CHECK_BINARY, /* as partial */
	CHECK_FULL,
};

struct check_call {
	enum check_use use;
	char *where;    /* one place that makes it: "libc.so.6 read"; NULL: nowhere */
	uint64_t times; /* as it was observed */
};

/* An instruction whose number is not known. */
struct check_unknown {
	char *where;
	enum check_use use;
};

struct check {
	struct check_call calls[CHECK_CALLS];
	struct check_unknown *unknown;
	size_t nr_unknown;
	struct strings files; /* that were looked into: the program first */
	bool loads;           /* it asks for dlopen: others may come when it runs */
	bool may_fork;        /* it asks for fork or the like */
	bool forks;           /* observed: it made a child process */
	int status;           /* observed: how the program ended, as a shell says it */
};

/*
 * Look into the program (path), and into the libraries among (more), files and folders that it may
 * load when it runs: whatever they define counts as what may be used. Owns: the caller, until
 * check_fini().
 */
must_use int check_program(struct check *c, const char *path, const struct strings *more,
			   struct diag *d);

/* Run (argv) on this host, and note what it and its children make. Owns: as check_program(). */
must_use int check_observe(struct check *c, char *const *argv, struct diag *d);

void check_fini(struct check *c);

/* What Pith has for call (nr), in two ways. */
enum check_verdict check_verdict(unsigned nr);
const char *check_verdict_name(enum check_verdict v);

/* The name of call (nr), or NULL: no Linux that we know has it. */
const char *check_name(unsigned nr);

/* The names of what it makes, or may make: what a seal is made of. */
void check_names(const struct check *c, struct strings *names);

/* Will it run, as far as can be told? */
bool check_runs(const struct check *c);

/* report.c */
void check_print(const struct check *c, bool all);
void check_print_json(const struct check *c);

#endif
