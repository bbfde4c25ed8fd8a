/* SPDX-License-Identifier: MIT */
/* TCP_USER_TIMEOUT: a peer that takes nothing is given up in that time, one that takes a little is not. */
#include "file.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#define PATIENCE 1000 /* milliseconds */

static char bytes[65536];

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int patience_of(int s)
{
	int ms = -1;
	socklen_t n = sizeof ms;

	T(getsockopt(s, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, &n));
	return ms;
}

static int set(int s, int ms)
{
	return setsockopt(s, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

/* Two that are connected; (ms): of who connects, where it is negative, or is accepted. (size): room for what comes. */
static void connect_two(int *client, int *server, int ms, int size)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0);

	if (size)
		setsockopt(l, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	bind(l, (void *)&a, sizeof a);
	getsockname(l, (void *)&a, &n);
	if (ms > 0)
		T(set(l, ms));
	listen(l, 1);
	*client = socket(AF_INET, SOCK_STREAM, 0);
	if (ms < 0)
		T(set(*client, -ms));
	T(connect(*client, (void *)&a, sizeof a));
	*server = accept(l, NULL, NULL);
	close(l);
}

/* Write until nothing more is taken. */
static void fill(int s)
{
	struct pollfd f = { s, POLLOUT, 0 };

	while (poll(&f, 1, 100) == 1 && send(s, bytes, sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		;
}

static void options(void)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), client, server;

	printf("%d\n", patience_of(s));
	T(set(s, -1));
	T(set(s, 1500));
	printf("%d\n", patience_of(s));
	T(set(s, 0));
	printf("%d\n", patience_of(s));
	close(s);
	connect_two(&client, &server, 4000, 0);
	printf("%d of who connects, %d of who is accepted\n", patience_of(client), patience_of(server));
	T(set(client, 2000));
	T(set(client, 0));
	printf("%d\n", patience_of(client));
	close(client);
	close(server);
}

/* Nobody reads: who writes is told, not earlier. */
static void nobody_reads(int before)
{
	int client, server, error = -1;
	socklen_t n = sizeof error;
	struct pollfd f = { .events = POLLIN };
	long start, took;

	connect_two(&client, &server, before ? -PATIENCE : 0, 16384);
	if (!before)
		T(set(client, PATIENCE));
	start = now();
	fill(client);
	f.fd = client;
	T(poll(&f, 1, 5000));
	took = now() - start;
	printf("%s\n", took < PATIENCE ? "too early" : took > PATIENCE + 1500 ? "too late" : "in time");
	T(f.revents == (POLLIN | POLLERR | POLLHUP));
	T(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &n));
	printf("%s\n", error == ETIMEDOUT ? "ETIMEDOUT" : strerror(error));
	T(send(client, bytes, 1, MSG_NOSIGNAL));
	T(recv(client, bytes, 1, 0));
	close(client);
	close(server);
}

/* Somebody reads all there is, now and then: it goes on. */
static void slow_reader(void)
{
	int client, server;

	connect_two(&client, &server, -3 * PATIENCE, 0);
	for (int i = 0; i < 6; i++) { /* longer than it is patient, and each time much shorter */
		fill(client);
		usleep(600000);
		while (recv(server, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
			;
	}
	T(send(client, bytes, 1, MSG_DONTWAIT | MSG_NOSIGNAL));
	close(client);
	close(server);
}

/* Nothing is on its way: there is nothing to be patient about. */
static void idle(void)
{
	int client, server;

	connect_two(&client, &server, -300, 0);
	usleep(900000);
	T(send(client, "still", 5, MSG_NOSIGNAL));
	T(recv(server, bytes, sizeof bytes, 0));
	close(client);
	close(server);
}

int main(void)
{
	options();
	nobody_reads(1);
	nobody_reads(0);
	slow_reader();
	idle();
	return 0;
}
