# SPDX-License-Identifier: MIT
# Peers that break the rules: whatever they send, an image goes on.

cat >listens.c <<'EOC'
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9) };
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(s, (void *)&a, sizeof a) || listen(s, 5))
		return 1;
	puts("listening");
	fflush(stdout);
	for (;;)
		pause();
}
EOC
cat >overrun.c <<'EOC'
/*
 * overrun: a peer on pith0, 10.9.0.77, that sends a segment out of order and beyond the window, then all before it. A
 * second connection must find the image alive.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

static const unsigned char us[6] = { 2, 0, 0, 0, 0, 0x77 };
static unsigned char them[6] = { 255, 255, 255, 255, 255, 255 }, frame[2000];
static const char our_ip[4] = { 10, 9, 0, 77 }, their_ip[4] = { 10, 9, 0, 2 };
static int s;

static void put(int type, size_t n)
{
	memcpy(frame, them, 6);
	memcpy(frame + 6, us, 6);
	frame[12] = type >> 8;
	frame[13] = type;
	send(s, frame, 14 + n, 0);
}

static void arp(int op)
{
	static const unsigned char head[] = { 0, 1, 8, 0, 6, 4, 0 };

	memcpy(frame + 14, head, 7);
	frame[21] = op;
	memcpy(frame + 22, us, 6);
	memcpy(frame + 28, our_ip, 4);
	memcpy(frame + 32, them, 6);
	memcpy(frame + 38, their_ip, 4);
	put(ETH_P_ARP, 28);
}

static unsigned sum(const unsigned char *p, size_t n, unsigned from)
{
	for (size_t i = 0; i < n; i++)
		from += i & 1 ? p[i] : p[i] << 8;
	while (from >> 16)
		from = (from & 0xffff) + (from >> 16);
	return from;
}

static void segment(int port, unsigned seq, unsigned ack, int flags, size_t n)
{
	struct iphdr ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = 6, .tot_len = htons(40 + n) };
	struct tcphdr t = { .source = htons(port), .dest = htons(9), .seq = htonl(seq), .ack_seq = htonl(ack), .doff = 5,
			    .window = htons(65535) };

	memcpy(&ip.saddr, our_ip, 4);
	memcpy(&ip.daddr, their_ip, 4);
	ip.check = htons(~sum((void *)&ip, 20, 0));
	t.syn = flags & 1;
	t.ack = !!ack;
	memcpy(frame + 14, &ip, 20);
	memcpy(frame + 34, &t, 20);
	memset(frame + 54, 'x', n);
	t.check = htons(~sum(frame + 34, 20 + n, sum((void *)&ip.saddr, 8, 6 + 20 + n)));
	memcpy(frame + 34, &t, 20);
	put(ETH_P_IP, 40 + n);
}

/* The number that it begins a connection with, for (port); 0: no answer. */
static unsigned answer(int port, unsigned *window)
{
	struct tcphdr t;

	for (;;) {
		long n = recv(s, frame, sizeof frame, 0);

		if (n < 0)
			return 0;
		if (frame[12] == 8 && frame[13] == 6 && frame[21] == 1 && !memcmp(frame + 38, our_ip, 4))
			arp(2);
		if (frame[12] == 8 && frame[13] == 6 && frame[21] == 2 && !memcmp(frame + 28, their_ip, 4)) {
			memcpy(them, frame + 22, 6);
			if (!port)
				return 1;
		}
		memcpy(&t, frame + 34, sizeof t);
		if (frame[12] == 8 && !frame[13] && frame[23] == 6 && t.syn && t.ack && t.dest == htons(port)) {
			*window = ntohs(t.window);
			return ntohl(t.seq);
		}
	}
}

int main(void)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex("pith0") };
	struct timeval patience = { 5, 0 };
	unsigned window = 0, first, at = 1001;

	s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (bind(s, (void *)&a, sizeof a))
		return 1;
	for (int i = 0; i < 5 && window != 1; i++) {
		arp(1);
		window = answer(0, &window); /* 1: it has said where it is */
	}
	segment(5001, 1000, 0, 1, 0);
	first = answer(5001, &window);
	if (!first)
		return 2;
	segment(5001, at, first + 1, 0, 0);
	segment(5001, at + window - 100, first + 1, 0, 1000);
	for (unsigned left = window - 100, n; left; left -= n, at += n)
		segment(5001, at, first + 1, 0, n = left < 1000 ? left : 1000);
	segment(5002, 7, 0, 1, 0);
	printf("window %u, %s\n", window, answer(5002, &window) ? "alive" : "dead");
	return 0;
}
EOC
gcc -O2 -o overrun overrun.c && pith cc -O2 -o listens listens.c
peer() # ON
{
	rm -f served
	timeout -k 5 120 "$PITH" run --on "$1" --net tap=pith0 --set net.ip=10.9.0.2/24 ./listens >served 2>peer.err &
	wait_for test -s served
	./overrun
	kill $!
	wait $!
}
for on in process qemu; do
	at_tap "a segment beyond the window, on $on" peer $on &&
		is "a segment beyond the window, on $on" "$(cat out)" "window 65535, alive"
done
