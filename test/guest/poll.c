/* SPDX-License-Identifier: MIT */
/* poll(), ppoll() and select() on standard streams, a file, and nothing. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static void polls(int file)
{
	struct pollfd p[5] = { { 0, POLLIN, 0 }, { 1, POLLOUT, 0 }, { file, POLLIN | POLLOUT, 0 },
			       { 77, POLLIN, 0 }, { -1, POLLIN, 0 } };
	struct timespec ts = { 1, 0 };
	long long t;

	/* Input, or its end, may take a while to arrive; what is ready is ready at once. */
	printf("input: %d\n", poll(p, 1, 10000));
	printf("poll: %d", poll(p, 5, 1000));
	printf(" %d %d %x %x %x\n", !!(p[0].revents & (POLLIN | POLLHUP)), p[1].revents & POLLOUT, p[2].revents, p[3].revents, p[4].revents);
	printf("ppoll: %d", ppoll(p + 2, 1, &ts, NULL));
	printf(" %x\n", p[2].revents);
	t = now();
	printf("timeout: %d", poll(NULL, 0, 20));
	printf(" %d\n", now() - t >= 20000000);
	printf("negative: %d", poll(p + 4, 1, 0));
	printf(" %x\n", p[4].revents);
	ts.tv_nsec = -1;
	errno = 0;
	printf("bad time: %d", ppoll(p, 1, &ts, NULL));
	printf(" %d\n", errno == EINVAL);
}

static void selects(int file)
{
	struct timeval tv = { 0, 20000 };
	struct timespec ts = { 0, 0 };
	fd_set in, out, except;
	long long t = now();

	printf("sleep: %d", select(0, NULL, NULL, NULL, &tv));
	printf(" %d\n", now() - t >= 20000000);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&except);
	FD_SET(file, &in);
	FD_SET(file, &out);
	FD_SET(1, &out);
	FD_SET(file, &except);
	tv.tv_sec = 5;
	printf("select: %d", select(file + 1, &in, &out, &except, &tv));
	printf(" %d %d %d %d\n", FD_ISSET(file, &in), FD_ISSET(file, &out), FD_ISSET(1, &out),
	       FD_ISSET(file, &except));
	FD_ZERO(&in);
	FD_SET(0, &in);
	printf("pselect: %d", pselect(1, &in, NULL, NULL, &ts, NULL));
	printf(" %d\n", !!FD_ISSET(0, &in));
	/* One below the table's first size: Linux does not look at what is above its table. */
	close(63);
	FD_SET(63, &in);
	errno = 0;
	printf("bad descriptor: %d", select(64, &in, NULL, NULL, &tv));
	printf(" %d\n", errno == EBADF);
	errno = 0;
	printf("bad count: %d", select(-1, NULL, NULL, NULL, &tv));
	printf(" %d\n", errno == EINVAL);
}

int main(void)
{
	int file = open("/tmp/pith-poll-test", O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (file < 0)
		file = open("pith-poll-test", O_RDWR | O_CREAT | O_TRUNC, 0600);
	polls(file);
	selects(file);
	close(file);
	unlink("/tmp/pith-poll-test");
	return 0;
}
