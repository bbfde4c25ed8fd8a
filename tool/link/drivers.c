/* SPDX-License-Identifier: MIT */
/*
 * drivers.tbl: a pure reader and a chooser. The link looks at what is in the image and asks again
 * until nothing is added, because a driver may itself want another.
 */
#include "tool/link/drivers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/pith/image.h"

static int read_line(struct driver_rules *rules, const char *line)
{
	struct driver_rule r = { 0 };
	char platform[16], wanted[128], rest[2];

	if (sscanf(line, "%63s %15s %127s %1s", r.driver, platform, wanted, rest) != 3)
		return -1;
	if (sscanf(wanted, "%63[^+]+%63[^+]%1s", r.wanted_by, r.and_by, rest) !=
	    1 + !!strchr(wanted, '+'))
		return -1;
	r.and_seen = !*r.and_by;
	if (strcmp(platform, "pvh") == 0)
		r.platform = PITH_TARGET_VM;
	else if (strcmp(platform, "linux") == 0)
		r.platform = PITH_TARGET_PROCESS;
	else
		return -1;
	rules->items = mem_resize(rules->items, (rules->n + 1) * sizeof *rules->items);
	rules->items[rules->n++] = r;
	return 0;
}

int driver_rules_read(struct driver_rules *rules, const char *text, const char *path,
		      struct diag *d)
{
	*rules = (struct driver_rules){ 0 };
	for (unsigned number = 1; *text; number++) {
		size_t n = strcspn(text, "\n");
		char line[256];

		snprintf(line, sizeof line, "%.*s", (int)n, text);
		line[strcspn(line, "#")] = '\0';
		if (line[strspn(line, " \t\r")] && read_line(rules, line)) {
			driver_rules_fini(rules);
			return diag_fail(d, 0, "%s:%u: not a line 'driver pvh|linux wanted_by'",
					 path, number);
		}
		text += n + (text[n] == '\n');
	}
	return 0;
}

void driver_rules_fini(struct driver_rules *rules)
{
	free(rules->items);
	*rules = (struct driver_rules){ 0 };
}

bool driver_rules_choose(struct driver_rules *rules, unsigned platforms, const char *wanted_by)
{
	bool added = false;

	for (size_t i = 0; i < rules->n; i++) {
		struct driver_rule *r = &rules->items[i];

		if (r->chosen || !(r->platform & platforms))
			continue;
		r->seen |= !strcmp(r->wanted_by, wanted_by);
		r->and_seen |= !strcmp(r->and_by, wanted_by);
		if (!r->seen || !r->and_seen)
			continue;
		r->chosen = true;
		added = true;
	}
	return added;
}

void driver_rules_list(const struct driver_rules *rules, struct strings *drivers)
{
	for (size_t i = 0; i < rules->n; i++) {
		if (rules->items[i].chosen)
			strings_add(drivers, rules->items[i].driver);
	}
}
