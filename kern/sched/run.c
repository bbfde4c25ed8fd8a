/* SPDX-License-Identifier: MIT */
/*
 * Choosing who runs, and switching to it.
 *
 * A switch happens with interrupts masked by one level, on both sides, so what a CPU noted is
 * served by whoever runs next. A thread that became ready may still be on its way off a CPU:
 * on_cpu says so, and until it is cleared only that CPU may choose the thread again. So no CPU
 * ever waits for another's switch.
 */
#include "kern/sched/run.h"

#include "arch/x86_64/context.h"
#include "base/assert.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/fpu.h"
#include "kern/sched/run_int.h"
#include "kern/sched/timers.h"
#include "kern/sched/wait.h"

LINK_WITH(spin_cpus);
LINK_WITH(run_interrupted);
LINK_WITH(mutex_lock_slow);
#ifdef DEBUG
LINK_WITH(lock_checks);
#endif

struct cpu *cpus[CPUS_MAX];
uint32_t cpus_online = 1;

/* Who was woken waits for a thread of its level at least so long, once that got the CPU. */
#define SLICE_LEAST 1000000ull

/* Bit n: CPU n rests, or is about to look whether it may. Atomic. */
static uint64_t resting;

static uint64_t cpu_bit(const struct cpu *c)
{
	return 1ull << c->id;
}

/* --- The queue of a CPU --- */

static always_inline void queue_put(struct run_queue *q, struct thread *t, bool first)
	REQUIRES(&q->lock)
{
	unsigned level = t->level;

	if (first)
		list_push_front(&q->ready[level], &t->ready);
	else
		list_push_back(&q->ready[level], &t->ready);
	q->used[level / 64] |= 1ull << level % 64;
	__atomic_store_n(&q->nr_ready, q->nr_ready + 1, __ATOMIC_RELAXED);
}

static always_inline void queue_remove(struct run_queue *q, struct thread *t, unsigned level)
	REQUIRES(&q->lock)
{
	list_remove(&t->ready);
	if (list_empty(&q->ready[level]))
		q->used[level / 64] &= ~(1ull << level % 64);
	__atomic_store_n(&q->nr_ready, q->nr_ready - 1, __ATOMIC_RELAXED);
}

static always_inline unsigned highest_level(const struct run_queue *q) REQUIRES(&q->lock)
{
	if (likely(!q->used[1]))
		return 63 - (unsigned)__builtin_clzll(q->used[0]);
	return 127 - (unsigned)__builtin_clzll(q->used[1]);
}

/* The first of the most urgent threads. */
static always_inline struct thread *queue_first(const struct run_queue *q, unsigned *level)
	REQUIRES(&q->lock)
{
	*level = highest_level(q);
	return list_first(&q->ready[*level], struct thread, ready);
}

/* Take it out for the CPU whose queue it is. There is one. */
static always_inline struct thread *queue_take(struct run_queue *q) REQUIRES(&q->lock)
{
	unsigned level;
	struct thread *t = queue_first(q, &level);

	queue_remove(q, t, level);
	return t;
}

/* The same for another CPU, (c), if it may run there; else NULL. */
static struct thread *queue_take_for(struct run_queue *q, const struct cpu *c) REQUIRES(&q->lock)
{
	struct thread *t;
	unsigned level;

	if (!q->nr_ready)
		return NULL;
	t = queue_first(q, &level);
	if (t->on_cpu || !(t->affinity & cpu_bit(c)))
		return NULL;
	queue_remove(q, t, level);
	return t;
}

/* What (c), which has nothing to do, takes from another. */
static struct thread *steal(const struct cpu *c)
{
	unsigned n = __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE);

	for (unsigned i = 1; i < n; i++) {
		struct run_queue *q = cpus[(c->id + i) % n]->queue;
		struct thread *t;

		if (!__atomic_load_n(&q->nr_ready, __ATOMIC_RELAXED))
			continue;
		spin_lock(&q->lock);
		t = queue_take_for(q, c);
		spin_unlock(&q->lock);
		if (t)
			return t;
	}
	return NULL;
}

/* --- Becoming ready --- */

static void slice_ended(struct timer *t)
{
	struct run_queue *q = container_of(t, struct run_queue, slice);

	__atomic_store_n(&q->resched, 1, __ATOMIC_RELAXED);
}

static noinline void slice_set(struct run_queue *q, const struct thread *running)
{
	timer_set(&q->slice, plat_clock() + run_slice(running));
}

/* Somebody waits for this CPU: whoever runs may go on for so long. */
static always_inline void slice_begin(struct run_queue *q, const struct thread *running)
{
	if (!q->slice.set && running != q->rest)
		slice_set(q, running);
}

/* Where (t) is to run, of (n) CPUs. */
static struct cpu *choose_cpu_of(unsigned n, const struct thread *t)
{
	uint64_t online = n == 64 ? UINT64_MAX : (1ull << n) - 1;
	uint64_t allowed = t->affinity & online, free;

	if (__atomic_load_n(&t->on_cpu, __ATOMIC_ACQUIRE))
		return cpus[t->cpu];
	if (!allowed)
		allowed = online;
	free = __atomic_load_n(&resting, __ATOMIC_RELAXED) & allowed;
	if (!free)
		free = allowed;
	return cpus[free >> t->cpu & 1 ? t->cpu : (unsigned)__builtin_ctzll(free)];
}

static always_inline struct cpu *choose_cpu(const struct thread *t)
{
	unsigned n = __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE);

	return n == 1 ? cpus[0] : choose_cpu_of(n, t);
}

/*
 * Is (t), which slept, to run before (running) has used its slice up? A more urgent one is, and one
 * as urgent when the other had the CPU for a while.
 */
static bool is_urgent(const struct thread *t, const struct thread *running)
{
	if (t->level != running->level)
		return t->level > running->level;
	return plat_clock() - running->since > SLICE_LEAST;
}

/* Queue (t), which is THREAD_READY and in no queue. Nearly all were asleep, and are not (first). */
static always_inline void make_ready(struct thread *t, bool first)
{
	struct cpu *c, *own;
	struct run_queue *q;
	bool urgent;

	irq_disable();
	own = cpu_this();
	c = choose_cpu(t);
	q = c->queue;
	spin_lock_masked(&q->lock);
	t->cpu = c->id;
	urgent = is_urgent(t, c->current);
	queue_put(q, t, first || urgent);
	if (urgent)
		__atomic_store_n(&q->resched, 1, __ATOMIC_RELAXED);
	spin_unlock_masked(&q->lock);
	if (c != own) {
		uint64_t was = __atomic_fetch_and(&resting, ~cpu_bit(c), __ATOMIC_SEQ_CST);

		if (urgent || was & cpu_bit(c) || !q->slice.set)
			plat_cpu_kick(c);
	} else if (urgent) {
		own->irq_noted |= CPU_NOTED_RESCHED;
	} else {
		slice_begin(q, own->current);
	}
	irq_enable();
}

void run_ready(struct thread *t, bool first)
{
	make_ready(t, first);
}

void thread_wake(struct thread *t)
{
	uint8_t sleeping = THREAD_SLEEPING;

	if (__atomic_compare_exchange_n(&t->state, &sleeping, THREAD_READY, false, __ATOMIC_SEQ_CST,
					__ATOMIC_SEQ_CST))
		make_ready(t, false);
}

/* --- Switching --- */

/* On the stack of the thread that runs now: the one that the switch left is no longer in use. */
void run_arrived(void)
{
	struct thread *left = cpu_queue()->left;
	uint8_t state = left->state;
	bool moves = state == THREAD_READY && left->moves;

	if (moves)
		left->moves = false;
	__atomic_store_n(&left->on_cpu, 0, __ATOMIC_RELEASE);
	if (state == THREAD_DEAD && left->release)
		left->release(left);
	else if (moves)
		run_ready(left, false);
}

/*
 * Are the vector registers the application's? A system call that is a function is made on the
 * application's stack, and who makes it expects nothing of them. Who is on its trap stack was
 * interrupted anywhere, or made the call by an instruction, which changes none of them.
 */
static bool is_fpu_live(const struct cpu *c, const struct thread *t)
{
	uintptr_t sp;

	__asm__("mov %%rsp, %0" : "=r"(sp));
	return unlikely(sp - t->trap_low < t->trap_high - t->trap_low) && t != c->queue->rest &&
	       t->state != THREAD_DEAD;
}

static nsec_t look_at_clock(struct run_queue *q)
{
	return q->looked = plat_clock();
}

/* As it may be interrupted while it is on its trap stack, it needs all its registers again. */
static noinline void switch_with_fpu(struct thread *prev, const struct thread *next)
{
	fpu_park(thread_trap_stack(prev));
	context_switch(&prev->sp, next->sp);
	fpu_unpark(thread_trap_stack(prev));
}

static void switch_to(struct cpu *c, struct thread *prev, struct thread *next, nsec_t now)
{
	__atomic_store_n(&prev->ran, now - (prev->ran & ~RAN_RUNNING), __ATOMIC_RELAXED);
	__atomic_store_n(&next->ran, RAN_RUNNING | (now - next->ran), __ATOMIC_RELAXED);
	next->since = now;
	next->cpu = c->id;
	next->on_cpu = 1;
	next->state = THREAD_RUNNING;
	c->queue->left = prev;
	c->current = next;
	if (next->tls != prev->tls)
		plat_set_tls(next->tls);
	if (is_fpu_live(c, prev))
		switch_with_fpu(prev, next);
	else
		context_switch(&prev->sp, next->sp);
}

/* Put the running thread (t) back: at the end of its level, unless a more urgent one came. */
static void put_back(struct cpu *c, struct run_queue *q, struct thread *t) REQUIRES(&q->lock)
{
	bool first = t->policy == RUN_FIFO && q->nr_ready && highest_level(q) > t->level;

	t->state = THREAD_READY;
	if (t->affinity & cpu_bit(c))
		queue_put(q, t, first);
	else
		t->moves = true;
}

/*
 * Give the CPU to whoever is next. The running thread's state says what becomes of it.
 * Context: interrupts masked by one level.
 */
void run_next(void)
{
	struct cpu *c = cpu_this();
	struct run_queue *q = c->queue;
	struct thread *prev = c->current, *next = NULL;
	bool others = false;

	spin_lock_masked(&q->lock);
	q->resched = 0;
	if (prev->state == THREAD_RUNNING && prev != q->rest)
		put_back(c, q, prev);
	if (likely(q->nr_ready)) {
		next = queue_take(q);
		others = q->nr_ready && !q->slice.set;
	}
	spin_unlock_masked(&q->lock);
	if (unlikely(others))
		slice_set(q, next);
	if (!next)
		next = steal(c);
	if (!next)
		next = q->rest;
	if (next == prev)
		prev->state = THREAD_RUNNING;
	else
		switch_to(c, prev, next, look_at_clock(q));
}

void thread_began(void)
{
	irq_enable();
}

/* --- Giving way --- */

bool thread_ran_asked;

/*
 * What giving way nearly always is, in few instructions: (t), which runs, becomes the last of the
 * ordinary threads, and the first of them runs. False when it is not as simple as that, or the
 * clock is to be looked at; then nothing was done. (Whatever changes what (t) is asks it to give
 * way.)
 */
static always_inline bool take_turns(struct cpu *c, struct run_queue *q,
				     struct thread *t) NO_LOCK_CHECK
{
	struct list *head = &q->ready[RUN_LEVEL_NORMAL], *first;

	if (unlikely(thread_ran_asked || !q->slice.set ||
		     __atomic_exchange_n(&q->lock.held, 1, __ATOMIC_ACQUIRE)))
		return false;
	if (unlikely(q->resched || t->level != RUN_LEVEL_NORMAL || q->used[1] ||
		     q->used[0] >> RUN_LEVEL_NORMAL != 1)) {
		spin_unlock_masked(&q->lock);
		return false;
	}
	first = head->next;
	head->next = first->next;
	head->next->prev = head;
	list_init(first);
	list_push_back(head, &t->ready);
	t->state = THREAD_READY;
	spin_unlock_masked(&q->lock);
	switch_to(c, t, list_entry(first, struct thread, ready), q->looked);
	return true;
}

int thread_yield(void)
{
	struct cpu *c;

	if (!__atomic_load_n(&cpu_queue()->nr_ready, __ATOMIC_RELAXED))
		return 0;
	irq_disable();
	c = cpu_this();
	c->current->switches++;
	if (!take_turns(c, c->queue, c->current))
		run_next();
	irq_enable();
	return 0;
}

void run_give_way(void)
{
	if (!__atomic_load_n(&cpu_queue()->resched, __ATOMIC_RELAXED))
		return;
	irq_disable();
	thread_current()->preemptions++;
	run_next();
	irq_enable();
}

/* --- Sleeping --- */

static void alarm_expired(struct timer *alarm)
{
	thread_wake(container_of(alarm, struct thread, alarm));
}

/* (deaf): signals do not end it. */
static always_inline void sleep_once(struct thread *t, const uint32_t *woken, nsec_t deadline,
				     bool deaf)
{
	uint8_t sleeping = THREAD_SLEEPING;

	lock_before_sleep();
	irq_disable();
	plat_irq_unmask(); /* it may be a page fault that waits: others want their interrupts */
	if (deadline != NSEC_NEVER) {
		t->alarm.expired = alarm_expired;
		timer_set(&t->alarm, deadline);
	}
	__atomic_store_n(&t->state, THREAD_SLEEPING, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(woken, __ATOMIC_SEQ_CST) && (deaf || !thread_interrupted(t))) {
		t->switches++;
		run_next();
	} else if (!__atomic_compare_exchange_n(&t->state, &sleeping, THREAD_RUNNING, false,
						__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
		run_next(); /* somebody queued it already */
	}
	irq_enable();
	if (deadline != NSEC_NEVER)
		timer_cancel(&t->alarm);
}

/* It is (deadline), or later: what came before it? */
static int deadline_came(const struct thread *t, const uint32_t *woken)
{
	if (__atomic_load_n(woken, __ATOMIC_ACQUIRE))
		return 0;
	return thread_interrupted(t) ? -EINTR : -ETIMEDOUT;
}

int run_sleep(const uint32_t *woken, nsec_t deadline)
{
	struct thread *t = thread_current();

	for (;;) {
		if (deadline != NSEC_NEVER && plat_clock() >= deadline)
			return deadline_came(t, woken);
		sleep_once(t, woken, deadline, false);
		if (__atomic_load_n(woken, __ATOMIC_ACQUIRE))
			return 0;
		if (thread_interrupted(t))
			return -EINTR;
	}
}

void wait_sleep_deaf(struct waiter *w)
{
	struct thread *t = thread_current();

	while (!__atomic_load_n(&w->woken, __ATOMIC_ACQUIRE))
		sleep_once(t, &w->woken, NSEC_NEVER, true);
	__atomic_store_n(&w->woken, 0, __ATOMIC_RELAXED);
}

/* --- Rest --- */

_Noreturn void run_rest(void *unused_argument)
{
	struct cpu *c = cpu_this();
	struct thread *next;

	(void)unused_argument;
	for (;;) {
		__atomic_fetch_or(&resting, cpu_bit(c), __ATOMIC_SEQ_CST);
		spin_lock(&c->queue->lock);
		next = c->queue->nr_ready ? queue_take(c->queue) : NULL;
		spin_unlock(&c->queue->lock);
		if (!next)
			next = steal(c);
		if (!next)
			plat_idle(timer_next());
		__atomic_fetch_and(&resting, ~cpu_bit(c), __ATOMIC_SEQ_CST);
		if (next) {
			c->queue->resched = 0;
			switch_to(c, c->queue->rest, next, look_at_clock(c->queue));
			continue;
		}
		if (timer_next() <= plat_clock())
			timers_run();
		irq_enable();
		irq_disable();
	}
}

/* --- Interrupts --- */

/* (t) has another level, or other CPUs, from now on. */
void run_change(struct thread *t, uint8_t level)
{
	struct run_queue *q = cpus[__atomic_load_n(&t->cpu, __ATOMIC_RELAXED)]->queue;
	struct cpu *c;
	bool queued;

	spin_lock(&q->lock);
	while (cpus[t->cpu]->queue != q) {
		spin_unlock(&q->lock);
		q = cpus[__atomic_load_n(&t->cpu, __ATOMIC_RELAXED)]->queue;
		spin_lock(&q->lock);
	}
	c = cpus[t->cpu];
	queued = t->state == THREAD_READY && !list_empty(&t->ready);
	if (queued)
		queue_remove(q, t, t->level);
	t->level = level;
	if (c->current == t)
		__atomic_store_n(&q->resched, 1, __ATOMIC_RELAXED);
	spin_unlock(&q->lock);
	if (queued)
		run_ready(t, false);
	if (t == thread_current())
		run_give_way();
	else if (c->current == t)
		plat_cpu_kick(c);
}

/* Another CPU put a thread into our queue, and saw nobody who would look. */
void run_kicked(void)
{
	struct cpu *c = cpu_this();

	if (!c->queue)
		return;
	__atomic_fetch_add(&c->queue->kicks, 1, __ATOMIC_SEQ_CST);
	if (c->queue->nr_ready)
		slice_begin(c->queue, c->current);
}

static bool is_resting(unsigned id)
{
	return __atomic_load_n(&resting, __ATOMIC_SEQ_CST) >> id & 1;
}

/*
 * An interrupt that was taken after we began is a barrier, whoever asked for it, and so is what a
 * CPU does before it rests, and after.
 */
void run_barrier(void)
{
	unsigned n = __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE), own;
	uint32_t kicks[CPUS_MAX];

	irq_disable();
	own = cpu_this()->id;
	for (unsigned i = 0; i < n; i++) {
		kicks[i] = __atomic_load_n(&cpus[i]->queue->kicks, __ATOMIC_SEQ_CST);
		if (i != own && !is_resting(i))
			plat_cpu_kick(cpus[i]);
	}
	irq_enable();
	for (unsigned i = 0; i < n; i++) {
		const struct run_queue *q = cpus[i]->queue;

		while (i != own && !is_resting(i) &&
		       __atomic_load_n(&q->kicks, __ATOMIC_SEQ_CST) == kicks[i])
			plat_relax();
	}
}

void run_init(struct cpu *c, struct run_queue *q, struct thread *running, struct thread *rest)
{
	for (unsigned i = 0; i < RUN_LEVELS; i++)
		list_init(&q->ready[i]);
	lock_set_rank(&q->lock, LOCK_RUN_QUEUE);
	q->slice.expired = slice_ended;
	q->rest = rest;
	q->left = running;
	running->cpu = rest->cpu = c->id;
	running->on_cpu = 1;
	running->since = look_at_clock(q);
	running->ran = RAN_RUNNING | (running->since - running->ran);
	c->queue = q;
	cpus[c->id] = c;
}
