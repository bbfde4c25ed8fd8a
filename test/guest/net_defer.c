/* SPDX-License-Identifier: MIT */
/* TCP_DEFER_ACCEPT: a connection is there when its peer has said something, or after a while. */
#include "file.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

static char bytes[64];
static int l;
static struct sockaddr_in where;

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int set(int s, int seconds)
{
	return setsockopt(s, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
}

static int seconds_of(int s)
{
	int seconds = -1;
	socklen_t n = sizeof seconds;

	T(getsockopt(s, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, &n));
	return seconds;
}

static void start(int seconds)
{
	socklen_t n = sizeof where;

	where = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	T(set(l, seconds));
	bind(l, (void *)&where, sizeof where);
	getsockname(l, (void *)&where, &n);
	listen(l, 10);
}

static int begin(void)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);

	T(connect(s, (void *)&where, sizeof where));
	return s;
}

/* Is one there within (ms)? */
static int waits(int ms)
{
	struct pollfd f = { l, POLLIN, 0 };

	return poll(&f, 1, ms);
}

static void options(void)
{
	static const int some[] = { -5, 0, 1, 2, 3, 4, 10, 15, 16, 30, 100, 128, 250, 1000, 1000000 };
	int s = socket(AF_INET, SOCK_STREAM, 0);

	printf("%d\n", seconds_of(s));
	for (unsigned i = 0; i < sizeof some / sizeof *some; i++) {
		T(set(s, some[i]));
		printf("%d: %d\n", some[i], seconds_of(s));
	}
	close(s);
}

/* It is there with its bytes, and not before them; who speaks first is first. */
static void with_bytes(void)
{
	int a = begin(), b = begin(), s;

	T(waits(300));
	T(accept(l, NULL, NULL));
	T(send(b, "second", 6, 0));
	T(waits(2000));
	s = accept(l, NULL, NULL);
	T(recv(s, bytes, sizeof bytes, MSG_DONTWAIT));
	T(send(b, "more", 4, 0));
	T(recv(s, bytes, sizeof bytes, 0));
	T(send(s, "answer", 6, 0));
	T(recv(b, bytes, sizeof bytes, 0));
	close(s);
	T(waits(0));
	T(send(a, "first", 5, 0));
	T(waits(2000));
	s = accept(l, NULL, NULL);
	T(recv(s, bytes, sizeof bytes, MSG_DONTWAIT));
	T(seconds_of(s) >= 0);
	close(s);
	close(a);
	close(b);
}

/* The end of what is said is something, a reset is nothing. */
static void without(void)
{
	struct linger hard = { 1, 0 };
	int a = begin(), s;

	T(waits(100));
	T(shutdown(a, SHUT_WR));
	T(waits(2000));
	s = accept(l, NULL, NULL);
	T(recv(s, bytes, sizeof bytes, 0));
	close(s);
	close(a);
	a = begin();
	setsockopt(a, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
	close(a);
	T(waits(300));
}

/* A peer that has nothing to say is accepted in the end. */
static void in_time(void)
{
	long began = now(), took;
	int a = begin(), s;

	T(waits(5000));
	took = now() - began;
	printf("%s\n", took < 800 ? "too early" : took > 2500 ? "too late" : "in time");
	s = accept(l, NULL, NULL);
	T(recv(s, bytes, sizeof bytes, MSG_DONTWAIT));
	T(send(a, "late", 4, 0));
	T(recv(s, bytes, sizeof bytes, 0));
	close(s);
	close(a);
}

/* Who waits when the listener goes is told. */
static void listener_goes(void)
{
	int a = begin(), b = begin();

	T(waits(100));
	close(l);
	send(a, "x", 1, MSG_NOSIGNAL);
	T(recv(a, bytes, sizeof bytes, 0));
	close(a);
	close(b);
}

int main(void)
{
	options();
	start(60);
	with_bytes();
	without();
	listener_goes();
	start(1);
	in_time();
	T(set(l, 0));
	int a = begin();
	T(waits(1000));
	close(a);
	return 0;
}
