/* SPDX-License-Identifier: MIT */
/* Barriers, reader-writer locks, semaphores and spin locks between threads. cpus: many */
#include "thread.h"

#include <fcntl.h>
#include <threads.h>

static pthread_barrier_t barrier;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static sem_t sem, done;
static atomic_int serial, early, readers, most;
static int phase[6];
static long counter, twice;

static void *phases(void *arg)
{
	int *mine = arg;

	for (int i = 0; i < 200; i++) {
		(*mine)++;
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			atomic_fetch_add(&serial, 1);
		for (int k = 0; k < 6; k++)
			if (phase[k] < i + 1)
				atomic_fetch_add(&early, 1);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

static void barriers(void)
{
	pthread_t t[6];

	R(pthread_barrier_init(&barrier, NULL, 0));
	R(pthread_barrier_init(&barrier, NULL, 6));
	for (int i = 0; i < 6; i++)
		t[i] = spawn(phases, &phase[i]);
	for (int i = 0; i < 6; i++)
		join(t[i]);
	P(serial);
	P(early);
	R(pthread_barrier_destroy(&barrier));
}

static void *read_some(void *arg)
{
	long bad = 0;

	(void)arg;
	for (int i = 0; i < 2000; i++) {
		pthread_rwlock_rdlock(&rw);
		bad += twice != 2 * counter;
		pthread_rwlock_unlock(&rw);
	}
	return (void *)bad;
}

static void *write_some(void *arg)
{
	for (int i = 0; i < 500; i++) {
		pthread_rwlock_wrlock(&rw);
		counter++;
		if (i % 50 == 0)
			sched_yield();
		twice += 2;
		pthread_rwlock_unlock(&rw);
	}
	return arg;
}

static void *try_all(void *arg)
{
	struct timespec ts = in_ms(CLOCK_REALTIME, 10);

	R(pthread_rwlock_tryrdlock(&rw));
	R(pthread_rwlock_trywrlock(&rw));
	R(pthread_rwlock_timedrdlock(&rw, &ts));
	R(pthread_rwlock_timedwrlock(&rw, &ts));
	return arg;
}

/* As many as there are read at once. */
static void *read_together(void *arg)
{
	pthread_rwlock_rdlock(&rw);
	most = atomic_fetch_add(&readers, 1) + 1;
	await(&readers, 5);
	pthread_rwlock_unlock(&rw);
	return arg;
}

static void rwlocks(void)
{
	pthread_t t[6];
	long bad = 0;

	for (int i = 0; i < 6; i++)
		t[i] = spawn(i % 2 ? read_some : write_some, NULL);
	for (int i = 0; i < 6; i++)
		bad += (long)join(t[i]);
	P(bad);
	P(counter);
	for (int i = 0; i < 5; i++)
		t[i] = spawn(read_together, NULL);
	for (int i = 0; i < 5; i++)
		join(t[i]);
	P(readers);
	pthread_rwlock_wrlock(&rw);
	join(spawn(try_all, NULL));
	pthread_rwlock_unlock(&rw);
}

static void *take(void *arg)
{
	for (int i = 0; i < 500; i++)
		while (sem_wait(&sem))
			;
	sem_post(&done);
	return arg;
}

static void semaphores(void)
{
	struct timespec ts, bad = { 0, 1000000000 };
	pthread_t t[4];
	sem_t *named;
	int value;

	sem_init(&sem, 0, 0);
	sem_init(&done, 0, 0);
	for (int i = 0; i < 4; i++)
		t[i] = spawn(take, NULL);
	for (int i = 0; i < 2000; i++)
		sem_post(&sem);
	for (int i = 0; i < 4; i++)
		sem_wait(&done);
	for (int i = 0; i < 4; i++)
		join(t[i]);
	sem_getvalue(&sem, &value);
	P(value);
	R(sem_trywait(&sem) ? errno : 0);
	ts = in_ms(CLOCK_REALTIME, 10);
	R(sem_timedwait(&sem, &ts) ? errno : 0);
	R(sem_timedwait(&sem, &ts) ? errno : 0);
	R(sem_timedwait(&sem, &bad) ? errno : 0);
	R(sem_init(&sem, 0, (unsigned)SEM_VALUE_MAX + 1) ? errno : 0);
	sem_init(&sem, 0, SEM_VALUE_MAX);
	R(sem_post(&sem) ? errno : 0);
	named = sem_open("/pith-test-none", 0);
	P(named == SEM_FAILED && errno == ENOENT);
}

static void *spin_some(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		pthread_spin_lock(&spin);
		counter++;
		pthread_spin_unlock(&spin);
	}
	return arg;
}

static int c11(void *arg)
{
	return *(int *)arg + 1;
}

int main(void)
{
	pthread_t t[3];
	thrd_t thread;
	int value = 41;

	barriers();
	rwlocks();
	semaphores();
	pthread_spin_init(&spin, 0);
	counter = 0;
	for (int i = 0; i < 3; i++)
		t[i] = spawn(spin_some, NULL);
	for (int i = 0; i < 3; i++)
		join(t[i]);
	P(counter);
	P(thrd_create(&thread, c11, &value) == thrd_success);
	P(thrd_join(thread, &value) == thrd_success);
	P(value);
	return 0;
}
