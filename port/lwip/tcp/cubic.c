/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/cubic.h"

/*
 * The window after (t) seconds is C * (t - turn)^3 segments above (most); C is 0.4. Times are in
 * milliseconds, so C is one of PER_SEGMENT, and no longer than LONGEST, so cubes have 64 bits.
 */
#define PER_SEGMENT 2500000000ll
#define LONGEST     100000

/* What is left of a window, of a most that others want, too, and what Reno grows by with it. */
#define KEPT(window)    ((uint32_t)((uint64_t)(window)*7 / 10))
#define LOWERED(window) ((uint32_t)((uint64_t)(window)*17 / 20))
#define SLOWER(growth)  ((growth)*9 / 17)

/* The largest whole number whose cube is not above (n). */
static uint32_t cube_root(uint64_t n)
{
	uint64_t root = 0;

	for (int bit = 20; bit >= 0; bit--) {
		uint64_t more = root | 1ull << bit;

		if (more * more * more <= n)
			root = more;
	}
	return (uint32_t)root;
}

uint32_t cubic_lost(struct cubic *c, uint32_t flight, uint32_t mss)
{
	c->most = flight < c->most ? LOWERED(flight) : flight;
	c->before = flight;
	c->grows = false;
	return MAX(KEPT(flight), 2 * mss);
}

static void begin(struct cubic *c, uint32_t window, uint32_t mss, uint32_t now)
{
	c->most = MAX(c->most, window);
	c->turn = cube_root((uint64_t)(c->most - window) * PER_SEGMENT / mss);
	c->begun = now;
	c->estimate = window;
	c->grows = true;
}

/* Where it is to be by (now): not more than half of it away. */
static uint32_t aim(const struct cubic *c, uint32_t window, uint32_t mss, uint32_t now)
{
	int64_t t =
		(int64_t)MIN(now - c->begun, (uint32_t)LONGEST) - MIN(c->turn, (uint32_t)LONGEST);
	int64_t to = c->most + t * t * t / 1000 * mss / (PER_SEGMENT / 1000);

	return (uint32_t)MIN(MAX(to, (int64_t)window), (int64_t)window + window / 2);
}

uint32_t cubic_acked(struct cubic *c, uint32_t window, uint32_t acked, uint32_t mss, uint32_t now)
{
	uint64_t growth = (uint64_t)MIN(acked, window) * mss / window;
	uint32_t to;

	if (!c->grows)
		begin(c, window, mss, now);
	c->estimate += (uint32_t)(c->estimate < c->before ? SLOWER(growth) : growth);
	to = aim(c, window, mss, now);
	window += (uint32_t)((uint64_t)(to - window) * MIN(acked, window) / window);
	return MAX(window, c->estimate);
}
