/* SPDX-License-Identifier: MIT */
/*
 * crowd ADDRESS PORT NUMBER: so many connections to Redis, all open at once. Each says PING when it is made, and again
 * when all are there; whoever is not answered is counted. NUMBER is a multiple of four.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SHARES 4 /* processes: each may have only so many descriptors */

/* Ask and take the whole answer. */
static int ask(int s)
{
	static const char question[] = "PING\r\n", answer[] = "+PONG\r\n";
	char got[sizeof answer];
	size_t have = 0;

	if (write(s, question, sizeof question - 1) != sizeof question - 1)
		return 0;
	while (have < sizeof answer - 1) {
		ssize_t n = read(s, got + have, sizeof answer - 1 - have);

		if (n <= 0)
			return 0;
		have += (size_t)n;
	}
	return !memcmp(got, answer, sizeof answer - 1);
}

struct result {
	int open, first, second;
};

/* (number) of them: the second question comes when (go) says that the others are there, too. */
static struct result share(const struct sockaddr_in *a, int number, int told, int go)
{
	struct timeval patience = { 20, 0 };
	struct result r = { 0, 0, 0 };
	int *s = calloc((size_t)number, sizeof *s);
	char word = 'o';

	for (int i = 0; s && i < number; i++) {
		s[i] = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(s[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		setsockopt(s[i], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
		if (s[i] < 0 || connect(s[i], (const void *)a, sizeof *a)) {
			printf("connection %d: %s\n", i, strerror(errno));
			break;
		}
		r.open++;
		r.first += ask(s[i]);
	}
	if (write(told, &word, 1) != 1 || read(go, &word, 1) != 1)
		return r;
	for (int i = 0; i < r.open; i++)
		r.second += ask(s[i]);
	return r;
}

int main(int argc, char **argv)
{
	int number = argc > 3 ? atoi(argv[3]) : 0, told[2], go[2], back[2];
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct result all = { 0, 0, 0 }, r;
	char word = 'g';

	if (!number || inet_pton(AF_INET, argv[1], &a.sin_addr) != 1 || pipe(told) || pipe(go) ||
	    pipe(back))
		return 2;
	a.sin_port = htons((uint16_t)atoi(argv[2]));
	for (int i = 0; i < SHARES; i++) {
		if (fork())
			continue;
		r = share(&a, number / SHARES, told[1], go[0]);
		fflush(stdout);
		_exit(write(back[1], &r, sizeof r) != sizeof r);
	}
	for (int i = 0; i < SHARES; i++)
		if (read(told[0], &word, 1) != 1)
			return 2;
	for (int i = 0; i < SHARES; i++)
		if (write(go[1], &word, 1) != 1)
			return 2;
	for (int i = 0; i < SHARES; i++) {
		if (read(back[0], &r, sizeof r) != sizeof r)
			return 2;
		all.open += r.open;
		all.first += r.first;
		all.second += r.second;
	}
	printf("%d open at once, %d answered, %d answered again\n", all.open, all.first,
	       all.second);
	return all.open != number || all.first != number || all.second != number;
}
