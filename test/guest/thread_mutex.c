/* SPDX-License-Identifier: MIT */
/* Mutexes that threads fight for: the kinds, robust ones, those with a time to wait. cpus: many */
#include "thread.h"

#define THREADS 4
#define ROUNDS	5000

static pthread_mutex_t m;
static long shared;

static void make(int type, int robust)
{
	pthread_mutexattr_t a;

	pthread_mutexattr_init(&a);
	pthread_mutexattr_settype(&a, type);
	if (robust)
		pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&m, &a);
	pthread_mutexattr_destroy(&a);
}

static void *fight(void *arg)
{
	int depth = arg ? 3 : 1;

	for (int i = 0; i < ROUNDS; i++) {
		long before;

		for (int k = 0; k < depth; k++)
			pthread_mutex_lock(&m);
		before = shared;
		if (i % 64 == 0)
			sched_yield();
		shared = before + 1;
		for (int k = 0; k < depth; k++)
			pthread_mutex_unlock(&m);
	}
	return NULL;
}

static void contended(const char *what, int type)
{
	pthread_t t[THREADS];

	make(type, 0);
	shared = 0;
	for (int i = 0; i < THREADS; i++)
		t[i] = spawn(fight, type == PTHREAD_MUTEX_RECURSIVE ? &m : NULL);
	for (int i = 0; i < THREADS; i++)
		join(t[i]);
	printf("%s: %ld\n", what, shared);
	R(pthread_mutex_destroy(&m));
}

static void *others(void *arg)
{
	struct timespec ts = in_ms(CLOCK_REALTIME, 10);

	(void)arg;
	R(pthread_mutex_trylock(&m));
	R(pthread_mutex_timedlock(&m, &ts));
	R(pthread_mutex_unlock(&m));
	return NULL;
}

static void not_mine(void)
{
	make(PTHREAD_MUTEX_ERRORCHECK, 0);
	pthread_mutex_lock(&m);
	join(spawn(others, NULL));
	R(pthread_mutex_lock(&m));
	R(pthread_mutex_unlock(&m));
	make(PTHREAD_MUTEX_RECURSIVE, 0);
	pthread_mutex_lock(&m);
	join(spawn(others, NULL));
	pthread_mutex_unlock(&m);
}

static void *die_with_it(void *arg)
{
	pthread_mutex_lock(&m);
	return arg;
}

static void *wait_for_it(void *arg)
{
	(void)arg;
	return (void *)(long)pthread_mutex_lock(&m);
}

static void robust(void)
{
	make(PTHREAD_MUTEX_NORMAL, 1);
	join(spawn(die_with_it, NULL));
	R(pthread_mutex_trylock(&m));
	R(pthread_mutex_consistent(&m));
	R(pthread_mutex_unlock(&m));
	R(pthread_mutex_lock(&m));
	R(pthread_mutex_unlock(&m));
	join(spawn(die_with_it, NULL));
	R(pthread_mutex_lock(&m));
	R(pthread_mutex_unlock(&m)); /* not made consistent: lost */
	R(pthread_mutex_lock(&m));
	R(pthread_mutex_trylock(&m));
}

static atomic_int holds;

static void *hold_and_die(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&m);
	holds = 1;
	sleep_ms(30);
	return NULL;
}

/* One that waits already is woken by the death. */
static void robust_waiter(void)
{
	pthread_t a, b;

	make(PTHREAD_MUTEX_NORMAL, 1);
	a = spawn(hold_and_die, NULL);
	await(&holds, 1);
	b = spawn(wait_for_it, NULL);
	join(a);
	R((int)(long)join(b));
}

int main(void)
{
	contended("normal", PTHREAD_MUTEX_NORMAL);
	contended("recursive", PTHREAD_MUTEX_RECURSIVE);
	contended("error-checking", PTHREAD_MUTEX_ERRORCHECK);
	not_mine();
	robust();
	robust_waiter();
	return 0;
}
