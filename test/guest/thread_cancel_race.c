/* SPDX-License-Identifier: MIT */
/*
 * A cancellation that comes just when a thread is about to wait, or while a handler runs in the middle of its wait,
 * ends that wait; one that comes when the call is done takes nothing away from it. cpus: many
 * libc: musl (glibc before 2.41 does lose what such a call took, its bug 12683)
 */
#include "thread.h"

#include <poll.h>
#include <sys/ioctl.h>

#define TRIALS 1000

static int ends[2];
static atomic_int go, in_handler, taken;
static volatile unsigned spun;
static sem_t never;

static void spin(unsigned n)
{
	while (n--)
		spun++;
}

static void wait_somehow(int how)
{
	struct pollfd p = { ends[0], POLLIN, 0 };
	char c;

	switch (how) {
	case 0: pause(); break;
	case 1: sem_wait(&never); break;
	case 2: nanosleep(&(struct timespec){ 1000, 0 }, NULL); break;
	case 3: read(ends[0], &c, 1); break;
	default: poll(&p, 1, -1);
	}
}

static void *victim(void *arg)
{
	intptr_t n = (intptr_t)arg;

	while (!go)
		;
	spin(n * 7 % 400);
	for (;;)
		wait_somehow(n % 5);
	return arg;
}

static void race(void)
{
	int cancelled = 0;

	for (intptr_t i = 0; i < TRIALS; i++) {
		pthread_t t;

		go = 0;
		t = spawn(victim, (void *)i);
		if (i % 2)
			sched_yield();
		go = 1;
		spin(i * 13 % 700);
		pthread_cancel(t);
		cancelled += join(t) == PTHREAD_CANCELED;
	}
	printf("cancelled: %d of %d\n", cancelled, TRIALS);
}

static void handler(int sig)
{
	(void)sig;
	in_handler = 1;
	/* Cancellation points of its own, which are no reason to forget the wait around it. */
	while (in_handler == 1)
		sched_yield();
}

static void *interrupted(void *arg)
{
	char c;

	go = 1;
	for (;;)
		read(ends[0], &c, 1);
	return arg;
}

/* The handler is left, and the call that it came into, which is to go on, is not. */
static void from_handler(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	int cancelled = 0;

	sigaction(SIGUSR1, &sa, NULL);
	for (int i = 0; i < 50; i++) {
		pthread_t t;

		go = in_handler = 0;
		t = spawn(interrupted, NULL);
		await(&go, 1);
		if (i % 2)
			usleep(100);
		pthread_kill(t, SIGUSR1);
		await(&in_handler, 1);
		pthread_cancel(t);
		if (i % 4 < 2)
			usleep(100);
		in_handler = 2;
		cancelled += join(t) == PTHREAD_CANCELED;
	}
	printf("cancelled after a handler: %d\n", cancelled);
}

/* Bytes that a read took are counted before the thread ends. */
static void *take(void *arg)
{
	int *from = arg;
	char c;

	for (;;)
		if (read(*from, &c, 1) == 1)
			taken++;
	return NULL;
}

static void nothing_is_lost(void)
{
	int lost = 0;

	for (int i = 0; i < 300; i++) {
		int fds[2], left;
		pthread_t t;

		pipe(fds);
		taken = 0;
		t = spawn(take, &fds[0]);
		for (int k = 0; k < 20; k++)
			write(fds[1], "x", 1);
		spin(i * 17 % 3000);
		pthread_cancel(t);
		join(t);
		ioctl(fds[0], FIONREAD, &left);
		lost += 20 - left - taken;
		close(fds[0]);
		close(fds[1]);
	}
	printf("lost: %d\n", lost);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	sem_init(&never, 0, 0);
	pipe(ends);
	race();
	from_handler();
	nothing_is_lost();
	return 0;
}
