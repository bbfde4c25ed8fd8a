/* SPDX-License-Identifier: MIT */
/*
 * pith explain: why is this in the image? The shortest chain of references that leads to it from
 * where execution begins.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/command.h"
#include "tool/inspect/graph.h"
#include "tool/inspect/image.h"
#include "tool/nearest.h"
#include "tool/options.h"

struct explain_options {
	bool json;
};

static const struct option_set explain_set;

/* A name as it is, as a system call, as a driver. */
static size_t find_symbol(const struct graph *g, const char *what)
{
	static const char *const forms[] = { "%s", "pith.sys_%s", "pith.%s", "%s_driver" };
	size_t found = GRAPH_NONE;

	for (size_t i = 0; found == GRAPH_NONE && i < nitems(forms); i++) {
		struct buf name = { 0 };

		for (const char *s = forms[i]; *s; s++) {
			if (*s == '%' && *++s == 's')
				buf_add_text(&name, what);
			else
				buf_add(&name, s, 1);
		}
		found = graph_find_name(g, buf_text(&name));
		buf_free(&name);
	}
	return found;
}

/* The piece of source (file), or of a file in folder (file), that is fewest references away. */
static size_t find_source(const struct graph *g, const char *file, const size_t *from)
{
	size_t best = GRAPH_NONE, best_steps = SIZE_MAX;

	for (size_t i = 0; i < g->n; i++) {
		const char *source = g->pieces[i].source;
		size_t n = strlen(file), steps = 0;

		if (!source || !g->pieces[i].code || from[i] == GRAPH_NONE ||
		    strncmp(source, file, n) ||
		    (source[n] && source[n] != '/' && (!n || file[n - 1] != '/')))
			continue;
		for (size_t at = i; from[at] != at; at = from[at])
			steps++;
		if (steps < best_steps) {
			best = i;
			best_steps = steps;
		}
	}
	return best;
}

static int unknown(const struct graph *g, const char *image, const char *what, struct diag *d)
{
	struct nearest n = { .word = what };

	for (size_t i = 0; i < g->n; i++) {
		const char *name = g->pieces[i].name;

		if (!name)
			continue;
		nearest_try(&n, name);
		if (text_begins(name, "pith.sys_"))
			nearest_try(&n, name + strlen("pith.sys_"));
	}
	return diag_fail(d, 0, "'%s' is not in '%s'%s", what, image, nearest_hint(&n, ""));
}

/* The chain from a root to (target), the root first. Owns: the caller. */
static size_t *make_chain(const size_t *from, size_t target, size_t *length)
{
	size_t *chain;
	size_t at = target;

	for (*length = 1; from[at] != at; at = from[at])
		++*length;
	chain = mem_alloc(*length * sizeof *chain);
	at = target;
	for (size_t i = *length; i--; at = from[at])
		chain[i] = at;
	return chain;
}

static const char *shown_name(const struct piece *p)
{
	return p->name ? p->name : p->code ? "(code without a name)" : "(constants)";
}

static void print_chain(const struct graph *g, const size_t *chain, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		width = MAX(width, strlen(shown_name(&g->pieces[chain[i]])));
	for (size_t i = 0; i < n; i++) {
		const struct piece *p = &g->pieces[chain[i]];

		printf("%s%-*s  %6llu bytes  %s\n", i ? "-> " : "   ", (int)MIN(width, 48),
		       shown_name(p), (unsigned long long)p->size, p->source ? p->source : "");
	}
}

static void print_json(const struct graph *g, const size_t *chain, size_t n)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "chain");
	char *text;

	for (size_t i = 0; i < n; i++) {
		const struct piece *p = &g->pieces[chain[i]];
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "name", shown_name(p));
		cJSON_AddNumberToObject(item, "bytes", (double)p->size);
		if (p->source)
			cJSON_AddStringToObject(item, "source", p->source);
		cJSON_AddItemToArray(list, item);
	}
	text = cJSON_Print(root);
	puts(text ? text : "{}");
	free(text);
	cJSON_Delete(root);
}

static int explain(const struct graph *g, const char *image, const char *what, bool json,
		   struct diag *d)
{
	size_t *from = mem_alloc((g->n + 1) * sizeof *from), *chain, length, target;
	int err = 0;

	graph_walk(g, GRAPH_NONE, from);
	target = find_symbol(g, what);
	if (target == GRAPH_NONE)
		target = find_source(g, what, from);
	if (target == GRAPH_NONE) {
		err = unknown(g, image, what, d);
	} else if (from[target] == GRAPH_NONE) {
		err = diag_fail(
			d, 0,
			"'%s' is in '%s', but nothing that runs refers to it: the linker kept it "
			"with something else",
			what, image);
	} else {
		chain = make_chain(from, target, &length);
		json ? print_json(g, chain, length) : print_chain(g, chain, length);
		free(chain);
	}
	free(from);
	return err;
}

int cmd_explain(int argc, char **argv, struct diag *d)
{
	struct explain_options o = { 0 };
	struct image image;
	struct graph graph;
	int n, err = options_parse(&explain_set, &o, argv, &n, d);

	(void)argc;
	if (err)
		return err == OPTIONS_HELP ? 0 : err;
	if (n != 2)
		return diag_fail(d, 0,
				 "explain wants an image and a name (see pith explain --help)");
	err = image_open(&image, argv[1], d);
	if (err)
		return err;
	err = image_open_graph(&image, &graph, d);
	if (!err) {
		err = explain(&graph, argv[1], argv[2], o.json, d);
		graph_close(&graph);
	}
	image_close(&image);
	return err;
}

static const struct option explain_table[] = {
	{ 0, "json", OPTION_SWITCH, offsetof(struct explain_options, json), NULL, "for programs" },
};

static const struct option_set explain_set = {
	.usage = "pith explain [--json] IMAGE WHAT",
	.summary = "Print the chain of references that brought WHAT into the image: a function\n"
		   "or variable, a system call (write), a driver (uart16550), or a source file\n"
		   "or folder (kern/vfs/path.c). Reads IMAGE.debug, which pith build leaves\n"
		   "beside the image.",
	.options = explain_table,
	.nr_options = nitems(explain_table),
};
