/* SPDX-License-Identifier: MIT */
/* The calls on signals, by number: each way to fail. */
#include "call.h"

#include <poll.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>

#define NO_ONE 0x3ffffff
#define UNUSED 60 /* Linux looks no further than the table of descriptors goes, which holds 64 at least */

static uint64_t bit(int sig)
{
	return 1ul << (sig - 1);
}

static void handler(int sig)
{
	(void)sig;
}

static void actions(void)
{
	uint64_t act[4] = { 0 }, old[4], mask = bit(SIGUSR1), was;
	stack_t ss = { .ss_size = 100 }, big = { .ss_flags = 99, .ss_size = 100000 };

	C(rt_sigaction, 0, NULL, old, 8ul);
	C(rt_sigaction, 65, NULL, old, 8ul);
	C(rt_sigaction, SIGKILL, act, NULL, 8ul);
	C(rt_sigaction, SIGKILL, NULL, old, 8ul);
	C(rt_sigaction, SIGSTOP, act, NULL, 8ul);
	C(rt_sigaction, SIGUSR1, NULL, old, 7ul);
	C(rt_sigaction, SIGUSR1, BAD, NULL, 8ul);
	C(rt_sigaction, SIGUSR1, NULL, BAD, 8ul);
	C(rt_sigprocmask, SIG_BLOCK, &mask, &was, 8ul);
	C(rt_sigprocmask, SIG_BLOCK, NULL, &was, 8ul);
	T(was == bit(SIGUSR1));
	C(rt_sigprocmask, 99, &mask, NULL, 8ul);
	C(rt_sigprocmask, 99, NULL, &was, 8ul);
	C(rt_sigprocmask, SIG_BLOCK, &mask, NULL, 4ul);
	C(rt_sigprocmask, SIG_BLOCK, BAD, NULL, 8ul);
	C(rt_sigprocmask, SIG_BLOCK, NULL, BAD, 8ul);
	C(rt_sigpending, &was, 8ul);
	T(was);
	C(rt_sigpending, &was, 9ul);
	C(rt_sigpending, BAD, 8ul);
	C(sigaltstack, &ss, NULL);
	C(sigaltstack, &big, NULL);
	C(sigaltstack, BAD, NULL);
	C(sigaltstack, NULL, BAD);
	C(sigaltstack, NULL, &ss);
	T(ss.ss_flags == SS_DISABLE);
}

/* SIGUSR1 is blocked. */
static void sending(void)
{
	int me = getpid();
	siginfo_t info = { .si_code = SI_QUEUE };
	uint64_t pending;

	C(kill, me, 0);
	C(kill, me, 65);
	C(kill, me, -1);
	C(kill, NO_ONE, 0);
	C(tkill, me, 0);
	C(tkill, me, 65);
	C(tkill, -1, 0);
	C(tkill, NO_ONE, 0);
	C(tgkill, me, me, 0);
	C(tgkill, me, me, 65);
	C(tgkill, -1, me, 0);
	C(tgkill, me, NO_ONE, 0);
	C(tgkill, NO_ONE, me, 0);
	C(rt_sigqueueinfo, me, SIGUSR1, &info);
	C(rt_sigqueueinfo, me, 65, &info);
	C(rt_sigqueueinfo, NO_ONE, SIGUSR1, &info);
	C(rt_sigqueueinfo, me, SIGUSR1, BAD);
	C(rt_tgsigqueueinfo, me, me, 0, &info);
	C(rt_tgsigqueueinfo, me, me, 65, &info);
	C(rt_tgsigqueueinfo, me, -1, SIGUSR1, &info);
	C(rt_tgsigqueueinfo, me, NO_ONE, SIGUSR1, &info);
	C(rt_tgsigqueueinfo, me, me, SIGUSR1, BAD);
	C(rt_sigpending, &pending, 8ul);
	T(pending == bit(SIGUSR1));
}

/* SIGUSR1 is pending. */
static void waiting(void)
{
	uint64_t mask = bit(SIGUSR1), none = 0;
	struct timespec now = { 0, 0 }, bad = { 0, -1 };
	struct pollfd p = { .fd = UNUSED, .events = POLLIN };
	siginfo_t info;

	C(rt_sigtimedwait, &mask, &info, &now, 8ul);
	raise(SIGUSR1);
	C(rt_sigtimedwait, &mask, NULL, NULL, 8ul);
	C(rt_sigtimedwait, &mask, &info, &now, 8ul);
	C(rt_sigtimedwait, &mask, &info, &bad, 8ul);
	C(rt_sigtimedwait, &mask, &info, &now, 4ul);
	C(rt_sigtimedwait, BAD, &info, &now, 8ul);
	C(rt_sigtimedwait, &mask, &info, BAD, 8ul);
	signal(SIGUSR1, handler);
	C(rt_sigsuspend, &mask, 4ul);
	C(rt_sigsuspend, BAD, 8ul);
	raise(SIGUSR1);
	C(rt_sigsuspend, &none, 8ul);
	raise(SIGUSR1);
	C(ppoll, NULL, 0ul, NULL, &none, 8ul);
	C(ppoll, NULL, 0ul, &now, &none, 4ul);
	C(ppoll, NULL, 0ul, &bad, NULL, 8ul);
	C(ppoll, &p, 1ul, &now, NULL, 8ul);
	T(p.revents == POLLNVAL);
	C(ppoll, BAD, 1ul, &now, NULL, 8ul);
	C(ppoll, NULL, 0ul, BAD, NULL, 8ul);
	C(ppoll, NULL, 0ul, &now, BAD, 8ul);
	C(poll, &p, 1ul, 0);
	C(poll, NULL, 0ul, 0);
	C(poll, BAD, 1ul, 0);
	C(poll, &p, 1ul << 30, 0);
}

static void selecting(void)
{
	struct timespec now = { 0, 0 }, bad = { 0, -1 };
	struct timeval soon = { 0, 0 }, bad_us = { -1, 0 };
	uint64_t none = 0;
	fd_set set;
	struct { const void *mask; size_t size; } with = { &none, 8 }, odd = { &none, 4 };

	FD_ZERO(&set);
	C(select, 0, NULL, NULL, NULL, &soon);
	C(select, -1, NULL, NULL, NULL, &soon);
	C(select, 1, BAD, NULL, NULL, &soon);
	C(select, 0, NULL, NULL, NULL, BAD);
	C(select, 0, NULL, NULL, NULL, &bad_us);
	FD_SET(UNUSED, &set);
	C(select, UNUSED + 1, &set, NULL, NULL, &soon);
	C(pselect6, 0, NULL, NULL, NULL, &now, NULL);
	C(pselect6, -1, NULL, NULL, NULL, &now, NULL);
	C(pselect6, 1, BAD, NULL, NULL, &now, NULL);
	C(pselect6, 0, NULL, NULL, NULL, &bad, NULL);
	C(pselect6, 0, NULL, NULL, NULL, BAD, NULL);
	C(pselect6, 0, NULL, NULL, NULL, &now, &with);
	C(pselect6, 0, NULL, NULL, NULL, &now, &odd);
	C(pselect6, 0, NULL, NULL, NULL, &now, BAD);
	FD_ZERO(&set);
	FD_SET(UNUSED, &set);
	C(pselect6, UNUSED + 1, &set, NULL, NULL, &now, NULL);
	raise(SIGUSR1);
	C(pselect6, 0, NULL, NULL, NULL, NULL, &with);
}

int main(void)
{
	actions();
	sending();
	waiting();
	selecting();
	fflush(stdout);
	syscall(SYS_exit, 7);
	return 1;
}
