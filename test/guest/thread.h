/* SPDX-License-Identifier: MIT */
/* What the thread_*.c programs share. One thread prints at a time, so that the order is the program's. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "asleep.h"

/* Print an expression and its value. */
#define P(e) printf("%d: %s: %ld\n", __LINE__, #e, (long)(e))

/* Print what a call that answers with an error number says; names that libcs spell apart stay out of (e). */
#define R(e) printf("%d: %s: %s\n", __LINE__, #e, error_name(e))

static inline const char *error_name(int err)
{
	static char other[20];

	switch (err) {
	case 0: return "0";
	case EAGAIN: return "EAGAIN";
	case EBUSY: return "EBUSY";
	case EDEADLK: return "EDEADLK";
	case EFAULT: return "EFAULT";
	case EINTR: return "EINTR";
	case EINVAL: return "EINVAL";
	case ENOSYS: return "ENOSYS";
	case ENOTRECOVERABLE: return "ENOTRECOVERABLE";
	case EOWNERDEAD: return "EOWNERDEAD";
	case EPERM: return "EPERM";
	case ESRCH: return "ESRCH";
	case ETIMEDOUT: return "ETIMEDOUT";
	case EOVERFLOW: return "EOVERFLOW";
	}
	snprintf(other, sizeof other, "%d", err);
	return other;
}

static inline pthread_t spawn(void *(*f)(void *), void *arg)
{
	pthread_t t;
	int err = pthread_create(&t, NULL, f, arg);

	if (err) {
		printf("pthread_create: %d\n", err);
		exit(1);
	}
	return t;
}

static inline void *join(pthread_t t)
{
	void *result = NULL;
	int err = pthread_join(t, &result);

	if (err)
		printf("pthread_join: %d\n", err);
	return result;
}

static inline long long now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

/* The time in (ms) from now. */
static inline struct timespec in_ms(clockid_t clock, long ms)
{
	long long t = now(clock) + ms * 1000000ll;

	return (struct timespec){ t / 1000000000, t % 1000000000 };
}

static inline void sleep_ms(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&ts, &ts))
		;
}

/* Wait until (*what) is (value). */
static inline void await(atomic_int *what, int value)
{
	while (atomic_load(what) != value)
		sleep_ms(1);
}
