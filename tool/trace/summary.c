/* SPDX-License-Identifier: MIT */
#include "tool/trace/summary.h"

#include <stdlib.h>

#include "tool/buf.h"

void summary_add(struct summary *s, const struct trace_call *call, int64_t ns, bool error)
{
	size_t i = 0;

	while (i < s->n && s->rows[i].call != call)
		i++;
	if (i == s->n) {
		s->rows = mem_resize(s->rows, (s->n + 1) * sizeof *s->rows);
		s->rows[s->n++] = (struct summary_row){ .call = call };
	}
	s->rows[i].ns += ns;
	s->rows[i].calls++;
	s->rows[i].errors += error;
}

static int longer(const void *a, const void *b)
{
	const struct summary_row *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns > y->ns ? -1 : 1;
	return x->calls > y->calls ? -1 : x->calls < y->calls;
}

static void print_row(const struct summary_row *r, int64_t all_ns, const char *name, FILE *f)
{
	double seconds = (double)r->ns / 1e9;
	char errors[16] = "";

	if (r->errors)
		snprintf(errors, sizeof errors, "%u", r->errors);
	fprintf(f, "%6.2f %11.6f %11lld %9u %9s %s\n",
		all_ns ? 100.0 * (double)r->ns / (double)all_ns : 0.0, seconds,
		(long long)(r->calls ? r->ns / 1000 / r->calls : 0), r->calls, errors, name);
}

void summary_print(struct summary *s, FILE *f)
{
	static const char line[] =
		"------ ----------- ----------- --------- --------- ----------------";
	struct summary_row all = { .call = NULL };

	if (s->n)
		qsort(s->rows, s->n, sizeof *s->rows, longer);
	for (size_t i = 0; i < s->n; i++) {
		all.ns += s->rows[i].ns;
		all.calls += s->rows[i].calls;
		all.errors += s->rows[i].errors;
	}
	fprintf(f, "%% time     seconds  usecs/call     calls    errors syscall\n%s\n", line);
	for (size_t i = 0; i < s->n; i++)
		print_row(&s->rows[i], all.ns, s->rows[i].call->name, f);
	fprintf(f, "%s\n", line);
	print_row(&all, all.ns, "total", f);
}

void summary_free(struct summary *s)
{
	free(s->rows);
	s->rows = NULL;
	s->n = 0;
}
