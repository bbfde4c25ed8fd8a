/* SPDX-License-Identifier: MIT */
/* A thousand threads alive at once, each of which uses two pages of its stack. memory: 256M */
#include "thread.h"

#define THREADS 1000
#define USED    8192

static pthread_barrier_t all_live;
static atomic_int live, most;

static void *use_stack_and_meet(void *arg)
{
	volatile unsigned char used[USED];
	unsigned char mark = (unsigned char)(uintptr_t)arg;
	long sum = 0;
	int n;

	for (int i = 0; i < USED; i += 64)
		used[i] = mark;
	n = atomic_fetch_add(&live, 1) + 1;
	pthread_barrier_wait(&all_live);
	if (n == THREADS)
		most = live;
	pthread_barrier_wait(&all_live);
	atomic_fetch_sub(&live, 1);
	for (int i = 0; i < USED; i += 64)
		sum += used[i];
	return (void *)(sum == mark * (USED / 64l) ? (uintptr_t)arg : 0);
}

static void thousand(void)
{
	static pthread_t t[THREADS];
	long sum = 0;

	pthread_barrier_init(&all_live, NULL, THREADS);
	for (uintptr_t i = 0; i < THREADS; i++)
		t[i] = spawn(use_stack_and_meet, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		sum += (long)join(t[i]);
	pthread_barrier_destroy(&all_live);
	P(most);
	P(live);
	P(sum);
	most = 0;
}

int main(void)
{
	thousand();
	thousand(); /* what the first ones had is there again */
	return 0;
}
