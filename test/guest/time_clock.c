/* SPDX-License-Identifier: MIT */
/* Clocks go forward, agree with each other, and sleeps are not short. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

/* What a call returned, and errno after it. */
#define SHOW(call)                                         \
	do {                                               \
		long result;                               \
                                                           \
		errno = 0;                                 \
		result = (long)(call);                     \
		printf("%s: %ld %d\n", #call, result, errno); \
	} while (0)

static long long now(clockid_t c)
{
	struct timespec ts;

	if (clock_gettime(c, &ts))
		return -1;
	if (ts.tv_nsec < 0 || ts.tv_nsec > 999999999)
		return -2;
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static void monotonic(void)
{
	static const clockid_t clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,
					    CLOCK_BOOTTIME, CLOCK_MONOTONIC_COARSE, CLOCK_REALTIME_COARSE,
					    CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_TAI };

	for (unsigned i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
		long long last = now(clocks[i]), t;
		int back = 0, moved = 0;

		for (int k = 0; k < 2000; k++) {
			t = now(clocks[i]);
			back += t < last;
			moved |= t > last;
			last = t;
		}
		printf("clock %d: went back %d times, moved %d\n", (int)clocks[i], back,
		       moved || clocks[i] == CLOCK_MONOTONIC_COARSE || clocks[i] == CLOCK_REALTIME_COARSE);
	}
}

static void wall(void)
{
	struct timeval tv;
	long long a = now(CLOCK_REALTIME), b, c;
	time_t t;

	gettimeofday(&tv, NULL);
	b = tv.tv_sec * 1000000000ll + tv.tv_usec * 1000ll;
	t = time(NULL);
	c = now(CLOCK_REALTIME);
	printf("agree: %d %d %d\n", b >= a - 1000, b <= c, t >= a / 1000000000 - 1 && t <= c / 1000000000);
	printf("this century: %d\n", t > 1700000000 && t < 4000000000);
}

static void sleeps(void)
{
	static const long ns[] = { 0, 1, 1000, 100000, 1000000, 20000000 };
	struct timespec ts, rem;
	long long t;

	for (unsigned i = 0; i < sizeof ns / sizeof ns[0]; i++) {
		t = now(CLOCK_MONOTONIC);
		ts = (struct timespec){ 0, ns[i] };
		printf("nanosleep %ld: %d", ns[i], nanosleep(&ts, &rem));
		t = now(CLOCK_MONOTONIC) - t;
		printf(", long enough %d, not far too long %d\n", t >= ns[i], t < ns[i] + 2000000000);
	}
	t = now(CLOCK_MONOTONIC) + 5000000;
	ts = (struct timespec){ t / 1000000000, t % 1000000000 };
	printf("absolute: %d", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL));
	printf(" %d\n", now(CLOCK_MONOTONIC) >= t);
	printf("past: %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL));
	t = now(CLOCK_REALTIME) + 5000000;
	ts = (struct timespec){ t / 1000000000, t % 1000000000 };
	printf("wall: %d", clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &ts, NULL));
	printf(" %d\n", now(CLOCK_REALTIME) >= t);
	t = now(CLOCK_MONOTONIC);
	printf("usleep: %d", usleep(3000));
	printf(" %d\n", now(CLOCK_MONOTONIC) - t >= 3000000);
}

static void errors(void)
{
	struct timespec ts = { 0, 1000000000 };

	SHOW(nanosleep(&ts, NULL));
	ts = (struct timespec){ -1, 0 };
	SHOW(nanosleep(&ts, NULL));
	printf("%d\n", clock_nanosleep(99, 0, &ts, NULL) == EINVAL);
	printf("%d\n", clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &ts, NULL) == EINVAL);
	SHOW(clock_gettime(99, &ts));
	printf("%d", clock_getres(CLOCK_MONOTONIC, &ts));
	printf(" %d\n", ts.tv_sec == 0 && ts.tv_nsec == 1);
	printf("%d\n", clock_getres(77, NULL));
}

static void usage(void)
{
	struct rusage r;
	struct tms t;
	clockid_t id;
	clock_t c = clock();
	volatile double x = 1;

	for (int i = 0; i < 3000000; i++)
		x = x * 1.0000001;
	printf("clock moved: %d\n", clock() > c);
	printf("%d", getrusage(RUSAGE_SELF, &r));
	printf(" %d\n", r.ru_utime.tv_usec >= 0 && r.ru_utime.tv_usec < 1000000);
	printf("%d\n", getrusage(77, &r));
	printf("%d\n", times(&t) != (clock_t)-1);
	printf("%d\n", clock_getcpuclockid(0, &id));
}

int main(void)
{
	monotonic();
	wall();
	sleeps();
	errors();
	usage();
	return 0;
}
