/* SPDX-License-Identifier: MIT */
/* timerfd: expiry once and again, absolute and relative, with poll and epoll, and what is refused. */
#include "file.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>

static uint64_t v;
static struct itimerspec its, old;

static long set(int fd, int flags, long long first, long long interval)
{
	its.it_value = (struct timespec){ first / 1000000000, first % 1000000000 };
	its.it_interval = (struct timespec){ interval / 1000000000, interval % 1000000000 };
	return timerfd_settime(fd, flags, &its, &old);
}

static long long now(int clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static int events(int fd, int ms)
{
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };

	return poll(&f, 1, ms) < 0 ? -1 : f.revents;
}

static void once(int clock)
{
	int fd = timerfd_create(clock, TFD_NONBLOCK);
	long long t = now(CLOCK_MONOTONIC);

	T(events(fd, 0));
	T(read(fd, &v, 8));
	T(set(fd, 0, 20000000, 0));
	T(old.it_value.tv_sec + old.it_value.tv_nsec);
	T(events(fd, 10000));
	T(now(CLOCK_MONOTONIC) - t >= 20000000);
	T(read(fd, &v, 4));
	T(read(fd, &v, 8));
	T(v);
	T(read(fd, &v, 8));
	T(timerfd_gettime(fd, &its));
	T(its.it_value.tv_sec + its.it_value.tv_nsec);
	T(set(fd, TFD_TIMER_ABSTIME, now(clock) + 20000000, 0));
	T(events(fd, 10000));
	T(now(CLOCK_MONOTONIC) - t >= 40000000);
	T(read(fd, &v, 8));
	T(set(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, 1, 0));
	T(events(fd, 10000));
	T(read(fd, &v, 8));
	T(set(fd, 0, 1000000000000ll, 0));
	T(timerfd_gettime(fd, &its));
	T(its.it_value.tv_sec >= 990 && its.it_value.tv_sec < 1000);
	T(set(fd, 0, 0, 5));
	T(old.it_value.tv_sec >= 990);
	T(events(fd, 30));
	close(fd);
}

static void again(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	uint64_t total = 0;
	long long t = now(CLOCK_MONOTONIC);

	T(fcntl(fd, F_GETFD));
	T(set(fd, 0, 5000000, 5000000));
	while (total < 5) {
		if (read(fd, &v, 8) != 8)
			printf("read: errno %d\n", errno);
		total += v;
	}
	T(now(CLOCK_MONOTONIC) - t >= 25000000);
	usleep(30000);
	T(read(fd, &v, 8));
	T(v >= 2);
	T(timerfd_gettime(fd, &its));
	T(its.it_interval.tv_nsec);
	T(its.it_value.tv_nsec > 0 && its.it_value.tv_nsec <= 5000000);
	close(fd);
}

static void in_a_set(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), ep = epoll_create1(0);
	struct epoll_event e = { EPOLLIN, { .u64 = 9 } };

	T(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
	T(epoll_wait(ep, &e, 1, 0));
	T(set(fd, 0, 10000000, 0));
	T(epoll_wait(ep, &e, 1, 10000));
	T(e.data.u64);
	T(read(fd, &v, 8));
	T(epoll_wait(ep, &e, 1, 0));
	close(ep);
	close(fd);
}

static void refused(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0), p[2];

	pipe(p);
	T(timerfd_create(2, 0));
	T(timerfd_create(99, 0));
	T(timerfd_create(CLOCK_MONOTONIC, 1));
	T(set(fd, 4, 1, 0));
	T(set(fd, 0, -1000000000ll, 0));
	its.it_value.tv_sec = 0;
	its.it_value.tv_nsec = 1000000000;
	T(timerfd_settime(fd, 0, &its, NULL));
	T(set(p[0], 0, 1, 0));
	T(set(987, 0, 1, 0));
	T(timerfd_gettime(p[0], &its));
	T(timerfd_gettime(987, &its));
	T(syscall(SYS_timerfd_settime, fd, 0, NULL, NULL));
	T(syscall(SYS_timerfd_gettime, fd, (void *)8));
	T(write(fd, &v, 8));
	T(pread(fd, &v, 8, 0));
	close(p[0]);
	close(p[1]);
	close(fd);
}

int main(void)
{
	once(CLOCK_MONOTONIC);
	once(CLOCK_REALTIME);
	again();
	in_a_set();
	refused();
	return 0;
}
