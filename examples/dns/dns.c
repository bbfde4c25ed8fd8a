/* SPDX-License-Identifier: MIT */
/*
 * An authoritative name server (RFC 1035) for one zone, read from a file of the image, over UDP.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "message.h"
#include "zone.h"

static struct zone zone;

int main(int argc, char **argv)
{
	const char *text = getenv("PORT");
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)(text ? atoi(text) : 53)) };
	const char *path = argc > 1 ? argv[1] : "/zone";
	int s = socket(AF_INET6, SOCK_DGRAM, 0);
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		return 1;
	}
	zone_read(&zone, f, path);
	fclose(f);
	if (s < 0 || bind(s, (struct sockaddr *)&any, sizeof any)) {
		perror("dns");
		return 1;
	}
	printf("dns: %zu records of %s\n", zone.n, zone.name);
	fflush(stdout);
	for (;;) {
		uint8_t question[MESSAGE_MAX], out[MESSAGE_MAX];
		struct sockaddr_in6 from;
		socklen_t length = sizeof from;
		ssize_t n = recvfrom(s, question, sizeof question, 0, (struct sockaddr *)&from,
				     &length);
		size_t size = n > 0 ? message_respond(&zone, question, (size_t)n, out) : 0;

		if (size)
			sendto(s, out, size, 0, (struct sockaddr *)&from, length);
	}
}
