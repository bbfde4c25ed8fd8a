/* SPDX-License-Identifier: MIT */
/*
 * Carrying bytes between the tool's standard streams and a machine's console and control channel.
 *
 *   standard input  --(escaped, unless a terminal)-->  console
 *   console         -------------------------------->  standard output
 *   control channel --(frames)---------------------->  standard error, and the outcome
 *
 * One loop, bounded buffers: a reader that does not read stops the machine's writing, and no byte
 * is lost.
 */
#ifndef TOOL_RUN_RELAY_H
#define TOOL_RUN_RELAY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "tool/run/control.h"
#include "tool/run/network.h"

#define RELAY_CHUNK 65536

enum relay_end {
	RELAY_CLOSED,  /* the machine closed its console and its control channel */
	RELAY_LINGERS, /* it said how it ended, and is still there */
	RELAY_SIGNAL,  /* the tool was asked to stop by (signal) */
	RELAY_TIMEOUT, /* the deadline passed */
	RELAY_BROKEN,  /* standard output failed with errno (err) */
};

/* Bytes on their way: those between (from) and (to) are still to be written. */
struct relay_buffer {
	size_t from;
	size_t to;
	uint8_t bytes[2 * RELAY_CHUNK + 2];
};

struct relay {
	/* Set by the caller; the descriptors stay the caller's. */
	int input;               /* where to read standard input, or -1 */
	bool escape;             /* (input) is not a terminal: escape it and mark its end */
	int console_in;          /* write end to the machine's console, non-blocking */
	int console_out;         /* read end */
	int control_in;          /* read end of the control channel */
	int requests;            /* write end of the machine's requests, non-blocking */
	int signals;             /* signalfd */
	pid_t machine;           /* stopped and continued along with the tool */
	int64_t deadline_ns;     /* on CLOCK_MONOTONIC; 0: none */
	struct network *network; /* woken by the machine's first frame; or NULL */
	struct control *control;
	const struct run_watch *watch; /* or NULL */

	/* The rest is the relay's, and starts from zeros. */
	int signal;
	int forwarded; /* the last signal that the machine was asked for, or 0 */
	int asked;     /* how often, but for requests */
	int err;
	int64_t hold_ns; /* when keys may pass */
	struct relay_buffer in;
	struct relay_buffer out;
	struct relay_buffer frames;
	const uint8_t *stderr_at;
	size_t stderr_left;
};

/* Carry bytes until the machine is gone or the tool must stop. Sets (control) as frames come. */
must_use enum relay_end relay_run(struct relay *r);

#endif
