/* SPDX-License-Identifier: MIT */
/*
 * Timers: one tree for each CPU, in the order in which they expire, and one interrupt for the first
 * of them. The platform's timer may come early; then it is armed again.
 */
#include "kern/sched/timer.h"

#include "arch/x86_64/cpuid.h"
#include "kern/dev/plat.h"
#include "kern/sched/cpu.h"
#include "kern/sched/timers.h"

/* The interrupt handler calls timers_run(), which calls what expired. */
static struct timer_queue first_queue = { .armed = NSEC_NEVER };

void timers_init(struct cpu *c, struct timer_queue *q)
{
	lock_set_rank(&q->lock, LOCK_TIMER_QUEUE);
	q->armed = NSEC_NEVER;
	c->timers = q;
}

/* The queue of this CPU: the boot CPU gets its own when it first needs it. */
static struct timer_queue *own_queue(void)
{
	struct cpu *c = cpu_this();

	if (!c->timers)
		c->timers = &first_queue;
	return c->timers;
}

static void arm(struct timer_queue *q, nsec_t deadline) REQUIRES(&q->lock)
{
	if (deadline >= q->armed)
		return;
	q->armed = deadline;
	plat_timer_arm(deadline);
}

static void insert(struct timer_queue *q, struct timer *t) REQUIRES(&q->lock)
{
	struct tree_node *parent = NULL, *n = q->timers.root;
	unsigned side = 0;

	while (n) {
		parent = n;
		side = t->deadline >= tree_entry(n, struct timer, node)->deadline;
		n = n->child[side];
	}
	tree_insert(&q->timers, &t->node, parent, side);
	if (!q->first || t->deadline < q->first->deadline)
		q->first = t;
}

static void take_out(struct timer_queue *q, struct timer *t) REQUIRES(&q->lock)
{
	if (q->first == t) {
		struct tree_node *next = tree_step(&t->node, 1);

		q->first = next ? tree_entry(next, struct timer, node) : NULL;
	}
	tree_remove(&q->timers, &t->node);
	t->set = false;
}

bool timer_cancel(struct timer *t)
{
	struct timer_queue *q = __atomic_load_n(&t->queue, __ATOMIC_ACQUIRE);
	bool was_set, running;

	if (!q)
		return false;
	do {
		spin_lock(&q->lock);
		was_set = t->set;
		if (was_set)
			take_out(q, t);
		running = q->running == t && q != own_queue();
		spin_unlock(&q->lock);
		if (running)
			cpu_relax();
	} while (running);
	return was_set;
}

void timer_set(struct timer *t, nsec_t deadline)
{
	struct timer_queue *q;

	timer_cancel(t);
	if (deadline == NSEC_NEVER)
		return;
	irq_disable();
	q = own_queue();
	spin_lock_masked(&q->lock);
	t->deadline = deadline;
	t->set = true;
	__atomic_store_n(&t->queue, q, __ATOMIC_RELEASE);
	insert(q, t);
	arm(q, q->first->deadline);
	spin_unlock_masked(&q->lock);
	irq_enable();
}

nsec_t timer_next(void)
{
	struct timer_queue *q = own_queue();
	nsec_t next;

	spin_lock(&q->lock);
	next = q->first ? q->first->deadline : NSEC_NEVER;
	spin_unlock(&q->lock);
	return next;
}

void timers_run(void)
{
	struct timer_queue *q = own_queue();
	nsec_t now = 0;

	spin_lock(&q->lock);
	q->armed = NSEC_NEVER;
	while (q->first) {
		struct timer *t = q->first;

		if (t->deadline > now)
			now = plat_clock();
		if (t->deadline > now) {
			arm(q, t->deadline);
			break;
		}
		take_out(q, t);
		q->running = t;
		spin_unlock(&q->lock);
		t->expired(t);
		spin_lock(&q->lock);
		q->running = NULL;
	}
	spin_unlock(&q->lock);
}
