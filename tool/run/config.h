/* SPDX-License-Identifier: MIT */
/*
 * From flags to configuration keys: what a person asked of `pith run`, checked against the
 * image's schema and written in the grammar of base/cmdline.h.
 */
#ifndef TOOL_RUN_CONFIG_H
#define TOOL_RUN_CONFIG_H

#include "base/compiler.h"
#include <stdbool.h>

#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/inspect/schema.h"

struct run_config {
	const struct strings *env; /* "NAME=VALUE", or "NAME": the value is the tool's own */
	const struct strings *set; /* "KEY=VALUE" */
	const char *workdir;       /* or NULL */
	const char *hostname;      /* or NULL */
	const char *memory;        /* or NULL */
	const char *cpus;          /* or NULL */
	const struct schema *schema;
	const char *values; /* keys that were given at build time, or NULL */
};

/*
 * Add to (out) one token for each key that (c) asks for.
 *
 * Errors: -EINVAL for an unknown key, a value that its type does not allow, or a missing value; the
 *         sentence names the key.
 */
must_use int run_config_write(const struct run_config *c, struct buf *out, struct diag *d);

/*
 * The last value of (key) in (text), which has the grammar of the command line; the caller frees
 * it. NULL: it is not given.
 */
char *run_config_find(const char *text, const char *key);

/* Add the token key="value" to (out), quoted so that any value arrives. */
void run_config_add(struct buf *out, const char *key, const char *value);

/*
 * Add what the tool's standard streams are, for a machine; (stderr_apart) moves it to the control
 * channel.
 */
void run_config_add_console(struct buf *out, bool stderr_apart);

/* Add `--` and the arguments. */
void run_config_add_args(struct buf *out, char *const *args);

#endif
