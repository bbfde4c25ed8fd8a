/* SPDX-License-Identifier: MIT */
/* Condition variables: one, all, and until a time by either clock. cpus: many */
#include "thread.h"

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER, less = PTHREAD_COND_INITIALIZER;
static int queue[8], head, count, waiting, go;
static long sum;

static void *produce(void *arg)
{
	int from = (int)(intptr_t)arg * 1000;

	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&m);
		while (count == 8)
			pthread_cond_wait(&less, &m);
		queue[(head + count++) % 8] = from + i;
		pthread_cond_signal(&more);
		pthread_mutex_unlock(&m);
	}
	return NULL;
}

static void *consume(void *arg)
{
	(void)arg;
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&m);
		while (count == 0)
			pthread_cond_wait(&more, &m);
		sum += queue[head];
		head = (head + 1) % 8;
		count--;
		pthread_cond_signal(&less);
		pthread_mutex_unlock(&m);
	}
	return NULL;
}

static void *wait_for_go(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&m);
	waiting++;
	while (!go)
		pthread_cond_wait(&more, &m);
	waiting--;
	pthread_mutex_unlock(&m);
	return NULL;
}

static int how_many_wait(void)
{
	int n;

	pthread_mutex_lock(&m);
	n = waiting;
	pthread_mutex_unlock(&m);
	return n;
}

static void broadcast(void)
{
	pthread_t t[30];

	for (int round = 0; round < 5; round++) {
		go = 0;
		for (int i = 0; i < 30; i++)
			t[i] = spawn(wait_for_go, NULL);
		while (how_many_wait() < 30)
			sleep_ms(1);
		pthread_mutex_lock(&m);
		go = 1;
		pthread_cond_broadcast(&more);
		pthread_mutex_unlock(&m);
		for (int i = 0; i < 30; i++)
			join(t[i]);
		P(waiting);
	}
}

static void timed(clockid_t clock)
{
	pthread_condattr_t a;
	pthread_cond_t c;
	struct timespec ts;
	clockid_t is;
	long long start;

	pthread_condattr_init(&a);
	R(pthread_condattr_setclock(&a, clock));
	R(pthread_condattr_getclock(&a, &is));
	P(is == clock);
	pthread_cond_init(&c, &a);
	pthread_mutex_lock(&m);
	start = now(CLOCK_MONOTONIC);
	ts = in_ms(clock, 20);
	R(pthread_cond_timedwait(&c, &m, &ts));
	P(now(CLOCK_MONOTONIC) - start >= 19000000);
	R(pthread_cond_timedwait(&c, &m, &ts)); /* the past */
	ts.tv_nsec = 1000000000;
	R(pthread_cond_timedwait(&c, &m, &ts));
	pthread_mutex_unlock(&m);
	R(pthread_cond_destroy(&c));
}

int main(void)
{
	pthread_condattr_t a;
	pthread_t t[8];

	for (intptr_t i = 0; i < 4; i++) {
		t[i] = spawn(produce, (void *)i);
		t[i + 4] = spawn(consume, NULL);
	}
	for (int i = 0; i < 8; i++)
		join(t[i]);
	P(sum);
	P(count);
	broadcast();
	timed(CLOCK_REALTIME);
	timed(CLOCK_MONOTONIC);
	pthread_condattr_init(&a);
	R(pthread_condattr_setclock(&a, CLOCK_THREAD_CPUTIME_ID));
	return 0;
}
