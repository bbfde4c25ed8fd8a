/* SPDX-License-Identifier: MIT */
/*
 * The CMOS clock's registers as a point in time.
 *
 * Links: plat/pc/rtc.c
 */
#include "base/errno.h"
#include "plat/pc/clock.h"
#include "test/unit/tap.h"

#define H24 RTC_MODE_24H
#define BIN RTC_MODE_BINARY

static const struct {
	const char *what;
	struct rtc_registers r; /* second, minute, hour, day, month, year, century, mode */
	int64_t want;           /* or a negative errno */
} cases[] = {
	{ "the first second", { 0, 0, 0, 1, 1, 0x70, 0x19, H24 }, 0 },
	{ "the day before a leap day", { 0x59, 0x59, 0x23, 0x28, 2, 0x24, 0x20, H24 }, 1709164799 },
	{ "a leap day", { 0, 0, 0, 0x29, 2, 0x24, 0x20, H24 }, 1709164800 },
	{ "the day after one", { 0, 0, 0, 1, 3, 0x24, 0x20, H24 }, 1709251200 },
	{ "the leap day of 2000", { 0, 0, 0, 0x29, 2, 0, 0x20, H24 }, 951782400 },
	{ "no leap day in 2100", { 0, 0, 0, 1, 3, 0, 0x21, H24 }, 4107542400 },
	{ "binary registers", { 45, 30, 12, 21, 11, 26, 0x20, H24 | BIN }, 1795264245 },
	{ "midnight of 12 hours", { 0, 0, 0x12, 1, 1, 0x70, 0x19, 0 }, 0 },
	{ "noon of 12 hours", { 0, 0, 0x92, 1, 1, 0x70, 0x19, 0 }, 43200 },
	{ "one in the afternoon", { 0, 0, 0x81, 1, 1, 0x70, 0x19, 0 }, 46800 },
	{ "one at night, binary", { 0, 0, 1, 1, 1, 70, 0x19, BIN }, 3600 },
	{ "no century: a year up to 69", { 0, 0, 0, 1, 1, 0x26, 0, H24 }, 1767225600 },
	{ "no century: a year from 70", { 0, 0, 0, 1, 1, 0x71, 0xff, H24 }, 31536000 },
	{ "a leap second", { 0x60, 0x59, 0x23, 0x31, 0x12, 0x16, 0x20, H24 }, 1483228800 },
	{ "a clock that is not there", { 255, 255, 255, 255, 255, 255, 255, 255 }, -EINVAL },
	{ "a clock of zeros", { 0 }, -EINVAL },
	{ "hour 24", { 0, 0, 0x24, 1, 1, 0x26, 0x20, H24 }, -EINVAL },
	{ "hour 13 of 12", { 0, 0, 0x13, 1, 1, 0x26, 0x20, 0 }, -EINVAL },
	{ "month 13", { 0, 0, 0, 1, 0x13, 0x26, 0x20, H24 }, -EINVAL },
	{ "minute 60", { 0, 0x60, 0, 1, 1, 0x26, 0x20, H24 }, -EINVAL },
};

int main(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		int64_t seconds = -1;
		int err = rtc_decode(&cases[i].r, &seconds);

		ok_int(err ? err : seconds, cases[i].want, cases[i].what);
	}
	return tap_done();
}
