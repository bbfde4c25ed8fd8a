/* SPDX-License-Identifier: MIT */
/* Waiting for signals that a timer sends: pause, alarm, and what is interrupted or goes on. */
#include "call.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

static int calls;

static void handler(int sig)
{
	calls += sig == SIGALRM;
}

/* Long enough to be waiting by then, and if not, once more. */
static void in_a_while(void)
{
	struct itimerval t = { { 0, 30000 }, { 0, 30000 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

/* No more of that. */
static void enough(void)
{
	struct itimerval t = { { 0, 0 }, { 0, 0 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

/* What is (left) of (all), which began at (start): no more than that, and no less than now. */
static int is_rest(const struct timespec *left, const struct timespec *all, long long start)
{
	long long rest = left->tv_sec * 1000000000ll + left->tv_nsec, whole = all->tv_sec * 1000000000ll + all->tv_nsec;

	return rest < whole && rest >= whole - (now() - start);
}

/* What alarm(0) says of alarm(100) that was just set: asked again where much time went by in between. */
static unsigned alarm_left(void)
{
	unsigned left;
	long long start;

	do {
		start = now();
		alarm(100);
		left = alarm(0);
	} while (now() - start > 400000000);
	return left;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	struct timespec long_time = { 1000, 0 }, left = { 0, 0 };
	struct itimerval t = { { 0, 0 }, { 0, 1000000 } };
	long long start;
	uint64_t none = 0;

	sigaction(SIGALRM, &sa, NULL);
	in_a_while();
	C(pause);
	in_a_while();
	start = now();
	C(nanosleep, &long_time, &left);
	T(is_rest(&left, &long_time, start));
	left = (struct timespec){ 0, 0 };
	in_a_while();
	start = now();
	C(clock_nanosleep, CLOCK_MONOTONIC, 0, &long_time, &left);
	T(is_rest(&left, &long_time, start));
	in_a_while();
	C(rt_sigsuspend, &none, 8ul);
	T(calls >= 4);
	sa.sa_flags = SA_RESTART; /* which these are deaf to */
	sigaction(SIGALRM, &sa, NULL);
	in_a_while();
	C(pause);
	in_a_while();
	C(nanosleep, &long_time, NULL);
	enough();
	T(calls >= 6);
	T(alarm(100));
	T(alarm_left());
	T(syscall(SYS_alarm, 0)); /* musl makes its alarm() of setitimer() */
	T(alarm(0));
	C(setitimer, 99, &t, NULL);
	C(setitimer, ITIMER_REAL, &t, NULL);
	C(setitimer, ITIMER_REAL, BAD, NULL);
	C(getitimer, 99, &t);
	C(getitimer, ITIMER_REAL, BAD);
	C(getitimer, ITIMER_REAL, &t);
	T(t.it_value.tv_sec || t.it_value.tv_usec);
	return 0;
}
