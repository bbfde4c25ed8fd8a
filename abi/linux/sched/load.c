/* SPDX-License-Identifier: MIT */
/*
 * Load averages, as Linux has them: every five seconds the threads that run or could are counted,
 * and what was before weighs less by a factor. Nobody is woken for that before somebody asks.
 */
#include "abi/linux/sched/load.h"

#include "abi/linux/sched/find.h"
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"
#include "kern/sched/mutex.h"
#include "kern/sched/timer.h"

#define ONE      (1u << LOAD_SHIFT)
#define INTERVAL (5 * NSEC_PER_SEC)
#define SAMPLES  1080 /* one and a half hours: then all is as if it had always been so */

/* What is left after an interval: e to the power of -5 s by the time that the average is over. */
static const uint32_t left[LOADS] = { 1884, 2014, 2037 };

static uint32_t average[LOADS]; /* atomic */

/* Let (active) threads, in 2048ths, have run for an interval. */
static void add_sample(uint32_t active)
{
	for (unsigned i = 0; i < LOADS; i++) {
		uint32_t load = __atomic_load_n(&average[i], __ATOMIC_RELAXED);
		uint64_t sum = (uint64_t)load * left[i] + (uint64_t)active * (ONE - left[i]);

		if (active >= load)
			sum += ONE - 1; /* or it would never get there */
		__atomic_store_n(&average[i], (uint32_t)(sum >> LOAD_SHIFT), __ATOMIC_RELAXED);
	}
}

static void count(struct thread *t, void *arg)
{
	struct load_now *now = arg;
	uint8_t state = __atomic_load_n(&t->state, __ATOMIC_RELAXED);

	now->threads++;
	now->runnable += state == THREAD_RUNNING || state == THREAD_READY;
}

struct load_now load_now(void)
{
	struct load_now now = { 0 };

	thread_each(count, &now);
	/* Without a scheduler nobody writes down that the only one sleeps, but since when. */
	if (!LINKED(threads_each) && thread_slept & RAN_RUNNING)
		now.runnable = 0;
	return now;
}

static void sample(struct timer *t)
{
	add_sample(load_now().runnable * ONE);
	timer_set(t, plat_clock() + INTERVAL);
}

static void begin(struct timer *t)
{
	nsec_t all = plat_clock();
	uint32_t active = (uint32_t)(time_used() / (all / ONE + 1));

	for (nsec_t n = MIN(all / INTERVAL, SAMPLES); n; n--)
		add_sample(active);
	t->expired = sample;
	timer_set(t, all + INTERVAL);
}

void load_get(uint32_t load[LOADS])
{
	static struct mutex lock; /* guards: */
	static struct timer timer;

	mutex_lock(&lock);
	if (!timer.expired)
		begin(&timer);
	mutex_unlock(&lock);
	for (unsigned i = 0; i < LOADS; i++)
		load[i] = __atomic_load_n(&average[i], __ATOMIC_RELAXED);
}
