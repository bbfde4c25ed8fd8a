/* SPDX-License-Identifier: MIT */
/*
 * Cancellation of threads. musl asks in the signal handler whether the program counter stands
 * between two labels around the `syscall` instruction; here a system call is a direct call, so the
 * hooks around it (overlay/syscall.h) ask, and the library OS ends a wait with -EINTR when the
 * signal comes.
 */
#include <string.h>

#include "pthread_impl.h"
#include "syscall.h"

hidden long __cancel(void);

long __cancel(void)
{
	pthread_t self = __pthread_self();

	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

long __pith_cp_before(long n)
{
	pthread_t self = __pthread_self();

	if (!self->cancel || self->canceldisable == PTHREAD_CANCEL_DISABLE || n == SYS_close)
		return 0;
	return __cancel();
}

long __pith_cp_after(long n, long result)
{
	pthread_t self = __pthread_self();

	if (result == -EINTR && n != SYS_close && self->cancel &&
	    self->canceldisable != PTHREAD_CANCEL_DISABLE)
		return __cancel();
	return result;
}

static void cancel_handler(int sig, siginfo_t *info, void *context)
{
	pthread_t self = __pthread_self();

	(void)sig;
	(void)info;
	(void)context;
	if (self->cancel && self->cancelasync && self->canceldisable != PTHREAD_CANCEL_DISABLE)
		__cancel();
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
