/* SPDX-License-Identifier: MIT */
/*
 * Entries and returns become lines.
 *
 * A call is known by its thread's stack: it returns when a thread comes to the return address with
 * the stack pointer that the call left. The library OS calls its own handlers, too; what comes from
 * its code is not the application's call, except from where run-time numbers are dispatched.
 */
#include "tool/trace/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "include/pith/image.h"
#include "tool/trace/decode.h"
#include "tool/trace/summary.h"

#define RESULT_COLUMN 39 /* as strace has it */

struct handler {
	uint64_t addr; /* where it runs */
	const struct trace_call *call;
};

/* A call that has not returned. */
struct pending {
	struct decode what;
	struct buf text; /* what is to be printed of it */
	int next;        /* the first argument that is not in (text) */
	uint64_t back;   /* the return address */
	uint64_t sp;     /* after the return */
	int tid;
	int64_t since_ns;
	bool cut; /* its beginning was printed as unfinished */
};

struct tracer {
	struct trace *t;
	struct handler *handlers;
	size_t nr_handlers;
	struct pending *pending;
	size_t nr_pending;
	uint64_t *backs; /* return addresses with a breakpoint */
	size_t nr_backs;
	struct summary summary;
	int first_tid; /* 0: none seen yet */
	bool threads;  /* more than one was seen */
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static const struct trace_call *find_call(const char *name)
{
	if (strncmp(name, "pith.", 5) == 0)
		name += 5;
	if (strncmp(name, "sys_", 4) != 0)
		return NULL;
	for (size_t i = 0; i < nr_trace_calls; i++) {
		if (strcmp(trace_calls[i].name, name + 4) == 0)
			return &trace_calls[i];
	}
	return NULL;
}

int trace_describe(const struct graph *g, struct target_image *image, struct diag *d)
{
	size_t n = graph_find_name(g, "boot_map"), calls = 0;
	const uint8_t *header;
	Elf64_Phdr p;

	*image = (struct target_image){ .entry = g->elf.header.e_entry };
	image->boot_map = n == GRAPH_NONE ? 0 : g->pieces[n].addr;
	for (size_t i = 0; i < g->elf.nr_segments; i++) {
		if (elf_segment(&g->elf, i, &p) && p.p_type == PT_LOAD) {
			image->first = p.p_vaddr;
			break;
		}
	}
	header = elf_loaded(&g->elf, image->first, sizeof image->header);
	if (header)
		memcpy(image->header, header, sizeof image->header);
	for (size_t i = 0; i < g->n; i++)
		calls += g->pieces[i].name && find_call(g->pieces[i].name);
	return calls ? 0 : diag_fail(d, 0, "the image has no system calls");
}

/* Breakpoints at the handlers that are wanted. */
static int insert_handlers(struct tracer *tr, struct diag *d)
{
	const struct graph *g = tr->t->graph;
	struct target *target = tr->t->target;

	tr->handlers = mem_alloc((g->n + 1) * sizeof *tr->handlers);
	for (size_t i = 0; i < g->n; i++) {
		const struct piece *p = &g->pieces[i];
		const struct trace_call *call = p->name && p->code ? find_call(p->name) : NULL;
		struct handler h = { p->addr + target->slide, call };

		if (!call || (tr->t->wanted && !tr->t->wanted(tr->t->arg, call->name)))
			continue;
		if (target->ops->insert(target, h.addr))
			return diag_fail(d, 0, "no breakpoint at %s in the running image", p->name);
		tr->handlers[tr->nr_handlers++] = h;
	}
	return 0;
}

static const struct handler *find_handler(const struct tracer *tr, uint64_t addr)
{
	for (size_t i = 0; i < tr->nr_handlers; i++) {
		if (tr->handlers[i].addr == addr)
			return &tr->handlers[i];
	}
	return NULL;
}

/*
 * Is what a return to (addr) goes on with the library OS's, which calls handlers, too? The vDSO of
 * programs that run unmodified is, and stands outside of the image.
 */
static bool is_inside(const struct tracer *tr, uint64_t addr)
{
	const struct graph *g = tr->t->graph;
	/* The call itself: behind one that does not return somebody else may stand. */
	uint64_t call = addr - tr->t->target->slide - 1;
	size_t n = graph_find_addr(g, call);
	const char *source = n == GRAPH_NONE ? NULL : g->pieces[n].source;

	if (n == GRAPH_NONE && !elf_loaded(&g->elf, call, 1))
		return true;
	if (!source || strstr(source, "dispatch") || strstr(source, "syscall_table"))
		return false;
	return strncmp(source, "abi/", 4) == 0 || strncmp(source, "kern/", 5) == 0 ||
	       strncmp(source, "fs/", 3) == 0 || strncmp(source, "plat/", 5) == 0;
}

/*
 * A breakpoint at the return address, if there is none. It stays: an application calls from a few
 * hundred places, and a monitor translates its code anew for every change.
 */
static int watch_back(struct tracer *tr, uint64_t addr)
{
	int err;

	for (size_t i = 0; i < tr->nr_backs; i++) {
		if (tr->backs[i] == addr)
			return 0;
	}
	err = tr->t->target->ops->insert(tr->t->target, addr);
	if (err)
		return err;
	tr->backs = mem_resize(tr->backs, (tr->nr_backs + 1) * sizeof *tr->backs);
	tr->backs[tr->nr_backs++] = addr;
	return 0;
}

static void drop(struct tracer *tr, size_t i)
{
	buf_free(&tr->pending[i].text);
	tr->pending[i] = tr->pending[--tr->nr_pending];
}

/* Add the arguments from where it is to the end, or to the first that the call writes. */
static void add_args(struct pending *p, bool all)
{
	int n = decode_nr_args(&p->what);

	for (; p->next < n && (all || !decode_is_output(&p->what, p->next)); p->next++) {
		buf_add_text(&p->text, p->next ? ", " : "");
		decode_arg(&p->what, p->next, &p->text);
	}
}

static void print_tid(const struct tracer *tr, int tid)
{
	if (tr->threads)
		fprintf(tr->t->out, "[pid %d] ", tid);
}

/* Something else is printed first: what is known of the others is. */
static void cut_others(struct tracer *tr, const struct pending *but)
{
	for (size_t i = 0; i < tr->nr_pending; i++) {
		struct pending *p = &tr->pending[i];

		if (p == but || p->cut)
			continue;
		print_tid(tr, p->tid);
		fprintf(tr->t->out, "%s <unfinished ...>\n", buf_text(&p->text));
		p->text.len = 0;
		p->cut = true;
	}
}

static int thread_number(struct tracer *tr, const struct target_regs *regs)
{
	struct target *t = tr->t->target;
	uint64_t thread;
	int tid;

	if (t->ops->read(t, regs->gs_base + PITH_THREAD_AT, &thread, sizeof thread) !=
		    sizeof thread ||
	    t->ops->read(t, thread + PITH_THREAD_NUMBER, &tid, sizeof tid) != sizeof tid)
		tid = tr->first_tid ? tr->first_tid : 1;
	if (!tr->first_tid)
		tr->first_tid = tid;
	tr->threads |= tid != tr->first_tid;
	return tid;
}

/* A call that nobody sees return. */
static void show_endless(struct tracer *tr, struct pending *p)
{
	if (!tr->t->summary) {
		print_tid(tr, p->tid);
		add_args(p, true);
		buf_add_text(&p->text, ")");
		fprintf(tr->t->out, "%-*s = ?\n", RESULT_COLUMN, buf_text(&p->text));
	}
	summary_add(&tr->summary, p->what.call, 0, 0);
	buf_free(&p->text);
}

/* A handler begins. */
static void enter(struct tracer *tr, const struct handler *h, const struct target_regs *regs)
{
	const uint64_t args[] = { regs->rdi, regs->rsi, regs->rdx, regs->rcx, regs->r8, regs->r9 };
	struct target *target = tr->t->target;
	struct pending p = { .sp = regs->rsp + 8, .tid = thread_number(tr, regs) };

	if (target->ops->read(target, regs->rsp, &p.back, sizeof p.back) != sizeof p.back ||
	    is_inside(tr, p.back))
		return;
	for (size_t i = 0; i < tr->nr_pending; i++) {
		if (tr->pending[i].sp != p.sp || tr->pending[i].back != p.back)
			continue;
		/* One handler that ends by calling another is one call of the application. */
		if (tr->pending[i].what.call != h->call)
			return;
		drop(tr, i--);
	}
	p.what = (struct decode){ .call = h->call,
				  .target = target,
				  .string_max = tr->t->string_max };
	memcpy(p.what.args, args, sizeof args);
	if (!tr->t->summary) {
		cut_others(tr, NULL);
		buf_addf(&p.text, "%s(", h->call->name);
		add_args(&p, false);
	}
	/* Memory of the application that is shared with somebody takes no breakpoint. */
	if (strcmp(h->call->result, "void") == 0 || watch_back(tr, p.back)) {
		show_endless(tr, &p);
		return;
	}
	p.since_ns = now_ns();
	tr->pending = mem_resize(tr->pending, (tr->nr_pending + 1) * sizeof p);
	tr->pending[tr->nr_pending++] = p;
}

static int64_t result_of(const struct trace_call *call, uint64_t rax)
{
	if (strcmp(call->result, "int") == 0)
		return (int)rax;
	return strcmp(call->result, "unsigned") == 0 ? (int64_t)(unsigned)rax : (int64_t)rax;
}

static void leave(struct tracer *tr, size_t i, const struct target_regs *regs)
{
	struct pending *p = &tr->pending[i];

	p->what.result = result_of(p->what.call, regs->rax);
	summary_add(&tr->summary, p->what.call, now_ns() - p->since_ns,
		    p->what.result < 0 && p->what.result > -4096);
	if (!tr->t->summary) {
		cut_others(tr, p);
		print_tid(tr, p->tid);
		if (p->cut)
			fprintf(tr->t->out, "<... %s resumed>", p->what.call->name);
		add_args(p, true);
		buf_add_text(&p->text, ")");
		if (!p->cut && p->text.len < RESULT_COLUMN)
			buf_addf(&p->text, "%*s", (int)(RESULT_COLUMN - p->text.len), "");
		buf_add_text(&p->text, " = ");
		decode_result(&p->what, &p->text);
		fprintf(tr->t->out, "%s\n", buf_text(&p->text));
	}
	drop(tr, i);
}

static int look(struct tracer *tr)
{
	struct target *target = tr->t->target;
	const struct handler *h;
	struct target_regs regs;
	int err = target->ops->get_regs(target, &regs);

	if (err)
		return err;
	for (size_t i = 0; i < tr->nr_pending; i++) {
		if (tr->pending[i].back == regs.rip && tr->pending[i].sp == regs.rsp) {
			leave(tr, i, &regs);
			break;
		}
	}
	h = find_handler(tr, regs.rip);
	if (h)
		enter(tr, h, &regs);
	return 0;
}

static void finish(struct tracer *tr)
{
	if (tr->t->summary)
		summary_print(&tr->summary, tr->t->out);
	else
		cut_others(tr, NULL);
	fflush(tr->t->out);
	while (tr->nr_pending)
		drop(tr, 0);
	summary_free(&tr->summary);
	free(tr->handlers);
	free(tr->pending);
	free(tr->backs);
}

int trace_run(struct trace *t, struct diag *d)
{
	struct tracer tr = { .t = t };
	enum target_event event = TARGET_STOPPED;
	int err = insert_handlers(&tr, d);

	while (!err) {
		/* Not even a fault of ours may hide what led to it. */
		fflush(t->out);
		if (t->target->ops->resume(t->target) || t->target->ops->wait(t->target, &event) ||
		    event != TARGET_STOPPED)
			break;
		if (look(&tr))
			break;
	}
	finish(&tr);
	return err;
}
