/* SPDX-License-Identifier: MIT */
/*
 * Bringing CPUs up.
 */
#include "kern/core/cpus.h"

#include "base/config_type.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/dev/block.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/mem/heap.h"
#include "kern/core/stack.h"
#include "kern/sched/mutex.h"
#include "kern/sched/run.h"
#include "kern/sched/timers.h"
#include "arch/x86_64/context.h"

/* All that a CPU needs, apart from its platform's own. */
struct cpu_memory {
	struct cpu cpu; /* not of the boot CPU, which has cpu_first */
	struct run_queue queue;
	struct timer_queue timers;
	struct thread rest;
};

static struct cpu_memory first;
static unsigned possible = 1;
static struct mutex growing;

unsigned cpus_possible(void)
{
	return possible;
}

static unsigned parse_count(const char *text, unsigned all)
{
	uint64_t n;

	if (!text)
		return all;
	if (config_parse_size(text, &n) || !n)
		image_refuse("configuration: cpus: '%s' is no number of CPUs", text);
	return n < all ? (unsigned)n : all;
}

/* A thread that runs when (c) has nothing to do. Returns where its stack ends, or 0. */
static uintptr_t make_rest(struct thread *t)
{
	void *stack = stack_alloc();

	if (!stack)
		return 0;
	thread_set_trap_stack(t, stack, stack_size);
	list_init(&t->ready);
	t->affinity = UINT64_MAX;
	return t->trap_high;
}

/* The disk of the root file system, where that is not in the image. */
static void begin_root(void)
{
	const char *why = LINKED(block_root_begin) ? block_root_begin() : NULL;

	if (why)
		image_refuse("root file system: %s", why);
}

void cpus_begin(void)
{
	struct thread *t = thread_current();
	uintptr_t stack = make_rest(&first.rest);

	if (!stack)
		image_refuse("no memory");
	list_init(&t->ready);
	t->affinity = UINT64_MAX;
	t->level = RUN_LEVEL_NORMAL;
	threads_add(t);
	timers_init(&cpu_first, &first.timers);
	run_init(&cpu_first, &first.queue, t, &first.rest);
	first.rest.sp = context_make_kernel(stack, run_rest, NULL);
	irq_set_handler(IRQ_KICK, run_kicked);
	possible = MIN(parse_count(config.cpus, plat_cpu_count()), CPUS_MAX);
	if (plat_cpus_prepare(possible))
		possible = 1;
	begin_root();
}

_Noreturn void cpu_main(struct cpu *c)
{
	struct cpu_memory *m = container_of(c, struct cpu_memory, cpu);

	run_init(c, &m->queue, &m->rest, &m->rest);
	__atomic_store_n(&cpus_online, c->id + 1, __ATOMIC_RELEASE);
	run_rest(NULL);
}

/* Start the CPU with number (id). A failure leaves fewer CPUs, for good. */
static void start(unsigned id)
{
	struct cpu_memory *m = heap_alloc_zero(sizeof *m);
	uintptr_t stack = m ? make_rest(&m->rest) : 0;

	if (!stack) {
		heap_free(m);
		possible = id;
		return;
	}
	m->cpu = (struct cpu){
		.self = &m->cpu,
		.current = &m->rest,
		.irq_depth = 1,
		.id = id,
	};
	timers_init(&m->cpu, &m->timers);
	if (plat_cpu_start(&m->cpu, stack)) {
		possible = id; /* what it was given stays: it may yet come */
		return;
	}
	while (__atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE) == id)
		plat_relax();
}

void cpus_start(unsigned n)
{
	unsigned online;

	mutex_lock(&growing);
	while ((online = __atomic_load_n(&cpus_online, __ATOMIC_RELAXED)) < MIN(n, possible))
		start(online);
	mutex_unlock(&growing);
}

void cpus_grow(void)
{
	unsigned online = __atomic_load_n(&cpus_online, __ATOMIC_RELAXED);

	if (online < possible && threads.count > online)
		cpus_start(online + 1);
}
