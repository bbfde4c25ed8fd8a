/* SPDX-License-Identifier: MIT */
/*
 * Cancellation of threads. musl asks in the signal handler whether the program counter stands
 * between two labels around the `syscall` instruction; here a system call is a direct call, so the
 * hooks around it (overlay/syscall.h) ask, and the library OS ends a wait with -EINTR when the
 * signal comes.
 *
 * It may come after the first hook has asked, and before the call waits; or while another handler
 * runs, and a wait goes on after that. So the handler has the library OS end all waits until the
 * cancellation point is left: a thread is in one, or in several by its handlers, between the hooks.
 */
#include <string.h>

#include "pthread_impl.h"
#include "syscall.h"

hidden long __cancel(void);

/* abi/linux/libc.h */
hidden void __pith_end_waits(_Bool end) __asm__("pith.sys_end_waits");

static __thread volatile unsigned points;
static __thread volatile _Bool waits_end;

static void wait_again(void)
{
	if (!waits_end)
		return;
	waits_end = 0;
	__pith_end_waits(0);
}

long __cancel(void)
{
	pthread_t self = __pthread_self();

	wait_again();
	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

/* Is the thread to stop at the call (n)? */
static int is_cancelled(pthread_t self, long n)
{
	return *(volatile int *)&self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE &&
	       n != SYS_close;
}

long __pith_cp_before(long n)
{
	points++;
	if (!is_cancelled(__pthread_self(), n))
		return 0;
	points--;
	return __cancel();
}

long __pith_cp_after(long n, long result)
{
	points--;
	if (result == -EINTR && is_cancelled(__pthread_self(), n))
		return __cancel();
	if (!points)
		wait_again();
	return result;
}

static void cancel_handler(int sig, siginfo_t *info, void *context)
{
	pthread_t self = __pthread_self();

	(void)sig;
	(void)info;
	(void)context;
	if (!self->cancel || self->canceldisable == PTHREAD_CANCEL_DISABLE)
		return;
	if (self->cancelasync)
		__cancel();
	if (points) {
		waits_end = 1;
		__pith_end_waits(1);
	}
}

void __testcancel(void)
{
	pthread_t self = __pthread_self();

	if (self->cancel && !self->canceldisable)
		__cancel();
}

int pthread_cancel(pthread_t t)
{
	static int installed;

	if (!installed) {
		struct sigaction sa = { .sa_flags = SA_SIGINFO, .sa_sigaction = cancel_handler };

		memset(&sa.sa_mask, -1, _NSIG / 8);
		__libc_sigaction(SIGCANCEL, &sa, 0);
		installed = 1;
	}
	a_store(&t->cancel, 1);
	if (t == pthread_self()) {
		if (t->canceldisable == PTHREAD_CANCEL_ENABLE && t->cancelasync)
			pthread_exit(PTHREAD_CANCELED);
		return 0;
	}
	return pthread_kill(t, SIGCANCEL);
}
