/* SPDX-License-Identifier: MIT */
/* setjmp(), contexts of calls deep and shallow, and variable-length stacks. */
#include <alloca.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static jmp_buf env;
static sigjmp_buf senv;

static void deep(int n)
{
	char pad[100];

	memset(pad, n, sizeof pad);
	if (n == 0)
		longjmp(env, pad[50] + 7);
	deep(n - 1);
}

static long use_stack(int n)
{
	char *p = alloca((size_t)n * 10 + 1);

	memset(p, n, (size_t)n * 10 + 1);
	return n ? p[n] + use_stack(n - 1) : 0;
}

static int blocked(int sig)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	return sigismember(&set, sig);
}

int main(void)
{
	volatile int count = 0;
	volatile double x = 1.5;
	sigset_t set;
	int r;

	r = setjmp(env);
	printf("setjmp returned %d, count %d, x %g\n", r, count, x);
	if (count < 3) {
		count++;
		x *= 2;
		deep(count * 50);
	}
	r = setjmp(env);
	if (!r)
		longjmp(env, 0);
	printf("longjmp of 0 gives %d\n", r);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (!sigsetjmp(senv, 1)) {
		sigprocmask(SIG_BLOCK, &set, NULL);
		siglongjmp(senv, 1);
	}
	printf("mask restored: %d\n", !blocked(SIGUSR1));
	if (!sigsetjmp(senv, 0)) {
		sigprocmask(SIG_BLOCK, &set, NULL);
		siglongjmp(senv, 1);
	}
	printf("mask kept: %d\n", blocked(SIGUSR1));
	printf("%ld\n", use_stack(100));
	return 0;
}
