/* SPDX-License-Identifier: MIT */
/* Signals that come at any instruction: a timer of some microseconds, again and again, whatever is interrupted. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t begun, ended;

/* Another delay each time, so that the end finds each place. */
static void begin(void)
{
	static long delay;
	struct itimerval after = { .it_value.tv_usec = 1 + delay++ % 37 };

	begun++;
	setitimer(ITIMER_REAL, &after, NULL);
}

static void on_alarm(int sig)
{
	(void)sig;
	ended++;
}

static void on_other(int sig)
{
	char stack[2000];

	memset(stack, sig, sizeof stack);
	(void)*(volatile char *)&stack[sig];
}

/* Of calls that ask for the time, one that sleeps, one that sends a signal to itself, and one of no effect. */
static void sleep_for_it(void)
{
	while (ended < begun)
		nanosleep(&(struct timespec){ .tv_nsec = 5000 }, NULL);
}

static void ask_for_time(void)
{
	struct timespec ts;

	while (ended < begun)
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
}

static void signal_itself(void)
{
	while (ended < begun)
		kill(getpid(), SIGUSR1);
}

static void change_mask(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	while (ended < begun) {
		sigprocmask(SIG_BLOCK, &set, &old);
		sigprocmask(SIG_SETMASK, &old, NULL);
	}
}

static void compute(void)
{
	volatile double x = 1;

	while (ended < begun)
		x = x / 3 + 1;
}

int main(void)
{
	static void (*const wait[])(void) = { sleep_for_it, ask_for_time, signal_itself, change_mask, compute };
	struct sigaction a = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &a, NULL);
	a.sa_handler = on_other;
	sigaction(SIGUSR1, &a, NULL);
	for (unsigned i = 0; i < sizeof wait / sizeof *wait; i++) {
		for (int n = 0; n < 300; n++) {
			begin();
			wait[i]();
		}
		printf("%u: %d of %d\n", i, (int)ended, (int)begun);
	}
	return 0;
}
