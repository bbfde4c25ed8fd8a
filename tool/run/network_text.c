/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/config_type.h"
#include "tool/run/network.h"

#define QUEUES ",queues="

/* What stands behind "tap=": NAME, or NAME,queues=N. */
static int parse_tap(struct network *n, const char *text, const char *whole, struct diag *d)
{
	size_t len = strcspn(text, ",");
	const char *rest = text + len;
	int64_t queues = 0;

	if (!len || len >= sizeof n->tap || strcspn(text, "/ \t\n") < len)
		return diag_fail(d, 0, "--net '%s': not a name of a TAP device", whole);
	if (*rest && (strncmp(rest, QUEUES, strlen(QUEUES)) != 0 ||
		      config_parse_int(rest + strlen(QUEUES), &queues) || queues < 1 ||
		      queues > NETWORK_QUEUES_MAX))
		return diag_fail(d, 0, "--net '%s': not tap=NAME,queues=N with N from 1 to %d",
				 whole, NETWORK_QUEUES_MAX);
	n->kind = NETWORK_TAP;
	n->queues = (unsigned)queues;
	snprintf(n->tap, sizeof n->tap, "%.*s", (int)len, text);
	return 0;
}

int network_parse(struct network *n, const char *text, struct diag *d)
{
	static const struct {
		const char *text;
		enum network_kind kind;
	} kinds[] = {
		{ "none", NETWORK_NONE },
		{ "user", NETWORK_USER },
		{ "passt", NETWORK_PASST },
	};

	for (size_t i = 0; i < nitems(kinds); i++) {
		if (strcmp(text, kinds[i].text) == 0) {
			n->kind = kinds[i].kind;
			return 0;
		}
	}
	if (strncmp(text, "tap=", 4) != 0)
		return diag_fail(d, 0, "--net '%s': not none, user, passt or tap=NAME", text);
	return parse_tap(n, text + 4, text, d);
}
