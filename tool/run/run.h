/* SPDX-License-Identifier: MIT */
/*
 * Running an image: what `pith run` asks for, the two ways to do it, and how it can end.
 *
 * A way to run (a QEMU machine, a host process) starts the image, waits with it, and says how it
 * ended; it prints nothing. cmd_run.c turns the outcome into an exit status and, when there is
 * something to say, a sentence.
 */
#ifndef TOOL_RUN_RUN_H
#define TOOL_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/types.h>

#include "base/compiler.h"

struct control;
struct diag;
struct network;

/* Exit statuses of `pith run` that are not the application's. */
enum {
	RUN_STATUS_TIMEOUT = 124, /* as timeout(1) */
	RUN_STATUS_ERROR = 125,   /* Pith's own errors, as Docker has it */
	RUN_STATUS_SIGNAL = 128,  /* + the signal */
};

/*
 * Somebody who wants to know what runs. With (hold) the image is started stopped: a process by
 * SIGSTOP at its first instruction, a machine before it, with QEMU's gdb stub at the socket (gdb).
 */
struct run_watch {
	void (*started)(void *arg, pid_t pid);               /* the image's process, or QEMU's */
	void (*addressed)(void *arg, const char *addresses); /* they changed; may be NULL */
	void *arg;
	const char *gdb; /* a path for the socket, or NULL: no stub */
	bool hold;
};

struct run_request {
	const char *name; /* of the image, for sentences and process lists */
	int image_fd;
	int root_fd;                   /* IMAGE.root, or -1: it has none */
	const char *config;            /* keys in the grammar of base/cmdline.h */
	char *const *args;             /* the application's, without its name; NULL at the end */
	const char *machine;           /* QEMU: microvm, pc or q35 */
	uint64_t memory;               /* QEMU: bytes of RAM */
	unsigned cpus;                 /* QEMU: virtual CPUs */
	int64_t timeout_ns;            /* 0: none */
	struct network *network;       /* or NULL: none; it was started */
	bool kvm;                      /* QEMU: hardware virtualisation, not TCG */
	const struct run_watch *watch; /* or NULL */
};

enum run_end {
	RUN_EXITED,  /* with (value) */
	RUN_KILLED,  /* by signal (value), not by us */
	RUN_REFUSED, /* it would not start: (text) */
	RUN_SEALED,  /* it made the host call (value), outside its seal */
	RUN_LOST,    /* it ended without a word; (text) is what is known */
	RUN_STOPPED, /* because the tool got signal (value) */
	RUN_TIMED_OUT,
	RUN_NO_OUTPUT, /* standard output failed with errno (value) */
};

struct run_outcome {
	enum run_end end;
	int value;
	char text[1024];
};

/*
 * Start the image on QEMU, or as a process of this host, and wait for its end. Nothing of it is
 * left behind. Returns 0 and the outcome, or a negative errno with a sentence in (d) when it
 * could not be started.
 */
must_use int run_qemu(const struct run_request *r, struct run_outcome *o, struct diag *d);
must_use int run_process(const struct run_request *r, struct run_outcome *o, struct diag *d);

/*
 * Signals that end or concern a run are blocked, and come through the descriptor that this
 * returns (or -1).
 */
int run_take_signals(void);

/* Asks whoever runs an image for signal (value) to the application. Others block it, too. */
#define RUN_REQUEST_SIGNAL SIGRTMIN

/* Pass on what the image has said of its addresses, if that is news. */
void run_note_addresses(const struct run_watch *w, struct control *c);

/* The signal that (info) means. */
int run_signal_meant(const struct signalfd_siginfo *info);

/* True when (a) and (b) are the same open file: then their bytes must stay in order. */
bool run_same_file(int a, int b);

#endif
