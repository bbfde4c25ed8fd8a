/* SPDX-License-Identifier: MIT */
/* TCP_QUICKACK: what is acknowledged at once lets a peer go on that waits for that (Nagle). */
#include "file.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>

#define ROUNDS 25

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int quick(int s)
{
	int on = 1;

	return setsockopt(s, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static int receive(int s, int n)
{
	char bytes[16];

	return recv(s, bytes, n, MSG_WAITALL) == n;
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), server, good, slow = 0;
	long start, took;

	T(quick(client));
	bind(l, (void *)&a, sizeof a);
	getsockname(l, (void *)&a, &n);
	T(listen(l, 1));
	T(quick(l));
	T(connect(client, (void *)&a, sizeof a));
	server = accept(l, NULL, NULL);
	T(quick(server));
	do { /* again, where it is slow for another reason than late acknowledgements, which are late each time */
		start = now();
		good = 0;
		for (int i = 0; i < ROUNDS; i++) {
			good += send(client, "1", 1, 0) == 1 && receive(server, 1) && !quick(server);
			good += send(client, "2", 1, 0) == 1 && receive(server, 1) && !quick(server);
			good += send(server, "answer", 6, 0) == 6 && receive(client, 6) && !quick(client);
		}
		took = now() - start;
	} while (took >= 20 * ROUNDS && ++slow < 20);
	printf("%d of %d, %s\n", good, 3 * ROUNDS, took < 20 * ROUNDS ? "quick" : "slow");
	close(client);
	T(quick(server));
	close(server);
	T(quick(server));
	return 0;
}
