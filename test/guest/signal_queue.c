/* SPDX-License-Identifier: MIT */
/* Values with signals, real-time order, waiting for them. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d, code %d, value %d, from self %d\n", sig, info->si_code,
	       info->si_code == SI_QUEUE ? info->si_value.sival_int : -1,
	       info->si_pid == getpid() && info->si_uid == getuid());
}

static void wait_for(const sigset_t *set, long ns)
{
	struct timespec ts = { 0, ns };
	siginfo_t info;
	int r;

	memset(&info, 0, sizeof info);
	errno = 0;
	r = sigtimedwait(set, &info, &ts);
	printf("waited: %d", r);
	if (r > 0)
		printf(", code %d, value %d\n", info.si_code, info.si_code == SI_QUEUE ? info.si_value.sival_int : -1);
	else
		printf(" %s\n", errno == EAGAIN ? "EAGAIN" : errno == EINTR ? "EINTR" : "?");
}

int main(void)
{
	struct sigaction sa;
	sigset_t set, none;

	setvbuf(stdout, NULL, _IOLBF, 0);
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigfillset(&sa.sa_mask);
	sigaction(40, &sa, NULL);
	sigaction(41, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 5 });
	sigemptyset(&set);
	sigaddset(&set, 40);
	sigaddset(&set, 41);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 4; i++) {
		sigqueue(getpid(), 41, (union sigval){ .sival_int = 100 + i });
		sigqueue(getpid(), 40, (union sigval){ .sival_int = i });
		sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 1000 + i });
	}
	wait_for(&set, 0);
	wait_for(&set, 0);
	sigemptyset(&none);
	sigaddset(&none, SIGUSR2);
	wait_for(&none, 0);
	wait_for(&none, 20000000);
	puts("suspend");
	sigemptyset(&none);
	printf("%d", sigsuspend(&none));
	printf(" %d\n", errno == EINTR);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	puts("unblocked");
	printf("%d\n", (int)syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0));
	printf("%d", (int)syscall(SYS_tgkill, 0, 1, 0));
	printf(" %d\n", errno == EINVAL);
	return 0;
}
