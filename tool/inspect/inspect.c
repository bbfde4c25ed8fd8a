/* SPDX-License-Identifier: MIT */
/*
 * Collecting what is in an image: the sums, the system calls, the drivers.
 *
 * How much a system call costs has two answers: the bytes of its handler, and the bytes that only
 * it brings. The second is what is no longer reached when the walk over all references may not
 * enter it.
 */
#include "tool/inspect/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "include/pith/image.h"
#include "tool/buf.h"
#include "tool/run/host.h"

static const char call_prefix[] = "pith.sys_";
static const char driver_suffix[] = "_driver";

static uint64_t reached_bytes(const struct graph *g, size_t without, size_t *from)
{
	uint64_t sum = 0;

	graph_walk(g, without, from);
	for (size_t i = 0; i < g->n; i++) {
		if (from[i] != GRAPH_NONE && g->pieces[i].in_file)
			sum += g->pieces[i].size;
	}
	return sum;
}

static int call_order(const void *a, const void *b)
{
	const struct inspect_call *c = a, *d = b;

	if (c->alone != d->alone)
		return c->alone < d->alone ? 1 : -1;
	return strcmp(c->name, d->name);
}

/* Some of the names at the border are services without a number, such as the stack protector's. */
static void collect_calls(struct inspect *i)
{
	const struct graph *g = &i->graph;
	size_t *from = mem_alloc((g->n + 1) * sizeof *from);
	uint64_t all = reached_bytes(g, GRAPH_NONE, from);

	for (size_t k = 0; k < g->n; k++) {
		const struct piece *p = &g->pieces[k];

		if (!p->code || !p->name || !text_begins(p->name, call_prefix) ||
		    !host_call_exists(p->name + strlen(call_prefix)))
			continue;
		i->calls = mem_resize(i->calls, (i->nr_calls + 1) * sizeof *i->calls);
		i->calls[i->nr_calls++] = (struct inspect_call){
			.name = p->name + strlen(call_prefix),
			.own = p->size,
			.alone = all - reached_bytes(g, k, from),
		};
	}
	if (i->nr_calls)
		qsort(i->calls, i->nr_calls, sizeof *i->calls, call_order);
	free(from);
}

static void collect_drivers(struct inspect *i)
{
	for (size_t k = 0; k < i->graph.n; k++) {
		const struct piece *p = &i->graph.pieces[k];

		if (p->code || !p->name || !text_ends(p->name, driver_suffix))
			continue;
		i->drivers = mem_resize(i->drivers, (i->nr_drivers + 1) * sizeof *i->drivers);
		i->drivers[i->nr_drivers++] = k;
	}
}

void inspect_make(struct inspect *i, const struct image *image)
{
	*i = (struct inspect){ .image = image, .name = path_base(image->path) };
	if (image_open_graph(image, &i->graph, &i->missing))
		return;
	i->detailed = true;
	group_rows_make(&i->rows, &i->graph, image->elf.size);
	collect_calls(i);
	collect_drivers(i);
}

void inspect_free(struct inspect *i)
{
	if (i->detailed) {
		group_rows_free(&i->rows);
		graph_close(&i->graph);
	}
	free(i->calls);
	free(i->drivers);
}

const char *inspect_driver(const struct inspect *i, size_t n, char buf[64])
{
	const char *name = i->graph.pieces[i->drivers[n]].name;
	size_t len = MIN(strlen(name) - strlen(driver_suffix), 63);

	memcpy(buf, name, len);
	buf[len] = '\0';
	return buf;
}

void inspect_access(uint32_t flags, char text[4])
{
	text[0] = flags & PF_R ? 'r' : '-';
	text[1] = flags & PF_W ? 'w' : '-';
	text[2] = flags & PF_X ? 'x' : '-';
	text[3] = '\0';
}
