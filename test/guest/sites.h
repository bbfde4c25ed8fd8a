/* SPDX-License-Identifier: MIT */
/*
 * What thread_sites.c and thread_tails.c share: calls from places of one's own, met by several threads at once,
 * interrupted there and taken up again.
 */
#include "thread.h"

#define THREADS 4

typedef long site(long nr, long a, long b, long c);

static pthread_barrier_t together; /* of all threads of test_first() */
static atomic_int wrong;
static atomic_int handled;

static inline void test_first(void *(*hammer)(void *))
{
	pthread_t t[THREADS];

	pthread_barrier_init(&together, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		t[i] = spawn(hammer, NULL);
	for (int i = 0; i < THREADS; i++)
		join(t[i]);
	P(wrong);
}

static inline void note(int sig)
{
	(void)sig;
	handled++;
}

struct reader {
	site *site;
	int fd;
	atomic_int tid;
	long result;
	char byte;
};

static inline void *reading(void *arg)
{
	struct reader *r = arg;

	r->tid = gettid();
	r->result = r->site(SYS_read, r->fd, (long)&r->byte, 1);
	return NULL;
}

/* A read at (place) is interrupted, three times when it is taken up again, and answered. */
static inline void test_again(const char *what, site *place, int flags)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = flags };
	struct reader r = { .site = place };
	int ends[2];
	pthread_t t;

	sigaction(SIGUSR1, &sa, NULL);
	if (pipe(ends))
		return;
	r.fd = ends[0];
	handled = 0;
	t = spawn(reading, &r);
	for (int k = 1; k <= (flags & SA_RESTART ? 3 : 1); k++) {
		await_asleep(&r.tid);
		pthread_kill(t, SIGUSR1);
		await(&handled, k);
	}
	await_asleep(&r.tid);
	write(ends[1], "x", 1);
	join(t);
	printf("%s: %ld '%c', handler ran %d times\n", what, r.result, r.byte ? r.byte : '-', handled);
	close(ends[0]);
	close(ends[1]);
}

/* Timers interrupt a thread that does nothing but call: (wrong_at) says how many calls of place (i) of (sites) are. */
static inline void test_storm(int (*wrong_at)(int i, pid_t tid), int sites)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = SA_RESTART };
	struct itimerspec often = { { 0, 200000 }, { 0, 200000 } };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2 };
	pid_t tid = (pid_t)syscall(SYS_gettid);
	long long end = now(CLOCK_MONOTONIC) + 400000000;
	long bad = 0;
	timer_t timer;

	sigaction(SIGUSR2, &sa, NULL);
	handled = 0;
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &often, NULL);
	for (int i = 0; now(CLOCK_MONOTONIC) < end || handled <= 20; i = (i + 1) % sites)
		bad += wrong_at(i, tid);
	timer_delete(timer);
	printf("storm: %ld wrong, handlers ran: %d\n", bad, handled > 20);
}
