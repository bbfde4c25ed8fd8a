/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a PC: MC146818 and its like, behind two ports. Seconds are as fine as it gets.
 */
#include "arch/x86_64/port.h"
#include "base/errno.h"
#include "base/string.h"
#include "plat/pc/clock.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

#define CMOS_NMI_OFF 0x80

#define RTC_STATUS_A     10
#define RTC_STATUS_B     11
#define RTC_CENTURY      0x32
#define RTC_A_UPDATING   0x80
#define RTC_HOUR_PM      0x80
#define RTC_UPDATE_READS 20000 /* an update takes 2 ms */
#define RTC_ATTEMPTS     5

#define SECONDS_PER_DAY 86400

static uint8_t cmos_read(uint8_t index)
{
	port_out8(CMOS_INDEX, index | CMOS_NMI_OFF);
	return port_in8(CMOS_DATA);
}

static int read_once(struct rtc_registers *r)
{
	unsigned reads = 0;

	while (cmos_read(RTC_STATUS_A) & RTC_A_UPDATING)
		if (++reads == RTC_UPDATE_READS)
			return -ENODEV;
	*r = (struct rtc_registers){
		.second = cmos_read(0),
		.minute = cmos_read(2),
		.hour = cmos_read(4),
		.day = cmos_read(7),
		.month = cmos_read(8),
		.year = cmos_read(9),
		.century = cmos_read(RTC_CENTURY),
		.mode = cmos_read(RTC_STATUS_B),
	};
	return 0;
}

/* Two readings that agree have no update between their registers. */
int rtc_read(int64_t *seconds)
{
	struct rtc_registers r, again;

	if (read_once(&r))
		return -ENODEV;
	for (unsigned i = 0; i < RTC_ATTEMPTS; i++) {
		if (read_once(&again))
			break;
		if (!memcmp(&r, &again, sizeof r))
			return rtc_decode(&r, seconds) ? -ENODEV : 0;
		r = again;
	}
	return -ENODEV;
}

static unsigned from_bcd(uint8_t v)
{
	return (v >> 4) * 10u + (v & 15u);
}

/* Days from 1970-01-01 to a day of the Gregorian calendar, with years that begin in March. */
static int64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
	unsigned y = month <= 2 ? year - 1 : year;
	unsigned m = month <= 2 ? month + 9 : month - 3;

	return (int64_t)(365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day) - 719469;
}

int rtc_decode(const struct rtc_registers *r, int64_t *seconds)
{
	uint8_t raw[7] = { r->second, r->minute, r->hour & (uint8_t)~RTC_HOUR_PM, r->day, r->month,
			   r->year,   r->century };
	unsigned v[7], year;

	for (unsigned i = 0; i < 7; i++)
		v[i] = r->mode & RTC_MODE_BINARY ? raw[i] : from_bcd(raw[i]);
	if (!(r->mode & RTC_MODE_24H)) {
		if (v[2] < 1 || v[2] > 12)
			return -EINVAL;
		v[2] = v[2] % 12 + (r->hour & RTC_HOUR_PM ? 12 : 0);
	}
	if (v[0] > 60 || v[1] > 59 || v[2] > 23 || v[3] < 1 || v[3] > 31 || v[4] < 1 || v[4] > 12 ||
	    v[5] > 99)
		return -EINVAL;
	/* Firmware keeps the century in BCD also where the rest is binary. */
	v[6] = from_bcd(r->century);
	year = v[5] + (v[6] >= 19 && v[6] <= 21 ? v[6] * 100 : v[5] < 70 ? 2000 : 1900);
	*seconds = days_since_1970(year, v[4], v[3]) * SECONDS_PER_DAY + v[2] * 3600 + v[1] * 60 +
		   v[0];
	return 0;
}
