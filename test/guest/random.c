/* SPDX-License-Identifier: MIT */
/* Random bytes look random, and are not the same twice. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
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

static unsigned char buf[65536], again[65536];

static int plausible(const unsigned char *p, unsigned n)
{
	unsigned count[256] = { 0 }, ones = 0;
	double chi = 0, e = n / 256.0;

	for (unsigned i = 0; i < n; i++) {
		count[p[i]]++;
		ones += (unsigned)__builtin_popcount(p[i]);
	}
	for (unsigned i = 0; i < 256; i++)
		chi += (count[i] - e) * (count[i] - e) / e;
	/* 255 degrees of freedom: 130 to 400 is beyond any doubt. */
	return chi > 130 && chi < 400 && ones > n * 4 - n / 16 && ones < n * 4 + n / 16;
}

int main(void)
{
	const unsigned char *at = (void *)getauxval(AT_RANDOM);
	unsigned zero = 0;

	printf("%zd\n", getrandom(buf, sizeof buf, 0));
	printf("plausible %d\n", plausible(buf, sizeof buf));
	printf("%zd\n", getrandom(again, sizeof again, GRND_NONBLOCK));
	printf("plausible %d, different %d\n", plausible(again, sizeof again), memcmp(buf, again, 64) != 0);
	SHOW(getrandom(buf, 16, 0xff00));
	printf("%zd\n", getrandom(buf, 0, 0));
	printf("%zd\n", getrandom(buf, 16, GRND_RANDOM));
	printf("%d\n", getentropy(buf, 256));
	SHOW(getentropy(buf, 257));
	for (int i = 0; at && i < 16; i++)
		zero += !at[i];
	printf("AT_RANDOM %d\n", at && zero < 6);
	memset(buf, 0, 100);
	getrandom(buf + 10, 33, 0);
	printf("bounds kept %d\n", !buf[9] && !buf[43]);
	srandom(1);
	srand(1);
	srand48(1);
	printf("%ld\n", lrand48());
	return 0;
}
