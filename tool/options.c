/* SPDX-License-Identifier: MIT */
/*
 * The option parser: one pass over argv, operands are moved to the front as they are met.
 */
#include "tool/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tool/nearest.h"

/* The position in the argument list, and where operands go. */
struct cursor {
	const struct option_set *set;
	void *to;
	char **argv;
	int at;     /* the argument that is looked at */
	int filled; /* operands moved to argv[1] ... argv[filled] */
};

/* Number (i) of the options of both tables. */
static const struct option *option_at(const struct option_set *set, size_t i)
{
	return i < set->nr_options ? &set->options[i] : &set->more[i - set->nr_options];
}

static bool is_help(const struct option_set *set, const char *arg)
{
	if (strcmp(arg, "--help") == 0)
		return true;
	if (strcmp(arg, "-h") != 0)
		return false;
	for (size_t i = 0; i < set->nr_options + set->nr_more; i++) {
		if (option_at(set, i)->letter == 'h')
			return false;
	}
	return true;
}

static const struct option *find_name(const struct option_set *set, const char *name, size_t len)
{
	for (size_t i = 0; i < set->nr_options + set->nr_more; i++) {
		const struct option *o = option_at(set, i);

		if (o->name && strncmp(o->name, name, len) == 0 && !o->name[len])
			return o;
	}
	return NULL;
}

static const struct option *find_letter(const struct option_set *set, char letter)
{
	for (size_t i = 0; i < set->nr_options + set->nr_more; i++) {
		if (option_at(set, i)->letter == letter)
			return option_at(set, i);
	}
	return NULL;
}

static void set_value(void *to, const struct option *o, const char *value)
{
	void *field = (char *)to + o->offset;

	switch (o->kind) {
	case OPTION_SWITCH:
		*(bool *)field = true;
		break;
	case OPTION_VALUE:
		*(const char **)field = value;
		break;
	case OPTION_LIST:
		strings_add(field, value);
		break;
	}
}

static int unknown_name(const struct option_set *set, const char *arg, size_t len, struct diag *d)
{
	char word[64];
	struct nearest n = { .word = word };

	snprintf(word, sizeof word, "%.*s", (int)len, arg + 2);
	for (size_t i = 0; i < set->nr_options + set->nr_more; i++) {
		if (option_at(set, i)->name && option_at(set, i)->help)
			nearest_try(&n, option_at(set, i)->name);
	}
	nearest_try(&n, "help");
	return diag_fail(d, 0, "unknown option '--%s'%s", word, nearest_hint(&n, "--"));
}

/* --name, --name=VALUE or --name VALUE. */
static int parse_name(struct cursor *c, struct diag *d)
{
	const char *arg = c->argv[c->at];
	size_t len = strcspn(arg + 2, "=");
	const char *value = arg[2 + len] ? arg + 2 + len + 1 : NULL;
	const struct option *o = find_name(c->set, arg + 2, len);

	if (!o)
		return unknown_name(c->set, arg, len, d);
	if (o->kind == OPTION_SWITCH && value)
		return diag_fail(d, 0, "option '--%s' takes no value", o->name);
	if (o->kind != OPTION_SWITCH && !value) {
		value = c->argv[c->at + 1];
		if (!value)
			return diag_fail(d, 0, "option '--%s' wants a value: %s", o->name,
					 o->value);
		c->at++;
	}
	set_value(c->to, o, value);
	return 0;
}

/* -abc, -fVALUE or -f VALUE. */
static int parse_letters(struct cursor *c, struct diag *d)
{
	const char *s = c->argv[c->at] + 1;

	for (; *s; s++) {
		const struct option *o = find_letter(c->set, *s);
		const char *value = s + 1;

		if (!o)
			return diag_fail(d, 0, "unknown option '-%c' (see --help)", *s);
		if (o->kind == OPTION_SWITCH) {
			set_value(c->to, o, NULL);
			continue;
		}
		if (!*value) {
			value = c->argv[c->at + 1];
			if (!value)
				return diag_fail(d, 0, "option '-%c' wants a value: %s", *s,
						 o->value);
			c->at++;
		}
		set_value(c->to, o, value);
		return 0;
	}
	return 0;
}

static void take_rest(struct cursor *c)
{
	while (c->argv[c->at])
		c->argv[++c->filled] = c->argv[c->at++];
}

/* Look at one argument; OPTIONS_HELP when it asks for help. */
static int parse_argument(struct cursor *c, struct diag *d)
{
	char *arg = c->argv[c->at];

	if (strcmp(arg, "--") == 0) {
		c->at++;
		take_rest(c);
		return 0;
	}
	if (arg[0] != '-' || !arg[1]) {
		if (c->set->stop_at_operand)
			take_rest(c);
		else
			c->argv[++c->filled] = c->argv[c->at++];
		return 0;
	}
	if (is_help(c->set, arg))
		return OPTIONS_HELP;
	if (arg[1] == '-') {
		if (parse_name(c, d) < 0)
			return -EINVAL;
	} else if (parse_letters(c, d) < 0) {
		return -EINVAL;
	}
	c->at++;
	return 0;
}

int options_parse(const struct option_set *set, void *to, char **argv, int *nr_operands,
		  struct diag *d)
{
	struct cursor c = { .set = set, .to = to, .argv = argv, .at = 1 };

	while (c.argv[c.at]) {
		int err = parse_argument(&c, d);

		if (err == OPTIONS_HELP) {
			struct buf help = { 0 };

			options_help(set, &help);
			fputs(buf_text(&help), stdout);
			buf_free(&help);
		}
		if (err)
			return err;
	}
	c.argv[c.filled + 1] = NULL;
	*nr_operands = c.filled;
	return 0;
}

#define HELP_COLUMN 30

static void help_line(const struct option_set *set, const struct option *o, struct buf *out)
{
	size_t start = out->len, width;
	/* A letter that a row before has is that one's. */
	bool has_letter = o->letter && find_letter(set, o->letter) == o;

	if (has_letter && o->name)
		buf_addf(out, "  -%c, --%s", o->letter, o->name);
	else if (o->name)
		buf_addf(out, "      --%s", o->name);
	else
		buf_addf(out, "  -%c", o->letter);
	if (o->value)
		buf_addf(out, " %s", o->value);
	width = out->len - start;
	if (width >= HELP_COLUMN) {
		buf_add_text(out, "\n");
		width = 0;
	}
	buf_addf(out, "%*s%s\n", (int)(HELP_COLUMN - width), "", o->help);
}

void options_help(const struct option_set *set, struct buf *out)
{
	static const struct option help = { .name = "help", .help = "print this help" };

	buf_addf(out, "usage: %s\n\n%s\n\n", set->usage, set->summary);
	for (size_t i = 0; i < set->nr_options + set->nr_more; i++) {
		if (option_at(set, i)->help)
			help_line(set, option_at(set, i), out);
	}
	help_line(set, &help, out);
}
