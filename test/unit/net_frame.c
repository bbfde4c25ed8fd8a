/* SPDX-License-Identifier: MIT */
/*
 * What a device that sums is given: it is to fill in the checksums of TCP's segments, and those of what applications make
 * themselves stay as they are, right or wrong.
 *
 * Links: $(NET_SCRIPT)
 */
#include "port/lwip/input/frame.h"

#include <stdlib.h>
#include <string.h>

#include "abi/linux/syscalls.h"
#include "kern/net/socket.h"
#include "test/unit/net_fake.h"
#include "test/unit/tap.h"

#define NONBLOCK 04000
#define LONG     3200 /* bytes: three packets */
#define AT_SUM   16

struct address {
	uint16_t family;
	uint8_t port[2];
	uint8_t ip[4];
	uint8_t zero[8];
};

static const struct address peer = { SOCKET_INET, { 0, 9 }, { 10, 0, 0, 1 }, { 0 } };

/* --- Where TCP's header is --- */

static const struct {
	const char *what;
	uint8_t type[2];
	uint8_t at6
		[4]; /* of IPv4's header: place, time to live, protocol; of IPv6's: protocol, hops */
	uint8_t first;
	size_t n, want;
} cases[] = {
	{ "IPv4", { 8, 0 }, { 0x40, 0, 64, 6 }, 0x45, 60, 34 },
	{ "IPv4 with options", { 8, 0 }, { 0, 0, 64, 6 }, 0x47, 62, 42 },
	{ "IPv4, one byte short", { 8, 0 }, { 0, 0, 64, 6 }, 0x47, 61, 0 },
	{ "IPv4 and UDP", { 8, 0 }, { 0, 0, 64, 17 }, 0x45, 60, 0 },
	{ "a first fragment", { 8, 0 }, { 0x20, 0, 64, 6 }, 0x45, 60, 0 },
	{ "a last fragment", { 8, 0 }, { 0, 185, 64, 6 }, 0x45, 60, 0 },
	{ "IPv6", { 0x86, 0xdd }, { 6, 64 }, 0x60, 74, 54 },
	{ "IPv6, one byte short", { 0x86, 0xdd }, { 6, 64 }, 0x60, 73, 0 },
	{ "IPv6 with a header between", { 0x86, 0xdd }, { 0, 64 }, 0x60, 90, 0 },
	{ "ARP", { 8, 6 }, { 0, 0, 64, 6 }, 0x45, 60, 0 },
	{ "a frame with hardly anything", { 8, 0 }, { 0, 0, 64, 6 }, 0x45, 14, 0 },
};

static void test_places(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		uint8_t *f = calloc(1, cases[i].n), all[96] = { 0 };

		memcpy(all + 12, cases[i].type, 2);
		all[NET_HEADER] = cases[i].first;
		memcpy(all + NET_HEADER + 6, cases[i].at6, 4);
		memcpy(f, all, cases[i].n); /* its memory ends where it ends */
		ok(frame_tcp(f, cases[i].n) == cases[i].want, "TCP's header in %s", cases[i].what);
		free(f);
	}
}

/* --- What is sent --- */

static uint8_t sent[LONG], got[LONG];
static size_t nr_got;
static unsigned nr_syn, syn_sum;

static void hear(const uint8_t *f, size_t n)
{
	const uint8_t *ip = f + NET_HEADER;
	size_t len = (size_t)(ip[2] << 8 | ip[3]) - 20,
	       at = (size_t)((ip[6] & 31) << 8 | ip[7]) * 8;

	if (f[12] != 8 || f[13] || ip[9] != IP_PROTO_TCP || n < 34 + len)
		return;
	if (len == TCP_HLEN + 20 || len == TCP_HLEN + 24) { /* the only one with so many options */
		nr_syn++;
		syn_sum = (unsigned)(ip[20 + AT_SUM] << 8 | ip[21 + AT_SUM]);
	} else if (at + len <= LONG) {
		memcpy(got + at, ip + 20, len);
		nr_got += len;
	}
}

/* An application that makes TCP itself, and more than goes into a packet. */
static void test_fragments(void)
{
	int s = sys_socket(SOCKET_INET, SOCKET_RAW | NONBLOCK, IP_PROTO_TCP);

	for (size_t i = 0; i < LONG; i++)
		sent[i] = (uint8_t)(i * 7 >> 3);
	ok_int(sys_sendto(s, sent, LONG, 0, &peer, sizeof peer), LONG, "a long packet is taken");
	fake_net_wait(20);
	ok_int(nr_got, LONG, "its fragments go");
	ok(!memcmp(sent, got, LONG), "with the bytes that they had");
	(void)sys_close(s);
}

/* Whole segments whose checksum is wrong, and with their IPv4 header: by a raw socket, and in a frame. */
static void test_wrong_sums(void)
{
	static const uint8_t frame[NET_HEADER + 40] = {
		2,    0, 0,    0,       0, 1, 2,    0,    0,  0,
		0,    2, 8,    0, /* Ethernet */
		0x45, 0, 0,    40,      0, 7, 0,    0,    64, IP_PROTO_TCP,
		0,    0, 10,   0,       0, 2, 10,   0,    0,  1,
		0,    7, 0,    9,       0, 0, 0,    1,    0,  0,
		0,    2, 0x50, TCP_ACK, 1, 0, 0xba, 0xad, 0,  0,
	};
	struct {
		uint16_t family, protocol;
		int32_t interface;
		uint8_t rest[12];
	} to = { SOCKET_PACKET, 8, 2, { 0 } };
	int raw = sys_socket(SOCKET_INET, SOCKET_RAW | NONBLOCK, 255);
	int packet = sys_socket(SOCKET_PACKET, SOCKET_RAW | NONBLOCK, 0);

	memset(got, 0, sizeof got);
	ok_int(sys_sendto(raw, frame + NET_HEADER, 40, 0, &peer, sizeof peer), 40,
	       "one by a raw socket");
	ok(!memcmp(got, frame + NET_HEADER + 20, 20), "goes as it is");
	memset(got, 0, sizeof got);
	ok_int(sys_sendto(packet, frame, sizeof frame, 0, &to, sizeof to), sizeof frame, "a frame");
	ok(!memcmp(got, frame + NET_HEADER + 20, 20), "goes as it is");
	(void)sys_close(raw);
	(void)sys_close(packet);
}

/* The sum of the addresses, the protocol and the length is for the device to go on from. */
static void test_segment(void)
{
	int s = sys_socket(SOCKET_INET, SOCKET_STREAM | NONBLOCK, 0);
	unsigned want = 0x0a00 + 2 + 0x0a00 + 1 + IP_PROTO_TCP;

	(void)sys_connect(s, &peer, sizeof peer);
	ok_int(nr_syn, 1, "TCP asks for a connection");
	ok(syn_sum == want + TCP_HLEN + 20 || syn_sum == want + TCP_HLEN + 24,
	   "and has the device sum what is behind the addresses");
	(void)sys_close(s);
}

int main(void)
{
	test_places();
	fake_net_sent = hear;
	fake_net_start("10.0.0.2/24");
	fake_net_answer_arp(1);
	test_fragments();
	test_wrong_sums();
	test_segment();
	return tap_done();
}
