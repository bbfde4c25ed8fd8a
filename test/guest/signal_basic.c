/* SPDX-License-Identifier: MIT */
/* Handlers, masks, pending signals and the flags of sigaction(). ring: 3 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int depth, calls;

static void show_mask(const char *what)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	printf("%s: blocked", what);
	for (int i = 1; i < 32; i++)
		if (sigismember(&set, i))
			printf(" %d", i);
	puts("");
}

static void show_pending(void)
{
	sigset_t set;

	sigpending(&set);
	printf("pending");
	for (int i = 1; i < 65; i++)
		if (sigismember(&set, i) == 1)
			printf(" %d", i);
	puts("");
}

static void handler(int sig)
{
	printf("handler %d, depth %d\n", sig, depth);
	show_mask("in handler");
}

static void nested(int sig)
{
	depth++;
	printf("enter %d at %d\n", sig, depth);
	if (++calls < 3)
		raise(sig);
	printf("leave %d at %d\n", sig, depth);
	depth--;
}

static void install(int sig, void (*f)(int), int flags, int also)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = f;
	sa.sa_flags = flags;
	sigemptyset(&sa.sa_mask);
	if (also)
		sigaddset(&sa.sa_mask, also);
	printf("sigaction %d: %d\n", sig, sigaction(sig, &sa, NULL));
}

static void test_order(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGTERM);
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGHUP);
	raise(SIGUSR1);
	show_pending();
	sigprocmask(SIG_SETMASK, &old, NULL);
	puts("unblocked");
	show_pending();
}

static void test_ignore_while_pending(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	raise(SIGCHLD);
	show_pending();
	signal(SIGUSR1, SIG_IGN);
	show_pending();
	signal(SIGCHLD, SIG_DFL);
	show_pending();
	sigprocmask(SIG_SETMASK, &old, NULL);
	puts("nothing came");
}

static void test_reset(void)
{
	struct sigaction sa;

	install(SIGUSR2, handler, SA_RESETHAND, 0);
	raise(SIGUSR2);
	sigaction(SIGUSR2, NULL, &sa);
	printf("reset to default: %d\n", sa.sa_handler == SIG_DFL);
}

static void test_errors(void)
{
	struct sigaction sa = { .sa_handler = handler };

	printf("%d\n", sigaction(SIGKILL, &sa, NULL));
	printf("%d\n", sigaction(SIGSTOP, &sa, NULL));
	printf("%d\n", sigaction(0, &sa, NULL));
	printf("%d\n", sigaction(65, &sa, NULL));
	printf("%d\n", sigaction(SIGKILL, NULL, &sa));
	errno = 0;
	printf("%d", kill(getpid(), 65));
	printf(" %d\n", errno == EINVAL);
	printf("%d", sigprocmask(77, &(sigset_t){ 0 }, NULL));
	printf(" %d\n", errno == EINVAL);
}

static void test_cannot_block(void)
{
	sigset_t set, got;

	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	sigprocmask(SIG_SETMASK, NULL, &got);
	printf("kill blocked %d, stop %d, term %d\n", sigismember(&got, SIGKILL),
	       sigismember(&got, SIGSTOP), sigismember(&got, SIGTERM));
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	install(SIGUSR1, handler, 0, SIGTERM);
	install(SIGTERM, handler, 0, 0);
	install(SIGUSR2, handler, 0, 0);
	install(SIGHUP, handler, SA_NODEFER, 0);
	show_mask("start");
	raise(SIGUSR1);
	kill(getpid(), SIGHUP);
	show_mask("after");
	install(SIGUSR1, nested, SA_NODEFER, 0);
	raise(SIGUSR1);
	install(SIGUSR1, nested, 0, 0);
	calls = 0;
	raise(SIGUSR1);
	install(SIGUSR1, handler, 0, 0);
	test_order();
	test_ignore_while_pending();
	test_reset();
	test_errors();
	test_cannot_block();
	return 0;
}
