/* SPDX-License-Identifier: MIT */
/* Calendar arithmetic, with time zones given in TZ. libc: musl (names of zones, years above 9999) */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(void)
{
	static const time_t times[] = { 0, 1, 951782400, 1078012800, 1234567890, 1711846800, 2147483647,
					4102444800, -1, -86400 * 365l * 100, 253402300799 };
	static const char *const zones[] = { "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0",
					     "IST-5:30", "<-03>3" };
	char buf[200];

	for (unsigned z = 0; z < sizeof zones / sizeof zones[0]; z++) {
		setenv("TZ", zones[z], 1);
		tzset();
		printf("%s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
		for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
			struct tm tm;
			time_t back;

			localtime_r(&times[i], &tm);
			strftime(buf, sizeof buf, "%Y-%m-%d %H:%M:%S %z %Z %a %b %j %U %u %e %p %I %G-W%V", &tm);
			back = mktime(&tm);
			printf("%ld %s back %d\n", (long)times[i], buf, back == times[i]);
		}
	}
	setenv("TZ", "UTC0", 1);
	tzset();
	for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
		struct tm tm;

		gmtime_r(&times[i], &tm);
		printf("%s", asctime(&tm));
		printf("%d\n", timegm(&tm) == times[i]);
	}
	{
		struct tm tm;

		memset(&tm, 0, sizeof tm);
		printf("%s\n", strptime("2024-02-29 13:14:15", "%Y-%m-%d %H:%M:%S", &tm));
		printf("%d %d %d\n", tm.tm_yday, tm.tm_wday, tm.tm_year);
		tm.tm_mday += 400;
		printf("%ld %d %g\n", (long)mktime(&tm), tm.tm_year, difftime(100, 50));
	}
	return 0;
}
