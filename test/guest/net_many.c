/* SPDX-License-Identifier: MIT */
/*
 * Many connections at once: each answers for itself, in any order; they end on either side, and
 * one begins anew between the same two ports.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MANY 400

static int client[MANY], server[MANY];

static unsigned next(void)
{
	static unsigned state = 1;

	state = state * 1103515245 + 12345;
	return state >> 8;
}

static struct sockaddr_in loop(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((unsigned short)port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* Else what is written waits for an answer to what was written before. */
static void no_delay(int s)
{
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
}

static void open_one(int l, const struct sockaddr_in *a, int i)
{
	client[i] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(client[i], (const void *)a, sizeof *a))
		perror("connect");
	server[i] = accept(l, NULL, NULL);
	no_delay(client[i]);
	no_delay(server[i]);
}

static int arrives(int from, int to, unsigned what)
{
	struct pollfd p = { to, POLLIN, 0 };
	unsigned got = 0;

	return write(from, &what, sizeof what) == sizeof what && poll(&p, 1, 5000) == 1 &&
	       read(to, &got, sizeof got) == sizeof got && got == what;
}

static void exchange(const char *when, int times)
{
	int right = 0;

	for (int n = 0; n < times; n++) {
		unsigned i = next() % MANY, word = next();

		right += next() & 1 ? arrives(client[i], server[i], word)
				    : arrives(server[i], client[i], word);
	}
	printf("%s: %d of %d\n", when, right, times);
}

static int ends(int first, int second)
{
	struct pollfd p = { second, POLLIN, 0 };
	char c;
	int r;

	close(first);
	r = poll(&p, 1, 5000) == 1 && read(second, &c, 1) == 0;
	close(second);
	return r;
}

/* The side that ends first waits out its time: the other one's port is taken again meanwhile. */
static void again(int l, const struct sockaddr_in *a)
{
	struct sockaddr_in own = loop(0);
	socklen_t n = sizeof own;
	int right = 0, one = 1, c, s;

	for (int i = 0; i < 20; i++) {
		c = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(c, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
		if (bind(c, (void *)&own, sizeof own) || connect(c, (const void *)a, sizeof *a))
			printf("connection %d: %s\n", i, strerror(errno));
		getsockname(c, (void *)&own, &n);
		s = accept(l, NULL, NULL);
		right += arrives(c, s, next()) && arrives(s, c, next());
		right += ends(s, c);
	}
	printf("from one port: %d\n", right);
}

int main(void)
{
	int l = socket(AF_INET, SOCK_STREAM, 0), ended = 0;
	struct sockaddr_in a = loop(0);
	socklen_t n = sizeof a;

	bind(l, (void *)&a, sizeof a);
	listen(l, 128);
	getsockname(l, (void *)&a, &n);
	for (int i = 0; i < MANY; i++)
		open_one(l, &a, i);
	exchange("all open", 2000);
	for (int i = 0; i < MANY; i += 2) {
		ended += next() & 1 ? ends(client[i], server[i]) : ends(server[i], client[i]);
		open_one(l, &a, i);
	}
	printf("ended: %d\n", ended);
	exchange("half are new", 2000);
	again(l, &a);
	exchange("after that", 500);
	for (int i = 0; i < MANY; i++)
		ended += ends(server[i], client[i]);
	printf("ended: %d\n", ended);
	return 0;
}
