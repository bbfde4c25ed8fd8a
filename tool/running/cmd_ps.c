/* SPDX-License-Identifier: MIT */
/*
 * pith ps: what runs, for a person or for a program.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/command.h"
#include "tool/options.h"
#include "tool/running/state.h"

struct ps_options {
	bool all;
	bool json;
	bool quiet;
};

/* "3 minutes". Owns: (text). */
static const char *span(int64_t seconds, char text[32])
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = { { "day", 86400 }, { "hour", 3600 }, { "minute", 60 }, { "second", 1 } };
	size_t i = 0;

	while (i + 1 < nitems(units) && seconds < 2 * units[i].seconds)
		i++;
	seconds = MAX(seconds, 0) / units[i].seconds;
	snprintf(text, 32, "%lld %s%s", (long long)seconds, units[i].name, seconds == 1 ? "" : "s");
	return text;
}

static void add_status(const struct state *s, struct buf *out)
{
	int64_t now = time(NULL);
	char text[32];

	switch (s->phase) {
	case STATE_RUNNING:
		buf_addf(out, "Up %s", span(now - s->created, text));
		break;
	case STATE_ENDED:
		buf_addf(out, "Exited (%d) %s ago", s->status, span(now - s->ended, text));
		break;
	case STATE_LOST:
		buf_addf(out, "Lost (its keeper was killed)");
		break;
	}
}

static bool shown(const struct state *s, const struct ps_options *o)
{
	return o->all || s->phase == STATE_RUNNING;
}

static void print_table(const struct state *all, size_t n, const struct ps_options *o)
{
	int wide = 4, image = 5, status = 6, ports = 5, addresses = 9;
	struct buf text = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!shown(&all[i], o))
			continue;
		text.len = 0;
		add_status(&all[i], &text);
		wide = MAX(wide, (int)strlen(all[i].name));
		image = MIN(MAX(image, (int)strlen(path_base(all[i].image))), 30);
		status = MAX(status, (int)text.len);
		ports = MAX(ports, (int)strlen(all[i].ports));
		addresses = MAX(addresses, (int)strlen(all[i].addresses));
	}
	printf("%-*s  %-*s  %-7s  %-*s  %-*s  %-*s  %s\n", wide, "NAME", image, "IMAGE", "ON",
	       status, "STATUS", addresses, "ADDRESSES", ports, "PORTS", "COMMAND");
	for (size_t i = 0; i < n; i++) {
		const struct state *s = &all[i];

		if (!shown(s, o))
			continue;
		text.len = 0;
		add_status(s, &text);
		printf("%-*s  %-*.*s  %-7s  %-*s  %-*s  %-*s  %.60s\n", wide, s->name, image, image,
		       path_base(s->image), s->on, status, buf_text(&text), addresses,
		       s->phase == STATE_RUNNING ? s->addresses : "", ports,
		       s->phase == STATE_RUNNING ? s->ports : "", s->command);
	}
	buf_free(&text);
}

static const char *const phase_names[] = {
	[STATE_RUNNING] = "running",
	[STATE_ENDED] = "exited",
	[STATE_LOST] = "lost",
};

static void print_json(const struct state *all, size_t n, const struct ps_options *o)
{
	cJSON *list = cJSON_CreateArray();
	char *text;

	for (size_t i = 0; i < n; i++) {
		const struct state *s = &all[i];
		cJSON *item;

		if (!shown(s, o))
			continue;
		item = cJSON_CreateObject();
		cJSON_AddItemToArray(list, item);
		cJSON_AddStringToObject(item, "name", s->name);
		cJSON_AddStringToObject(item, "image", s->image);
		cJSON_AddStringToObject(item, "command", s->command);
		cJSON_AddStringToObject(item, "ports", s->ports);
		cJSON_AddStringToObject(item, "addresses", s->addresses);
		cJSON_AddStringToObject(item, "on", s->on);
		cJSON_AddStringToObject(item, "state", phase_names[s->phase]);
		cJSON_AddBoolToObject(item, "detached", s->detached);
		cJSON_AddNumberToObject(item, "created", (double)s->created);
		if (s->phase == STATE_RUNNING)
			cJSON_AddNumberToObject(item, "pid", s->process.pid);
		else
			cJSON_AddNumberToObject(item, "status", s->status);
		if (s->phase == STATE_ENDED)
			cJSON_AddNumberToObject(item, "ended", (double)s->ended);
	}
	text = cJSON_Print(list);
	puts(text ? text : "[]");
	free(text);
	cJSON_Delete(list);
}

static const struct option ps_table[] = {
	{ 'a', "all", OPTION_SWITCH, offsetof(struct ps_options, all), NULL,
	  "what has ended, too" },
	{ 'q', "quiet", OPTION_SWITCH, offsetof(struct ps_options, quiet), NULL, "names only" },
	{ 0, "json", OPTION_SWITCH, offsetof(struct ps_options, json), NULL, "for a program" },
};

static const struct option_set ps_set = {
	.usage = "pith ps [OPTION...]",
	.summary = "List what runs: this user's images, in the background or not.",
	.options = ps_table,
	.nr_options = nitems(ps_table),
};

int cmd_ps(int argc, char **argv, struct diag *d)
{
	struct ps_options o = { .all = false };
	struct state *all;
	size_t count;
	int n, err = options_parse(&ps_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n)
		err = diag_fail(d, 0, "pith ps takes no '%s'", argv[1]);
	if (err)
		return err;
	state_list(&all, &count);
	if (o.json)
		print_json(all, count, &o);
	else if (!o.quiet)
		print_table(all, count, &o);
	for (size_t i = 0; i < count; i++) {
		if (o.quiet && !o.json && shown(&all[i], &o))
			puts(all[i].name);
		state_free(&all[i]);
	}
	free(all);
	return 0;
}
