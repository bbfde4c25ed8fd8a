/* SPDX-License-Identifier: MIT */
/*
 * A job that is nothing but computing, cut into equal parts for threads that share nothing.
 *
 * usage: parallel THREADS       prints `us` and the time in microseconds from the first start to the last end
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define STEPS       400000000ul
#define MAX_THREADS 64

struct part {
	pthread_t thread;
	unsigned long steps;
	uint64_t result;
	char apart[128]; /* no cache line is anyone else's */
};

static struct part parts[MAX_THREADS];

static void *work(void *arg)
{
	struct part *p = arg;
	uint64_t x = 88172645463325252ul;

	for (unsigned long i = 0; i < p->steps; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	p->result = x;
	return NULL;
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 1;
	uint64_t sum = 0;
	double start;

	if (threads < 1 || threads > MAX_THREADS) {
		fprintf(stderr, "usage: parallel THREADS\n");
		return 2;
	}
	start = now_us();
	for (int i = 0; i < threads; i++) {
		parts[i].steps = STEPS / (unsigned)threads;
		if (pthread_create(&parts[i].thread, NULL, work, &parts[i])) {
			fprintf(stderr, "parallel: no thread\n");
			return 1;
		}
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(parts[i].thread, NULL);
		sum += parts[i].result;
	}
	printf("us %.0f\n", now_us() - start);
	fprintf(stderr, "%lx\n", (unsigned long)sum);
	return 0;
}
