/* SPDX-License-Identifier: MIT */
/*
 * For stress-ng, which makes a process for each of its stressors: preloaded, this makes the one that there is go on as if
 * it were that process, ALONE times (some make another that may run out of memory), and ends it after a second. Further
 * processes there are not.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>

pid_t fork(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGTERM };
	struct itimerspec second = { .it_value.tv_sec = 1 };
	static int made;
	timer_t timer;

	if (made == 0 && (timer_create(CLOCK_MONOTONIC, &event, &timer) ||
			  timer_settime(timer, 0, &second, NULL)))
		abort();
	if (made++ < atoi(getenv("ALONE")))
		return 0;
	errno = ENOSYS;
	return -1;
}
