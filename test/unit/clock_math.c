/* SPDX-License-Identifier: MIT */
/*
 * From ticks to nanoseconds and back, without division.
 *
 * Links:
 */
#include "plat/pc/clock.h"
#include "test/unit/tap.h"

static const struct {
	const char *what;
	uint64_t hz, ticks;
	nsec_t want;
} cases[] = {
	{ "1 GHz is nanoseconds", 1000000000, 123456789012345, 123456789012345 },
	{ "a second at 2.5 GHz", 2500000000, 2500000000, 1000000000 },
	{ "a second at 1 MHz", 1000000, 1000000, 1000000000 },
	{ "an hour at 3 GHz", 3000000000, 3000000000ull * 3600, 3600000000000 },
	{ "a year at 2 GHz", 2000000000, 2000000000ull * 31536000, 31536000000000000 },
	{ "nothing", 2999999999, 0, 0 },
};

int main(void)
{
	nsec_t before = 0;
	bool back = false;

	for (size_t i = 0; i < nitems(cases); i++) {
		uint64_t ratio = ratio_from_hz(cases[i].hz);
		nsec_t got = ratio_apply(ratio, cases[i].ticks);
		nsec_t off = got > cases[i].want ? got - cases[i].want : cases[i].want - got;
		uint64_t again = ratio_apply(ratio_inverse(ratio), got);
		uint64_t lost =
			again > cases[i].ticks ? again - cases[i].ticks : cases[i].ticks - again;

		/* 32 bits behind the point: 1 part in 2^31 at these frequencies. */
		ok(off <= 1 + (cases[i].want >> 30), "%s", cases[i].what);
		ok(lost <= 2 + (cases[i].ticks >> 29), "%s, and back", cases[i].what);
	}
	for (uint64_t tsc = 1ull << 62; tsc < (1ull << 62) + 100000; tsc += 7) {
		nsec_t now = ratio_apply(ratio_from_hz(2893213000), tsc);

		back |= now < before;
		before = now;
	}
	ok(!back, "never back, also after a century");
	ok_int((long long)ratio_from_pvclock(0x80000000, 1), 1ll << 32, "pvclock: 1 GHz");
	ok_int((long long)ratio_from_pvclock(0x80000000, 0), 1ll << 31, "pvclock: 2 GHz");
	ok_int((long long)ratio_from_pvclock(0xaaaaaaab, -1), 0x55555555, "pvclock: 3 GHz");
	ok_int((long long)ratio_apply(ratio_from_pvclock(0xaaaaaaab, -1), 3000000000), 999999999,
	       "pvclock: a second of it");
	return tap_done();
}
