/* SPDX-License-Identifier: MIT */
/*
 * An image under a debugger: started for it and standing still, or found running.
 *
 * A started one has a runner, a child that is what a foreground `pith run` is: streams, terminal
 * and signals are its business. It dies with the tool, and the image with it.
 */
#ifndef TOOL_TRACE_SESSION_H
#define TOOL_TRACE_SESSION_H

#include "base/compiler.h"
#include "tool/link/workdir.h"
#include "tool/run/launch.h"

enum session_input {
	SESSION_HERE,  /* the image has our streams, and the terminal's keys */
	SESSION_APART, /* somebody else has the keys: its input is empty, and no key reaches it */
};

struct session {
	struct launch launch; /* of a started one */
	struct image image;   /* of one that was found */
	struct graph graph;
	char *debug_file;
	char *socket; /* of a machine: its stub */
	bool qemu;
	bool ours; /* started for us */
	enum session_input input;
	pid_t pid; /* the image, or its QEMU */
	pid_t runner;
	struct workdir work;
};

/*
 * Start (operands)[0] with its arguments, or, when it is no file but the only operand and the
 * name of what runs, find that.
 *
 * Owns:   the caller: session_close().
 * Errors: with a sentence.
 */
must_use int session_open(struct session *s, struct run_options *o, char *const *operands,
			  enum session_input input, struct diag *d);

/* Wait for the end of a started one; returns its exit status. */
int session_wait(struct session *s);

void session_close(struct session *s);

#endif
