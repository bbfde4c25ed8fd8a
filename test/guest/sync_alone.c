/* SPDX-License-Identifier: MIT */
/* What threads synchronise with, used by one thread: nothing blocks but what has a time to wait. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

/* One at a time: the order of a call's arguments is the compiler's. */
#define P(call) printf("%d ", (int)(call))

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static once_flag flag = ONCE_FLAG_INIT;
static int runs;

static void run_once(void)
{
	runs++;
}

static void destroy(void *p)
{
	printf("destroyed %s\n", (char *)p);
}

static struct timespec soon(clockid_t clock, long ns)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	ts.tv_nsec += ns;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	return ts;
}

static void mutexes(void)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	struct timespec ts = soon(CLOCK_REALTIME, 5000000);

	pthread_mutexattr_init(&a);
	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&m, &a);
	P(pthread_mutex_lock(&m) == 0);
	P(pthread_mutex_trylock(&m) == EBUSY);
	P(pthread_mutex_lock(&m) == EDEADLK);
	P(pthread_mutex_unlock(&m));
	P(pthread_mutex_unlock(&m) == EPERM);
	puts("");
	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&m, &a);
	for (int i = 0; i < 3; i++)
		P(pthread_mutex_lock(&m));
	for (int i = 0; i < 3; i++)
		P(pthread_mutex_unlock(&m));
	puts("");
	pthread_mutex_lock(&mutex);
	P(pthread_mutex_timedlock(&mutex, &ts) == ETIMEDOUT);
	ts = soon(CLOCK_REALTIME, 5000000);
	P(pthread_cond_timedwait(&cond, &mutex, &ts) == ETIMEDOUT);
	puts("");
	P(pthread_cond_signal(&cond));
	P(pthread_cond_broadcast(&cond));
	puts("");
	pthread_mutex_unlock(&mutex);
}

static void others(void)
{
	struct timespec ts;
	pthread_barrier_t barrier;
	pthread_spinlock_t spin;
	pthread_key_t key;
	sem_t sem;

	sem_init(&sem, 0, 1);
	P(sem_wait(&sem));
	P(sem_trywait(&sem));
	P(errno == EAGAIN);
	ts = soon(CLOCK_REALTIME, 5000000);
	P(sem_timedwait(&sem, &ts));
	P(errno == ETIMEDOUT);
	P(sem_post(&sem));
	P(sem_wait(&sem));
	puts("");
	P(pthread_rwlock_rdlock(&rw));
	P(pthread_rwlock_rdlock(&rw));
	P(pthread_rwlock_trywrlock(&rw) == EBUSY);
	ts = soon(CLOCK_REALTIME, 5000000);
	P(pthread_rwlock_timedwrlock(&rw, &ts) == ETIMEDOUT);
	P(pthread_rwlock_unlock(&rw));
	P(pthread_rwlock_unlock(&rw));
	puts("");
	pthread_barrier_init(&barrier, NULL, 1);
	P(pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
	puts("");
	pthread_spin_init(&spin, 0);
	P(pthread_spin_lock(&spin));
	P(pthread_spin_trylock(&spin) == EBUSY);
	P(pthread_spin_unlock(&spin));
	puts("");
	for (int i = 0; i < 3; i++) {
		pthread_once(&once, run_once);
		call_once(&flag, run_once);
	}
	printf("once: %d\n", runs);
	pthread_key_create(&key, destroy);
	pthread_setspecific(key, "specific");
	printf("%s\n", (char *)pthread_getspecific(key));
	P(pthread_equal(pthread_self(), pthread_self()));
	P(thrd_equal(thrd_current(), thrd_current()));
	puts("");
}

int main(void)
{
	mutexes();
	others();
	fflush(stdout);
	pthread_exit(NULL);
}
