/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "tool/run/network.h"

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
	if (!text[4] || strlen(text + 4) >= sizeof n->tap || strpbrk(text + 4, "/, \t\n"))
		return diag_fail(d, 0, "--net '%s': not a name of a TAP device", text);
	n->kind = NETWORK_TAP;
	snprintf(n->tap, sizeof n->tap, "%s", text + 4);
	return 0;
}
