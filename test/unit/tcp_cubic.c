/* SPDX-License-Identifier: MIT */
/*
 * How a window grows after a loss, beside the formulas of RFC 9438.
 *
 * Links: port/lwip/tcp/cubic.c
 */
#include "port/lwip/tcp/cubic.h"

#include "test/unit/tap.h"

#define MSS 1000u

/*
 * A window of (segments) lost something at time 0, and then each round trip of (rtt) ms acknowledges all of it, half at a
 * time. What is it after (ms)?
 */
static uint32_t after(struct cubic *c, uint32_t segments, unsigned rtt, unsigned ms)
{
	uint32_t window = cubic_lost(c, segments * MSS, MSS);

	for (unsigned now = 0; now <= ms; now += rtt / 2)
		window = cubic_acked(c, window, window / 2, MSS, 5000000u + now);
	return window / MSS;
}

static const struct {
	uint32_t segments;
	unsigned rtt, ms;
	uint32_t least, most;
	const char *what;
} rows[] = {
	/* 1,000: most is 1,000, the window 700, K = cbrt(300 / 0.4) = 9.085 s. */
	{ 1000, 100, 100, 700, 735, "seven tenths are left" },
	{ 1000, 100, 2000, 850, 870, "after 2 s it is 1000 - 0.4 * 7.085^3" },
	{ 1000, 100, 5000, 970, 975, "after 5 s it is 1000 - 0.4 * 4.085^3" },
	{ 1000, 100, 9000, 998, 1003, "after K it is what it was" },
	{ 1000, 100, 12000, 1008, 1013, "and 3 s later 1000 + 0.4 * 2.9^3" },
	{ 1000, 100, 18000, 1260, 1290, "and then it looks for more" },
	/* Short round trips: Reno's growth is more, 9/17 of a segment each, and a whole one when all is back. */
	{ 20, 10, 90, 17, 20, "on a short way it is Reno's" },
	{ 20, 10, 300, 32, 42, "which is all the time" },
};

static void test_growth(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct cubic c = { 0 };
		uint32_t got = after(&c, rows[i].segments, rows[i].rtt, rows[i].ms);

		if (!ok(got >= rows[i].least && got <= rows[i].most, "%s", rows[i].what))
			printf("# %u, not from %u to %u\n", got, rows[i].least, rows[i].most);
	}
}

static void test_losses(void)
{
	struct cubic c = { 0 };

	ok_int(cubic_lost(&c, 100 * MSS, MSS), 70 * MSS, "seven tenths are left");
	ok_int(cubic_lost(&c, 80 * MSS, MSS), 56 * MSS, "and of the next, too");
	ok_int(c.most, 68 * MSS, "where less was lost than before, others want their share");
	ok_int(cubic_lost(&c, MSS, MSS), 2 * MSS, "never less than two segments");
}

/* Whatever comes, it only grows, and not by more than half of what arrived. */
static void test_bounds(void)
{
	struct cubic c = { 0 };
	uint32_t window = cubic_lost(&c, 50 * MSS, MSS), now = 0, seed = 1;
	bool right = true;

	for (unsigned i = 0; i < 100000 && right; i++) {
		uint32_t acked, more;

		seed = seed * 1664525 + 1013904223;
		acked = seed >> 8 & 0xffff;
		now += seed >> 28 ? seed >> 30 : 100000000;
		more = cubic_acked(&c, window, acked, MSS, now);
		right = more >= window && more - window <= acked / 2 + 2 * MSS;
		if (seed >> 20 == 7)
			more = cubic_lost(&c, more, MSS);
		window = more;
	}
	ok(right, "it grows within bounds, whatever the times");
}

int main(void)
{
	test_growth();
	test_losses();
	test_bounds();
	return tap_done();
}
