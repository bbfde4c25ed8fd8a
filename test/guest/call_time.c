/* SPDX-License-Identifier: MIT */
/* The calls that tell the time and wait, by number: each way to fail. No clock is set. */
#include "call.h"

#include <sys/time.h>
#include <time.h>

static const struct timespec bad_ns = { 0, 1000000000 }, negative = { -1, 0 }, little = { 0, 1000 };

static void reading(void)
{
	struct timespec ts;
	struct timeval tv;
	time_t t;

	C(gettimeofday, &tv, NULL);
	T(tv.tv_sec > 1000000000 && tv.tv_usec >= 0 && tv.tv_usec < 1000000);
	C(gettimeofday, NULL, NULL);
	C(gettimeofday, BAD, NULL);
	C(gettimeofday, &tv, BAD);
	WORKS(time, &t);
	T(t >= tv.tv_sec && t < tv.tv_sec + 100);
	WORKS(time, NULL);
	C(time, BAD);
	for (int clock = 0; clock < 13; clock++) {
		if (clock == 8 || clock == 9)
			continue; /* the alarm clocks: there where the host has one */
		C(clock_gettime, clock, &ts);
		C(clock_getres, clock, &ts);
	}
	C(clock_gettime, CLOCK_MONOTONIC, BAD);
	C(clock_getres, CLOCK_MONOTONIC, BAD);
	C(clock_getres, CLOCK_MONOTONIC, NULL);
}

static void setting(void)
{
	struct timeval bad_us = { 5, 1000000 }, before = { -1, 0 };

	C(settimeofday, NULL, NULL);
	C(settimeofday, &bad_us, NULL);
	C(settimeofday, &before, NULL);
	C(settimeofday, BAD, NULL);
	C(settimeofday, NULL, BAD);
	C(clock_settime, CLOCK_MONOTONIC, &little);
	C(clock_settime, 99, &little);
	C(clock_settime, CLOCK_REALTIME, &bad_ns);
	C(clock_settime, CLOCK_REALTIME, &negative);
	C(clock_settime, CLOCK_REALTIME, BAD);
}

static void waiting(void)
{
	struct timespec left;

	C(nanosleep, &little, NULL);
	C(nanosleep, &bad_ns, &left);
	C(nanosleep, &negative, &left);
	C(nanosleep, BAD, &left);
	C(clock_nanosleep, CLOCK_MONOTONIC, 0, &little, NULL);
	C(clock_nanosleep, CLOCK_MONOTONIC, 1, &little, NULL);
	C(clock_nanosleep, CLOCK_REALTIME, 0, &bad_ns, NULL);
	C(clock_nanosleep, CLOCK_REALTIME, 0, BAD, NULL);
	C(clock_nanosleep, 99, 0, &little, NULL);
	C(clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &little, NULL);
}

int main(void)
{
	reading();
	setting();
	waiting();
	return 0;
}
