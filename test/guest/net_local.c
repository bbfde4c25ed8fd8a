/* SPDX-License-Identifier: MIT */
/* All addresses that begin with 127 are the host's own. */
#include "file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static struct sockaddr_in at(const char *text, int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(text) };
}

static int port_of(int s)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;

	getsockname(s, (void *)&a, &n);
	return ntohs(a.sin_port);
}

static void say(const char *what, const struct sockaddr_in *a)
{
	printf("%s %s\n", what, inet_ntoa(a->sin_addr));
}

/* What comes to (s), and whom from. */
static void receive(const char *who, int s)
{
	struct pollfd f = { s, POLLIN, 0 };
	struct sockaddr_in from;
	socklen_t n = sizeof from;
	char bytes[16];
	long len;

	if (poll(&f, 1, 300) != 1) {
		printf("%s: nothing\n", who);
		return;
	}
	len = recvfrom(s, bytes, sizeof bytes, 0, (void *)&from, &n);
	printf("%s: %ld from", who, len);
	say("", &from);
}

static int datagrams_at(const char *text)
{
	struct sockaddr_in a = at(text, 0);
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	T(bind(s, (void *)&a, sizeof a));
	return s;
}

static void datagrams(void)
{
	int one = datagrams_at("127.0.0.1"), two = datagrams_at("127.0.0.2"), far = datagrams_at("127.200.3.4");
	int any = datagrams_at("0.0.0.0");
	struct sockaddr_in a = at("127.0.0.2", port_of(two));

	T(sendto(one, "one", 3, 0, (void *)&a, sizeof a));
	receive("two", two);
	a = at("127.0.0.1", port_of(one));
	T(sendto(two, "two", 3, 0, (void *)&a, sizeof a));
	receive("one", one);
	a = at("127.200.3.4", port_of(far));
	T(sendto(two, "two", 3, 0, (void *)&a, sizeof a));
	receive("far", far);
	a = at("127.7.7.7", port_of(any));
	T(sendto(far, "far", 3, 0, (void *)&a, sizeof a));
	receive("any", any);
	a = at("127.0.0.3", port_of(two));
	T(sendto(one, "one", 3, 0, (void *)&a, sizeof a));
	receive("two", two);
	close(one);
	close(two);
	close(far);
	close(any);
}

static void connection(const char *own, const char *to)
{
	int l = socket(AF_INET, SOCK_STREAM, 0), s = socket(AF_INET, SOCK_STREAM, 0), got;
	struct sockaddr_in a = at(to, 0), peer;
	socklen_t n = sizeof peer;
	char bytes[8];

	T(bind(l, (void *)&a, sizeof a));
	listen(l, 1);
	a = at(to, port_of(l));
	if (own) {
		peer = at(own, 0);
		T(bind(s, (void *)&peer, sizeof peer));
	}
	T(connect(s, (void *)&a, sizeof a));
	got = accept(l, (void *)&peer, &n);
	say("peer", &peer);
	getsockname(got, (void *)&peer, &n);
	say("own", &peer);
	T(send(s, "bytes", 5, 0));
	T(recv(got, bytes, sizeof bytes, 0));
	close(s);
	T(recv(got, bytes, sizeof bytes, 0));
	close(got);
	close(l);
	s = socket(AF_INET, SOCK_STREAM, 0);
	T(connect(s, (void *)&a, sizeof a));
	close(s);
}

int main(void)
{
	datagrams();
	connection(NULL, "127.0.0.2");
	connection("127.0.0.9", "127.1.2.3");
	connection("127.0.0.5", "127.0.0.1");
	return 0;
}
