/* SPDX-License-Identifier: MIT */
/* syscall(2) with numbers that only run time knows. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static long call(int argc, long n, long a, long b, long c)
{
	volatile long number = n + argc - 1; /* not a constant for any compiler */

	errno = 0;
	return syscall(number, a, b, c);
}

int main(int argc, char **argv)
{
	struct utsname u;
	struct timespec ts;
	char text[] = "written by number\n";
	long r;

	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* Make sure that the handlers are in the image. */
	uname(&u);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	printf("%d\n", getpid() > 0);
	printf("write: %ld\n", call(argc, SYS_write, 1, (long)text, sizeof text - 1));
	r = call(argc, SYS_uname, (long)&u, 0, 0);
	printf("uname: %ld %s\n", r, u.sysname);
	r = call(argc, SYS_getpid, 0, 0, 0);
	printf("getpid: %d\n", r == getpid());
	r = call(argc, SYS_write, 99, (long)text, 1);
	printf("write: %ld %d\n", r, errno);
	r = call(argc, SYS_write, 99, (long)text, 1);
	printf("again: %ld %d\n", r, errno);
	r = call(argc, 9999, 1, 2, 3);
	printf("9999: %ld %d\n", r, errno);
	r = call(argc, 9999, 1, 2, 3);
	printf("9999 again: %ld %d\n", r, errno);
	r = call(argc, -1, 1, 2, 3);
	printf("-1: %ld %d\n", r, errno);
	r = call(argc, 400, 0, 0, 0);
	printf("400: %ld %d\n", r, errno);
	r = call(argc, SYS_clock_gettime, CLOCK_MONOTONIC, (long)&ts, 0);
	printf("clock_gettime: %ld\n", r);
	r = call(argc, SYS_clock_gettime, 1000, (long)&ts, 0);
	printf("clock_gettime: %ld %d\n", r, errno);
	call(argc, SYS_exit_group, 33, 0, 0);
	return 1;
}
