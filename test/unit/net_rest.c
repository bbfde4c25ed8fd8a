/* SPDX-License-Identifier: MIT */
/*
 * The network after a rest, in which no timer ran: what begins then is not taken for as old as the rest was long.
 *
 * Links: $(NET_SCRIPT)
 */
#include <string.h>

#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/net/socket.h"
#include "test/unit/net_fake.h"
#include "test/unit/tap.h"
#include "test/unit/vfs_fake.h"

#define NONBLOCK 04000
#define REST     40000 /* milliseconds: timers rest after ten seconds, for a minute at most */
#define TO       77    /* 10.0.0.77 is a neighbour that nobody knows yet */

struct address {
	uint16_t family;
	uint8_t port[2];
	uint8_t ip[4];
	uint8_t zero[8];
};

void *lwip_alloc(size_t n);
void lwip_free(void *bytes);

static unsigned nr_questions, nr_datagrams, nr_echoes;

static void hear(const uint8_t *f, size_t n)
{
	if (n >= 42 && f[12] == 8 && f[13] == 6 && f[21] == 1 && f[41] == TO)
		nr_questions++;
	else if (n >= 42 && f[12] == 8 && f[13] == 0 && f[23] == 17 && f[33] == TO)
		nr_datagrams++;
	else if (n >= 42 && f[12] == 8 && f[13] == 0 && f[23] == 1 && !f[34])
		nr_echoes++;
}

/* A datagram to somebody whose address is asked for first: it waits for the answer. */
static void test_first_datagram(void)
{
	const struct address to = { SOCKET_INET, { 0, 9 }, { 10, 0, 0, TO }, { 0 } };
	int s = sys_socket(SOCKET_INET, SOCKET_DGRAM | NONBLOCK, 0);

	fake_net_wait(REST);
	nr_questions = nr_datagrams = fake_net_reminders = 0;
	ok_int(sys_sendto(s, "to", 2, 0, &to, sizeof to), 2, "a datagram after a rest");
	ok_int(fake_net_reminders, 0, "no packet comes while timers make up for it");
	fake_net_wait(20);
	ok_int(nr_questions, 1, "its address is asked for once");
	fake_net_answer_arp(TO);
	ok_int(nr_datagrams, 1, "it goes when the answer comes");
	fake_net_wait(3000);
	ok(fake_net_reminders >= 2 && fake_net_reminders <= 4,
	   "the device is told again once a second (%u)", fake_net_reminders);
	(void)sys_close(s);
}

static uint16_t sum(const uint8_t *p, size_t n)
{
	uint32_t s = 0;

	for (size_t i = 0; i < n; i += 2)
		s += (uint32_t)(p[i] << 8 | p[i + 1]);
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

/* A half of an echo request of 16 bytes, from the peer that is known. */
static void receive_half(bool last)
{
	uint8_t f[42] = { 0 }, *ip = f + 14, echo[16] = { 8 };

	memcpy(f, fake_net_mac, 6);
	memcpy(f + 6, fake_net_peer_mac, 6);
	f[12] = 8;
	memcpy(ip, (uint8_t[]){ 0x45, 0, 0,  28, 0, 7, last ? 0 : 0x20, last, 64, 1, 0, 0, 10, 0,
				0,    1, 10, 0,  0, 2 },
	       20);
	ip[10] = (uint8_t)(sum(ip, 20) >> 8);
	ip[11] = (uint8_t)sum(ip, 20);
	echo[2] = (uint8_t)(sum(echo, 16) >> 8);
	echo[3] = 0xff;
	memcpy(ip + 20, echo + (last ? 8 : 0), 8);
	fake_net_receive(f, sizeof f);
}

static void test_fragments(void)
{
	fake_net_answer_arp(1);
	fake_net_wait(REST);
	fake_net_answer_arp(1);
	fake_net_wait(REST);
	nr_echoes = 0;
	receive_half(false);
	fake_net_wait(20);
	receive_half(true);
	ok_int(nr_echoes, 1, "two halves of a packet after a rest are one");
}

#define SIOCGARP 0x8954

/* Who asks by ioctl() is told what the answer was. */
static void test_neighbour(void)
{
	struct {
		struct address ip;
		uint16_t kind;
		uint8_t mac[14];
		int32_t flags;
		uint8_t mask[16];
		char device[16];
	} r = { .ip = { SOCKET_INET, { 0 }, { 10, 0, 0, TO }, { 0 } }, .device = "eth0" };
	int s = sys_socket(SOCKET_INET, SOCKET_DGRAM | NONBLOCK, 0);

	fake_net_answer_arp(TO);
	ok_int(sys_ioctl(s, SIOCGARP, (uintptr_t)&r), 0, "a neighbour is asked for");
	ok(r.kind == 1 && !memcmp(r.mac, fake_net_peer_mac, 6) && r.flags == 2,
	   "and what it has is told");
	r.ip.ip[3]++;
	ok_int(sys_ioctl(s, SIOCGARP, (uintptr_t)&r), -ENXIO, "one that nobody knows");
	(void)sys_close(s);
}

/* What is freed while nothing comes, as by connections that waited for late segments. */
static void test_memory(void)
{
	void *p = lwip_alloc(400);
	size_t live;

	fake_net_wait(REST);
	live = fake_blocks;
	lwip_free(p);
	fake_given_back = 0;
	ok(fake_blocks == live, "lwIP keeps what is freed");
	fake_net_wait(2 * REST);
	ok(fake_blocks == live - 1, "but not while it rests");
	ok(fake_given_back, "nor does the heap");
}

int main(void)
{
	fake_net_sent = hear;
	fake_net_start("10.0.0.2/24");
	test_first_datagram();
	test_fragments();
	test_neighbour();
	test_memory();
	return tap_done();
}
