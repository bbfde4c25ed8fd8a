/* SPDX-License-Identifier: MIT */
/*
 * What was found, in words and columns, and as JSON.
 */
#include <cjson/cJSON.h>
#include <stdio.h>

#include "tool/check/check.h"

static const char *const use_names[] = {
	[CHECK_NEVER] = "never",
	[CHECK_UNUSED] = "unused",
	[CHECK_MAYBE] = "maybe",
	[CHECK_SURELY] = "surely",
};

static const char *name_of(unsigned nr, char *space, size_t size)
{
	const char *name = check_name(nr);

	if (name)
		return name;
	snprintf(space, size, "%u", nr);
	return space;
}

static size_t count(const struct check *c, enum check_use use, bool absent)
{
	size_t n = 0;

	for (unsigned i = 0; i < CHECK_CALLS; i++)
		n += c->calls[i].use == use && (!absent || check_verdict(i) == CHECK_ABSENT);
	return n;
}

static void print_row(const struct check *c, unsigned nr)
{
	const struct check_call *call = &c->calls[nr];
	char number[16];

	printf("%-24s %-8s ", name_of(nr, number, sizeof number),
	       check_verdict_name(check_verdict(nr)));
	if (call->where)
		printf("%s\n", call->where);
	else
		printf("%llu\n", (unsigned long long)call->times);
}

static void print_use(const struct check *c, enum check_use use, const char *title,
		      const char *column)
{
	size_t n = count(c, use, false);

	if (!n)
		return;
	printf("\n%-24s %-8s %s\n", title, "verdict", column);
	for (unsigned i = 0; i < CHECK_CALLS; i++)
		if (c->calls[i].use == use)
			print_row(c, i);
}

static void print_unknown(const struct check *c, bool all)
{
	for (size_t i = 0; i < c->nr_unknown; i++) {
		const struct check_unknown *u = &c->unknown[i];

		if (all || u->use > CHECK_UNUSED)
			printf("a number is not known: %s%s\n", u->where,
			       u->use == CHECK_SURELY  ? ""
			       : u->use == CHECK_MAYBE ? " (may be used)"
						       : " (unused)");
	}
}

static void print_absent(const struct check *c, enum check_use use, const char *what)
{
	const char *comma = "";
	char number[16];

	if (!count(c, use, true))
		return;
	printf("%s", what);
	for (unsigned i = 0; i < CHECK_CALLS; i++) {
		if (c->calls[i].use == use && check_verdict(i) == CHECK_ABSENT) {
			printf("%s%s", comma, name_of(i, number, sizeof number));
			comma = ", ";
		}
	}
	puts("");
}

void check_print(const struct check *c, bool all)
{
	bool observed = !c->files.n;

	print_use(c, CHECK_SURELY, observed ? "made" : "calls lead to",
		  observed ? "times" : "from");
	print_use(c, CHECK_MAYBE, "addresses lead to", "from");
	if (all)
		print_use(c, CHECK_UNUSED, "nothing leads to", "in");
	else if (count(c, CHECK_UNUSED, false))
		printf("\n%zu more are in its libraries, and nothing leads to them (--all)\n",
		       count(c, CHECK_UNUSED, false));
	puts("");
	print_unknown(c, all);
	if (c->loads)
		puts("it may load libraries when it runs (dlopen): they were not looked into");
	if (c->may_fork)
		puts("it may make child processes (fork and the like), which there are none of");
	print_absent(c, CHECK_MAYBE, "absent, if they are made: ");
	print_absent(c, CHECK_SURELY, observed ? "absent: " : "absent, and calls lead there: ");
	if (c->forks)
		puts("it makes child processes, which there are none of");
	puts(check_runs(c) ? "all is there" : "something is missing");
}

static cJSON *call_json(const struct check *c, unsigned nr)
{
	const struct check_call *call = &c->calls[nr];
	cJSON *o = cJSON_CreateObject();

	cJSON_AddNumberToObject(o, "number", nr);
	if (check_name(nr))
		cJSON_AddStringToObject(o, "name", check_name(nr));
	cJSON_AddStringToObject(o, "verdict", check_verdict_name(check_verdict(nr)));
	cJSON_AddStringToObject(o, "use", use_names[call->use]);
	if (call->where)
		cJSON_AddStringToObject(o, "where", call->where);
	if (call->times)
		cJSON_AddNumberToObject(o, "times", (double)call->times);
	return o;
}

void check_print_json(const struct check *c)
{
	cJSON *root = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(root, "files");
	char *text;

	for (size_t i = 0; i < c->files.n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(c->files.items[i]));
	list = cJSON_AddArrayToObject(root, "calls");
	for (unsigned i = 0; i < CHECK_CALLS; i++)
		if (c->calls[i].use)
			cJSON_AddItemToArray(list, call_json(c, i));
	list = cJSON_AddArrayToObject(root, "unknown");
	for (size_t i = 0; i < c->nr_unknown; i++) {
		cJSON *o = cJSON_CreateObject();

		cJSON_AddStringToObject(o, "where", c->unknown[i].where);
		cJSON_AddStringToObject(o, "use", use_names[c->unknown[i].use]);
		cJSON_AddItemToArray(list, o);
	}
	cJSON_AddBoolToObject(root, "loads_libraries", c->loads);
	cJSON_AddBoolToObject(root, "makes_processes", c->forks || c->may_fork);
	cJSON_AddBoolToObject(root, "runs", check_runs(c));
	text = cJSON_Print(root);
	puts(text ? text : "{}");
	cJSON_free(text);
	cJSON_Delete(root);
}
