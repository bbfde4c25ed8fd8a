/* Says what time it is, in microseconds since 1970, at once and for each line of its input. */
#include <stdio.h>
#include <time.h>

int main(void)
{
	char line[16];

	do {
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		printf("%lld%06ld\n", (long long)t.tv_sec, t.tv_nsec / 1000);
		fflush(stdout);
	} while (fgets(line, sizeof line, stdin));
	return 0;
}
