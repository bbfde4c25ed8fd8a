/* SPDX-License-Identifier: MIT */
/*
 * System V IPC among threads: semaphores that are waited for, in order; queues that are full and
 * empty; what is removed under who waits. cpus: many
 */
#define _GNU_SOURCE
#include "thread.h"

#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#define ROUNDS 2000

static int set, queue;
static long counter, errors;

static int change(int number, int by)
{
	return semop(set, &(struct sembuf){ number, by, 0 }, 1);
}

/* Semaphore 0 as a lock around (counter). */
static void *count(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		errors += change(0, -1);
		long was = __atomic_load_n(&counter, __ATOMIC_RELAXED);

		__atomic_store_n(&counter, was + 1, __ATOMIC_RELAXED);
		errors += change(0, 1);
	}
	return unused;
}

/* 1 and 2 as two sides of a turn. */
static void *answer(void *unused)
{
	for (int i = 0; i < ROUNDS; i++)
		errors += change(1, -1) + change(2, 1);
	return unused;
}

static void test_locks(void)
{
	pthread_t t[4];

	set = semget(IPC_PRIVATE, 5, 0600);
	change(0, 1);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, count, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	printf("counted %ld, errors %ld\n", counter, errors);
	pthread_create(&t[0], NULL, answer, NULL);
	for (int i = 0; i < ROUNDS; i++)
		errors += change(1, 1) + change(2, -1);
	pthread_join(t[0], NULL);
	printf("turns: errors %ld, %d %d\n", errors, semctl(set, 1, GETVAL), semctl(set, 2, GETVAL));
}

static void *want_three(void *result)
{
	struct sembuf ops[] = { { 3, -3, 0 }, { 4, 1, 0 } };

	*(int *)result = semop(set, ops, 2) ? errno : 0;
	return NULL;
}

static void *want_zero(void *result)
{
	*(int *)result = semop(set, &(struct sembuf){ 3, 0, 0 }, 1) ? errno : 0;
	return NULL;
}

static void wait_until(int number, int cmd, int n)
{
	while (semctl(set, number, cmd) != n)
		usleep(1000);
}

static void test_waits(void)
{
	int results[4] = { -1, -1, -1, -1 };
	pthread_t t[4];

	for (int i = 0; i < 3; i++) {
		pthread_create(&t[i], NULL, want_three, &results[i]);
		wait_until(3, GETNCNT, i + 1);
	}
	change(3, 2);
	printf("not enough: %d wait, %d\n", semctl(set, 3, GETNCNT), semctl(set, 4, GETVAL));
	change(3, 5);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
	printf("the first two: %d %d, %d wait, %d left, %d\n", results[0], results[1], semctl(set, 3, GETNCNT),
	       semctl(set, 3, GETVAL), semctl(set, 4, GETVAL));
	pthread_create(&t[3], NULL, want_zero, &results[3]);
	wait_until(3, GETZCNT, 1);
	semctl(set, 3, SETVAL, 3); /* serves the third, which makes it zero */
	pthread_join(t[2], NULL);
	pthread_join(t[3], NULL);
	printf("then all: %d %d, %d wait, %d left\n", results[2], results[3], semctl(set, 3, GETNCNT),
	       semctl(set, 3, GETVAL));
	pthread_create(&t[0], NULL, want_three, &results[0]);
	wait_until(3, GETNCNT, 1);
	semctl(set, 0, IPC_RMID);
	pthread_join(t[0], NULL);
	printf("removed: %s\n", strerror(results[0]));
}

struct message {
	long type;
	int number;
	char rest[500];
};

static void *send_all(void *type)
{
	struct message m = { (long)type, 0, "" };

	for (m.number = 0; m.number < ROUNDS; m.number++)
		if (msgsnd(queue, &m, sizeof m - sizeof m.type, 0))
			errors++;
	return NULL;
}

static void *receive_all(void *type)
{
	struct message m;
	long sum = 0;

	for (int i = 0; i < ROUNDS; i++) {
		if (msgrcv(queue, &m, sizeof m, (long)type, 0) < 0 || m.number != i)
			errors++;
		sum += m.number;
	}
	return (void *)sum;
}

static atomic_int receiver;

static void *receive_none(void *result)
{
	struct message m;

	receiver = gettid();
	*(int *)result = msgrcv(queue, &m, sizeof m, 99, 0) < 0 ? errno : 0;
	return NULL;
}

static void test_queue(void)
{
	int result = -1;
	pthread_t t[4];
	void *sum[2];

	queue = msgget(IPC_PRIVATE, 0600);
	for (long i = 0; i < 2; i++) {
		pthread_create(&t[i], NULL, receive_all, (void *)(i + 1));
		pthread_create(&t[2 + i], NULL, send_all, (void *)(i + 1));
	}
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], i < 2 ? &sum[i] : NULL);
	printf("sums %ld %ld, errors %ld\n", (long)sum[0], (long)sum[1], errors);
	pthread_create(&t[0], NULL, receive_none, &result);
	await_asleep(&receiver);
	msgctl(queue, IPC_RMID, NULL);
	pthread_join(t[0], NULL);
	printf("removed: %s\n", strerror(result));
}

static void *attach(void *id)
{
	for (int i = 0; i < 200; i++) {
		char *p = shmat((int)(long)id, NULL, 0);

		__atomic_add_fetch((int *)p, 1, __ATOMIC_RELAXED);
		__atomic_add_fetch((int *)(p + 8192), 1, __ATOMIC_RELAXED);
		errors += shmdt(p) != 0;
	}
	return NULL;
}

static void test_memory(void)
{
	long id = shmget(IPC_PRIVATE, 3 * 4096, 0600);
	struct shmid_ds d;
	pthread_t t[4];
	char *p;

	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, attach, (void *)id);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	p = shmat(id, NULL, SHM_RDONLY);
	shmctl(id, IPC_RMID, NULL);
	shmctl(id, IPC_STAT, &d);
	printf("memory: %d %d, %lu attached, errors %ld\n", *(int *)p, *(int *)(p + 8192), (unsigned long)d.shm_nattch,
	       errors);
	shmdt(p);
	printf("gone: %d\n", shmctl(id, IPC_STAT, &d));
}

int main(void)
{
	test_locks();
	test_waits();
	test_queue();
	test_memory();
	return 0;
}
