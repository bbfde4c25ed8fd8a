/* SPDX-License-Identifier: MIT */
/* The alternate stack: used, asked for, refused, and what makes a stack overflow survivable. ring: 3 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *stack;
static const size_t size = 65536;
static sigjmp_buf back;

static int on_it(void *p)
{
	return (char *)p >= stack && (char *)p < stack + size;
}

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	stack_t now, other = { .ss_sp = malloc(size), .ss_size = size };
	int local;

	sigaltstack(NULL, &now);
	printf("signal %d: local %d, frame %d, flags %d, uc_stack %d %d\n", sig, on_it(&local),
	       on_it(uc), now.ss_flags, uc->uc_stack.ss_sp == stack, uc->uc_stack.ss_size == size);
	if (on_it(&local)) {
		printf("change in use: %d", sigaltstack(&other, NULL));
		printf(" %d\n", errno == EPERM);
	}
	free(other.ss_sp);
	if (sig == SIGSEGV)
		siglongjmp(back, 1);
}

static void install(int sig, int flags)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO | flags;
	sigaction(sig, &sa, NULL);
}

static int overflow(int n)
{
	volatile char page[1024];

	page[0] = (char)n;
	return n < 0 ? 0 : overflow(n + 1) + page[0];
}

static void set(void *p, size_t n, int flags)
{
	stack_t ss = { .ss_sp = p, .ss_size = n, .ss_flags = flags }, old;

	errno = 0;
	memset(&old, 0, sizeof old);
	printf("sigaltstack: %d", sigaltstack(&ss, &old));
	printf(" %s, before: %d %d %zu\n", errno == ENOMEM ? "ENOMEM" : errno == EINVAL ? "EINVAL" :
	       errno ? "?" : "ok", old.ss_flags, old.ss_sp == stack, old.ss_size);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	stack = malloc(size);
	install(SIGUSR1, SA_ONSTACK);
	install(SIGUSR2, 0);
	raise(SIGUSR1);
	set(stack, 100, 0);
	set(stack, size, 12);
	set(stack, size, 0);
	raise(SIGUSR1);
	raise(SIGUSR2);
	set(NULL, 0, SS_DISABLE);
	raise(SIGUSR1);
	set(stack, size, 0);
	install(SIGSEGV, SA_ONSTACK);
	for (int i = 0; i < 3; i++) {
		if (!sigsetjmp(back, 1))
			printf("%d\n", overflow(0));
		puts("back");
	}
	raise(SIGUSR1);
	return 0;
}
