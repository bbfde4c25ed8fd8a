/* SPDX-License-Identifier: MIT */
/*
 * The echo service (RFC 862): what comes on a connection goes back on it, and what comes as a
 * datagram goes back to who sent it. One thread, one epoll set.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64

static char buffer[65536];

static int die(const char *what)
{
	perror(what);
	exit(1);
}

/* A socket at (port) of all addresses, IPv4 and IPv6. */
static int open_socket(int type, int port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	int s = socket(AF_INET6, type, 0), one = 1;

	if (s < 0)
		die("socket");
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(s, (struct sockaddr *)&any, sizeof any))
		die("bind");
	return s;
}

static void watch(int set, int fd)
{
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &e))
		die("epoll_ctl");
}

/* Send all of (n) bytes; 0 when the peer is gone. */
static int send_all(int fd, const char *p, ssize_t n)
{
	while (n > 0) {
		ssize_t did = send(fd, p, (size_t)n, MSG_NOSIGNAL);

		if (did < 0 && errno != EINTR)
			return 0;
		if (did > 0) {
			p += did;
			n -= did;
		}
	}
	return 1;
}

static void answer_stream(int fd)
{
	ssize_t n = recv(fd, buffer, sizeof buffer, 0);

	if (n <= 0 || !send_all(fd, buffer, n))
		close(fd);
}

static void answer_datagram(int fd)
{
	struct sockaddr_in6 from;
	socklen_t length = sizeof from;
	ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);

	if (n >= 0)
		sendto(fd, buffer, (size_t)n, 0, (struct sockaddr *)&from, length);
}

int main(void)
{
	const char *text = getenv("PORT");
	int port = text ? atoi(text) : 7;
	int listener = open_socket(SOCK_STREAM, port), datagrams = open_socket(SOCK_DGRAM, port);
	int set = epoll_create1(0);
	struct epoll_event e[EVENTS];

	if (listen(listener, 128))
		die("listen");
	watch(set, listener);
	watch(set, datagrams);
	printf("echo: port %d\n", port);
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(set, e, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			int fd = e[i].data.fd;

			if (fd == datagrams)
				answer_datagram(fd);
			else if (fd != listener)
				answer_stream(fd);
			else if ((fd = accept(listener, NULL, NULL)) >= 0)
				watch(set, fd);
		}
	}
}
