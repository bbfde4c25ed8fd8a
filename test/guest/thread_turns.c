/* SPDX-License-Identifier: MIT */
/* Threads that give way to each other all the time: all have turns, and their CPU time adds up. cpus: many */
#include "thread.h"

#define THREADS 3

static atomic_int stop, wrong;
static atomic_long turns[THREADS];
static long long used[THREADS];

static void *take_turns(void *arg)
{
	int i = (int)(intptr_t)arg;

	while (!stop) {
		atomic_fetch_add(&turns[i], 1);
		sched_yield();
	}
	used[i] = now(CLOCK_THREAD_CPUTIME_ID);
	return NULL;
}

/* CPU time that is asked for on the way: it never goes back, and is no more than time is. */
static void *take_turns_and_ask(void *arg)
{
	long long wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID), before = cpu, t;

	while (!stop) {
		atomic_fetch_add(&turns[(intptr_t)arg], 1);
		sched_yield();
		t = now(CLOCK_THREAD_CPUTIME_ID);
		wrong += t < before;
		before = t;
	}
	wall = now(CLOCK_MONOTONIC) - wall;
	wrong += before - cpu > wall;
	used[(intptr_t)arg] = before;
	return NULL;
}

static void run(void *(*f)(void *))
{
	pthread_t t[THREADS];
	long long process = now(CLOCK_PROCESS_CPUTIME_ID), sum = 0;
	int had_turns;

	stop = 0;
	for (int i = 0; i < THREADS; i++)
		turns[i] = 0;
	for (int i = 0; i < THREADS; i++)
		t[i] = spawn(f, (void *)(intptr_t)i);
	do { /* longer than that, where we are given little time ourselves */
		sleep_ms(100);
		had_turns = 0;
		for (int i = 0; i < THREADS; i++)
			had_turns += turns[i] > 10;
	} while (had_turns < THREADS);
	stop = 1;
	for (int i = 0; i < THREADS; i++) {
		join(t[i]);
		sum += used[i];
	}
	process = now(CLOCK_PROCESS_CPUTIME_ID) - process;
	P(had_turns);
	P(wrong);
	P(sum <= process);
}

int main(void)
{
	cpu_set_t one;

	run(take_turns);
	run(take_turns_and_ask);
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	P(sched_setaffinity(0, sizeof one, &one)); /* which the threads inherit */
	run(take_turns);
	run(take_turns_and_ask);
	return 0;
}
