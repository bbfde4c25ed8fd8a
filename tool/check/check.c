/* SPDX-License-Identifier: MIT */
/*
 * The order of the steps, and the verdicts.
 */
#include "tool/check/check.h"

#include <stdlib.h>
#include <string.h>

#include "tool/build/libraries.h"
#include "tool/check/check_int.h"
#include "tool/run/host.h"
#include "tool/trace/calls.h"

/* Add what the program may load when it runs, and what that needs. */
static int add_modules(struct strings *files, const struct strings *more, struct diag *d)
{
	size_t first = files->n;
	int err = 0;

	for (size_t i = 0; i < more->n && !err; i++)
		err = libraries_in(more->items[i], files, d);
	for (size_t i = first, end = files->n; i < end && !err; i++) {
		char *module = mem_copy_text(files->items[i]);

		err = libraries_list(files->items[1], module, false, files, d);
		free(module);
	}
	return err;
}

/* Open the program and what it is loaded with; its interpreter follows it. */
static int open_world(struct world *w, const char *path, const struct strings *more, struct diag *d)
{
	struct strings *files = &w->check->files;
	int err;

	strings_add(files, path);
	err = libraries_find(path, files, d);
	w->nr_fixed = files->n;
	if (!err && files->n > 1)
		err = add_modules(files, more, d);
	if (err)
		return err;
	w->objects = mem_alloc(files->n * sizeof *w->objects);
	memset(w->objects, 0, files->n * sizeof *w->objects);
	for (size_t i = 0; i < files->n && !err; i++, w->n++)
		err = object_open(&w->objects[i], files->items[i], d);
	return err;
}

int check_program(struct check *c, const char *path, const struct strings *more, struct diag *d)
{
	struct world w = { .check = c };
	int err = open_world(&w, path, more, d);

	for (size_t i = 0; i < w.n && !err; i++) {
		object_read_slots(&w, i);
		pieces_make_code(&w.objects[i]);
	}
	for (size_t i = 0; i < w.n && !err; i++)
		decode_object(&w, i);
	for (size_t i = 0; i < w.n && !err; i++)
		pieces_add_data(&w.objects[i]);
	if (!err) {
		reach_make(&w);
		numbers_find(&w);
	}
	for (size_t i = 0; i < w.n; i++)
		object_close(&w.objects[i]);
	free(w.objects);
	free(w.backs);
	return err;
}

void check_fini(struct check *c)
{
	for (size_t i = 0; i < CHECK_CALLS; i++)
		free(c->calls[i].where);
	for (size_t i = 0; i < c->nr_unknown; i++)
		free(c->unknown[i].where);
	free(c->unknown);
	strings_free(&c->files);
}

static const struct trace_call *find_call(unsigned nr)
{
	for (size_t i = 0; i < nr_trace_calls; i++)
		if (trace_calls[i].nr == (int)nr)
			return &trace_calls[i];
	return NULL;
}

enum check_verdict check_verdict(unsigned nr)
{
	const struct trace_call *call = find_call(nr);

	if (!call)
		return CHECK_ABSENT;
	if (!strcmp(call->status, "full"))
		return CHECK_FULL;
	return strcmp(call->status, "binary") ? CHECK_PARTIAL : CHECK_BINARY;
}

const char *check_verdict_name(enum check_verdict v)
{
	static const char *const names[] = {
		[CHECK_ABSENT] = "absent",
		[CHECK_PARTIAL] = "partial",
		[CHECK_BINARY] = "binary",
		[CHECK_FULL] = "full",
	};

	return names[v];
}

const char *check_name(unsigned nr)
{
	const struct trace_call *call = find_call(nr);

	return call ? call->name : host_call_name(nr);
}

void check_names(const struct check *c, struct strings *names)
{
	for (unsigned i = 0; i < CHECK_CALLS; i++)
		if (c->calls[i].use > CHECK_UNUSED && check_name(i))
			strings_add_once(names, check_name(i));
}

bool check_runs(const struct check *c)
{
	for (unsigned i = 0; i < CHECK_CALLS; i++)
		if (c->calls[i].use == CHECK_SURELY && check_verdict(i) == CHECK_ABSENT)
			return false;
	return !c->forks;
}
