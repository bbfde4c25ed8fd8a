/* SPDX-License-Identifier: MIT */
/* Random bytes look random, and are not the same twice. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/time.h>
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

/* (much) takes longer to fill than a signal to come. */
static unsigned char buf[65536], again[65536], much[32 << 20] __attribute__((aligned(4096)));

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

static volatile sig_atomic_t heard;

static void on_alarm(int signal)
{
	(void)signal;
	heard = 1;
}

/* Of a call for many bytes (n) came: a signal that comes meanwhile ends it, at the end of a page. */
static void show_ended(const char *what, long n)
{
	printf("%s: %s\n", what,
	       n <= 0		       ? "nothing came"
	       : n == (long)sizeof much ? "all came"
	       : n % 4096	       ? "a part of a page came"
				       : "pages came");
}

/* Signals come from now on, every millisecond. */
static void end_early(void)
{
	struct itimerval soon = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	int fd = open("/dev/urandom", O_RDONLY);

	signal(SIGALRM, on_alarm);
	setitimer(ITIMER_REAL, &soon, NULL);
	show_ended("getrandom", getrandom(much, sizeof much, 0));
	printf("heard %d\n", heard);
	show_ended("read", read(fd, much, sizeof much));
	setitimer(ITIMER_REAL, &never, NULL);
	close(fd);
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
	end_early();
	return 0;
}
