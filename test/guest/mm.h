/* SPDX-License-Identifier: MIT */
/* What the mm_*.c programs share: calls that print themselves, and accesses that may fault. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096ul
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* Evaluate (e) and print it, its value and, when that is -1, the error number. */
#define T(e)                                                    \
	do {                                                    \
		long r_;                                        \
                                                                \
		errno = 0;                                      \
		r_ = (long)(e);                                 \
		printf("%s: %ld", #e, r_);                      \
		printf(r_ == -1 ? " errno %d\n" : "\n", errno); \
	} while (0)

/* As T() for addresses: only whether there is one, and on a page. */
#define M(e)                                                                             \
	do {                                                                             \
		void *r_;                                                                \
                                                                                         \
		errno = 0;                                                               \
		r_ = (e);                                                                \
		if (r_ == MAP_FAILED)                                                    \
			printf("%s: errno %d\n", #e, errno);                             \
		else                                                                     \
			printf("%s: %s\n", #e, (uintptr_t)r_ % PAGE ? "odd" : "mapped"); \
	} while (0)

static sigjmp_buf jump;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(jump, sig);
}

static void catch_faults(void)
{
	struct sigaction a = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGBUS, &a, NULL);
}

/* What reading a byte gives: its value, or minus the signal. */
static int get(const void *p)
{
	int sig = sigsetjmp(jump, 1);

	return sig ? -sig : *(const volatile unsigned char *)p;
}

/* 0 when (c) could be written, or minus the signal. */
static int put(void *p, int c)
{
	int sig = sigsetjmp(jump, 1);

	if (sig)
		return -sig;
	*(volatile unsigned char *)p = (unsigned char)c;
	return 0;
}
