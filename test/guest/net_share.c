/* SPDX-License-Identifier: MIT */
/* Sockets that share a port (SO_REUSEPORT): all get some of what comes, and one that closes leaves it to the others. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define SHARERS 3
#define PEERS   60

static struct sockaddr_in place = { .sin_family = AF_INET };
static int sharers[SHARERS];
static int got[SHARERS];

static int bound(int type, int reuse)
{
	int s = socket(AF_INET, type, 0);

	setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &reuse, sizeof reuse);
	if (bind(s, (void *)&place, sizeof place))
		printf("bind: errno %d\n", errno);
	return s;
}

static void share(int type)
{
	socklen_t n = sizeof place;

	place.sin_port = 0;
	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < SHARERS; i++) {
		sharers[i] = bound(type, 1);
		if (type == SOCK_STREAM && listen(sharers[i], 100))
			printf("listen: errno %d\n", errno);
		getsockname(sharers[i], (void *)&place, &n);
	}
	close(bound(type, 0));
}

/* Serve what has come to sharer (i): an answer with its number. */
static void serve(int type, int i)
{
	struct sockaddr_in from;
	socklen_t n = sizeof from;
	char word[8];
	int s = type == SOCK_STREAM ? accept(sharers[i], NULL, NULL) : sharers[i];

	if (type == SOCK_STREAM) {
		if (read(s, word, 1) != 1)
			perror("read");
		if (write(s, word, 1) != 1)
			perror("write");
		close(s);
	} else if (recvfrom(s, word, sizeof word, 0, (void *)&from, &n) != 1 ||
		   sendto(s, word, 1, 0, (void *)&from, n) != 1) {
		perror("datagram");
	}
	got[i]++;
}

/* Another peer: who of the sharers from (first) on hears of it answers. */
static void ask(int type, int first)
{
	struct pollfd p[SHARERS];
	int c = socket(AF_INET, type, 0), heard = 0;
	char word = 'x';

	for (int i = 0; i < SHARERS; i++)
		p[i] = (struct pollfd){ .fd = i < first ? -1 : sharers[i], .events = POLLIN };
	if (connect(c, (void *)&place, sizeof place) || write(c, &word, 1) != 1)
		perror("connect");
	if (poll(p, SHARERS, 5000) < 1)
		puts("nobody hears of it");
	for (int i = first; i < SHARERS; i++) {
		if (p[i].revents) {
			serve(type, i);
			heard++;
		}
	}
	if (heard != 1 || read(c, &word, 1) != 1 || word != 'x')
		printf("heard by %d\n", heard);
	close(c);
}

static void round_of(const char *what, int type, int first)
{
	int sum = 0, some = 0;

	for (int i = 0; i < SHARERS; i++)
		got[i] = 0;
	for (int i = 0; i < PEERS; i++)
		ask(type, first);
	for (int i = 0; i < SHARERS; i++) {
		sum += got[i];
		some += got[i] > 0;
	}
	printf("%s: %d of %d peers, %d of %d have some\n", what, sum, PEERS, some, SHARERS - first);
}

int main(void)
{
	share(SOCK_STREAM);
	round_of("streams", SOCK_STREAM, 0);
	close(sharers[0]);
	round_of("streams, the first closed", SOCK_STREAM, 1);
	close(sharers[1]);
	round_of("streams, one left", SOCK_STREAM, 2);
	close(sharers[2]);
	share(SOCK_DGRAM);
	round_of("datagrams", SOCK_DGRAM, 0);
	close(sharers[0]);
	round_of("datagrams, the first closed", SOCK_DGRAM, 1);
	close(sharers[1]);
	close(sharers[2]);
	return 0;
}
