/* SPDX-License-Identifier: MIT */
/*
 * Published ports: `-p 8080:80`, as Docker writes them.
 */
#ifndef TOOL_RUN_PORTS_H
#define TOOL_RUN_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct port {
	char address[48]; /* of this host: IPv4, or IPv6 without brackets; "" for all */
	uint16_t host;
	uint16_t guest;
	bool udp;
};

struct ports {
	struct port *items;
	size_t n;
};

/*
 * Add the port that (text) means: [ADDRESS:][HOST:]GUEST[/tcp|/udp]; an IPv6 address has brackets.
 * Errors: -EINVAL with a sentence that begins with (what).
 */
must_use int ports_add(struct ports *p, const char *text, const char *what, struct diag *d);

/*
 * Could somebody listen at each of them? That others may take one in the next moment is theirs who
 * listen to find out.
 * Errors: -EINVAL with a sentence that names the port.
 */
must_use int ports_check(const struct ports *p, struct diag *d);

/* "0.0.0.0:8080->80/tcp, ...", for people. */
void ports_describe(const struct ports *p, struct buf *out);

void ports_free(struct ports *p);

#endif
