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

/* Long enough to be waiting by then. */
static void in_a_while(void)
{
	struct itimerval t = { { 0, 0 }, { 0, 30000 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	struct timespec long_time = { 1000, 0 }, left;
	struct itimerval t = { { 0, 0 }, { 0, 1000000 } };
	uint64_t none = 0;

	sigaction(SIGALRM, &sa, NULL);
	in_a_while();
	C(pause);
	in_a_while();
	C(nanosleep, &long_time, &left);
	T(left.tv_sec == 999 && left.tv_nsec > 0);
	in_a_while();
	C(clock_nanosleep, CLOCK_MONOTONIC, 0, &long_time, &left);
	T(left.tv_sec == 999);
	in_a_while();
	C(rt_sigsuspend, &none, 8ul);
	T(calls);
	sa.sa_flags = SA_RESTART; /* which these are deaf to */
	sigaction(SIGALRM, &sa, NULL);
	in_a_while();
	C(pause);
	in_a_while();
	C(nanosleep, &long_time, NULL);
	T(calls);
	T(alarm(100));
	T(alarm(0));
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
