/* SPDX-License-Identifier: MIT */
/*
 * The rules of drivers.tbl: which driver an image lists, and why.
 *
 * A line is `DRIVER PLATFORM WANTED_BY`: the symbol of the driver's table, pvh or linux, and the
 * symbol whose presence in the image wants it, or two (A+B), or `always`. Order is probe order; #
 * begins a comment.
 */
#ifndef TOOL_LINK_DRIVERS_H
#define TOOL_LINK_DRIVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct driver_rule {
	char driver[64];
	char wanted_by[64]; /* "always", or a symbol */
	char and_by[64];    /* another that has to be there; or "" */
	bool seen, and_seen;
	unsigned platform; /* PITH_TARGET_* */
	bool chosen;
};

struct driver_rules {
	struct driver_rule *items;
	size_t n;
};

/*
 * Read the table from (text); (path) is for the sentence. Owns: the caller, until
 * driver_rules_fini().
 */
must_use int driver_rules_read(struct driver_rules *rules, const char *text, const char *path,
			       struct diag *d);
void driver_rules_fini(struct driver_rules *rules);

/* Choose what (platforms) have and (wanted_by) names. Returns whether something was added. */
bool driver_rules_choose(struct driver_rules *rules, unsigned platforms, const char *wanted_by);

/* The chosen ones in probe order. Owns: (drivers) is the caller's. */
void driver_rules_list(const struct driver_rules *rules, struct strings *drivers);

#endif
