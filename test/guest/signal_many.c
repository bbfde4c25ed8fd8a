/* SPDX-License-Identifier: MIT */
/*
 * Many signals wait at once, of threads and of the process: none of those that have a queue is lost, or keeps another
 * thread's from being sent. RLIMIT_SIGPENDING says how many, for who sends more than that. cpus: many
 */
#define _GNU_SOURCE
#include "thread.h"

#include <sys/resource.h>

#define MANY 500

static atomic_int ready, go, handled;

static void count(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	handled++;
}

static void block(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	sigaddset(&set, SIGRTMIN + 2);
	pthread_sigmask(how, &set, NULL);
}

/* Its own signals wait until (go). */
static void *hold(void *arg)
{
	block(SIG_BLOCK);
	ready++;
	while (!go)
		usleep(100);
	block(SIG_UNBLOCK);
	return arg;
}

static void *wait_for_ever(void *arg)
{
	ready++;
	for (;;)
		pause();
	return arg;
}

static void take_in_order(void)
{
	sigset_t set;
	siginfo_t info;
	int sig, n = 0, wrong = 0, last[2] = { -1, -1 };

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	sigaddset(&set, SIGRTMIN + 2);
	while ((sig = sigtimedwait(&set, &info, &(struct timespec){ 0, 0 })) > 0) {
		int which = sig == SIGRTMIN + 2;

		wrong += info.si_code != SI_QUEUE || info.si_value.sival_int != last[which] + 1 ||
			 (!which && last[1] >= 0);
		last[which] = info.si_value.sival_int;
		n++;
	}
	printf("taken: %d, %d wrong\n", n, wrong);
}

static int send(int sig, int value)
{
	return sigqueue(getpid(), sig, (union sigval){ .sival_int = value }) ? errno : 0;
}

static void limits(void)
{
	struct rlimit l, few;
	int n, err = 0;

	getrlimit(RLIMIT_SIGPENDING, &l);
	printf("as many as anybody needs: %d\n", l.rlim_cur >= 2 * MANY);
	few = (struct rlimit){ 20, l.rlim_max };
	printf("set: %d\n", setrlimit(RLIMIT_SIGPENDING, &few));
	block(SIG_BLOCK);
	for (n = 0; n < MANY && !err; n++)
		err = send(SIGRTMIN + 1, n);
	printf("queued until the limit: %d, %s\n", n <= 21, error_name(err));
	/* The limit is the user's, whose other programs may take theirs away meanwhile: then it is reached again. */
	while (!(err = pthread_kill(pthread_self(), SIGRTMIN + 2)))
		;
	printf("to a thread: %s\n", error_name(err));
	printf("kill: %d, of a plain signal: %d\n", kill(getpid(), SIGRTMIN + 2), send(SIGUSR1, 1));
	few.rlim_cur = l.rlim_cur;
	setrlimit(RLIMIT_SIGPENDING, &few);
	printf("then: %s\n", error_name(send(SIGRTMIN + 1, n)));
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = count, .sa_flags = SA_SIGINFO | SA_RESTART };
	pthread_t holding, waiting;
	int failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGRTMIN + 1, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	holding = spawn(hold, NULL);
	waiting = spawn(wait_for_ever, NULL);
	await(&ready, 2);
	for (int i = 0; i < MANY; i++)
		failed += pthread_kill(holding, SIGRTMIN + 1) != 0;
	printf("sent to a thread: %d failed\n", failed);
	/* That one is cancelled by a signal, too. */
	printf("cancel: %s\n", error_name(pthread_cancel(waiting)));
	printf("joined: %d\n", join(waiting) == PTHREAD_CANCELED);
	go = 1;
	join(holding);
	printf("handled: %d\n", handled);

	block(SIG_BLOCK);
	failed = 0;
	for (int i = 0; i < MANY; i++) {
		failed += send(SIGRTMIN + 2, i) != 0;
		failed += send(SIGRTMIN + 1, i) != 0;
	}
	printf("sent to the process: %d failed\n", failed);
	take_in_order();
	limits();
	return 0;
}
