/* SPDX-License-Identifier: MIT */
/*
 * From flags to a running image: what `pith run` does, and `pith trace` and `pith debug` begin
 * with.
 *
 * launch_open() checks the flags, builds a source, opens the image and chooses where it runs;
 * nothing has started then. launch_run() starts it, waits with it, and says how it ended.
 */
#ifndef TOOL_RUN_LAUNCH_H
#define TOOL_RUN_LAUNCH_H

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/inspect/image.h"
#include "tool/options.h"
#include "tool/run/network.h"
#include "tool/run/run.h"

/* The flags of `pith run` that say how an image runs. The lists are the caller's. */
struct run_options {
	const char *on;
	const char *machine;
	const char *memory;
	const char *cpus;
	const char *workdir;
	const char *name;
	const char *timeout;
	struct strings env;
	struct strings set;
	const char *net;
	struct strings ports;
	const char *pcap;
	struct strings volumes;
	bool interactive;
	bool tty;
	bool verbose;
};

/* Rows for a command whose own struct begins with a struct run_options. */
#define RUN_OPTION_ROWS 16
extern const struct option run_option_rows[RUN_OPTION_ROWS];

void run_options_free(struct run_options *o);

#define RUN_CPUS_MAX 256

/* What the flags say, once they are checked, and what to run. */
struct launch {
	struct image image;
	const char *path; /* as it was given: an image or a source */
	char name[256];   /* of the image, for people */
	char *const *args;
	int fd;          /* the image; it may have no name any more */
	int debug_fd;    /* its debug file, or -1 */
	int root_fd;     /* IMAGE.root, or -1: it has none */
	uint64_t memory; /* 0: not given */
	int64_t timeout_ns;
	unsigned cpus; /* 0: not given */
	struct network network;
	bool want_debug; /* set before launch_open(): keep the debug file of a source, too */
	bool qemu;
	bool kvm;
	const struct run_watch
		*watch; /* or NULL: see run.h; set by the caller after launch_open() */
};

/*
 * Look at everything that can be wrong before the start of (operands)[0] with its arguments.
 *
 * Owns:   the caller: launch_close(). (o) and (operands) must stay.
 * Errors: those of building or opening it; -EINVAL for flags that it does not allow.
 */
must_use int launch_open(struct launch *l, struct run_options *o, char *const *operands,
			 struct diag *d);
void launch_close(struct launch *l);

/*
 * Start it, wait, and print how it ended when there is something to say. Returns its exit status,
 * or a negative errno.
 */
must_use int launch_run(struct launch *l, struct run_options *o, struct diag *d);

#endif
