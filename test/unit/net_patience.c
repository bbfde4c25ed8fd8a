/* SPDX-License-Identifier: MIT */
/*
 * A connection whose peer is gone, or does not go on: when it is given up by TCP_USER_TIMEOUT.
 *
 * Links: $(NET_SCRIPT)
 */
#include <string.h>

#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/net/socket.h"
#include "test/unit/net_fake.h"
#include "test/unit/tap.h"

#define NONBLOCK         04000
#define SOL_SOCKET       1
#define SO_ERROR         4
#define SO_KEEPALIVE     9
#define SOL_TCP          6
#define TCP_KEEPIDLE     4
#define TCP_KEEPINTVL    5
#define TCP_KEEPCNT      6
#define TCP_USER_TIMEOUT 18

#define FIN 1
#define SYN 2
#define RST 4
#define ACK 16

#define TICK 250 /* milliseconds, of the stack's timer */

/* What was heard last of the connection. */
static struct {
	uint16_t port;
	uint32_t seq, ack; /* the image's next byte, and the peer's */
	unsigned flags, bytes, nr;
} heard;

static unsigned get16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void hear(const uint8_t *f, size_t n)
{
	const uint8_t *tcp = f + 34;

	if (n < 54 || get16(f + 12) != 0x0800 || f[23] != 6)
		return;
	heard.nr++;
	heard.port = (uint16_t)get16(tcp);
	heard.flags = tcp[13];
	heard.bytes = get16(f + 16) - 20 - (tcp[12] >> 4) * 4u;
	heard.seq = get32(tcp + 4) + heard.bytes + (tcp[13] & (SYN | FIN) ? 1 : 0);
	heard.ack = get32(tcp + 8);
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void put_sum(uint8_t *to, const uint8_t *p, size_t n, uint32_t s)
{
	for (size_t i = 0; i < n; i += 2)
		s += get16(p + i);
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	s = ~s;
	to[0] = (uint8_t)(s >> 8);
	to[1] = (uint8_t)s;
}

/* The peer says something without bytes: it has all up to (ack). */
static void say(unsigned flags, uint32_t seq, uint32_t ack, unsigned window)
{
	uint8_t f[54] = { 0 }, *ip = f + 14, *tcp = f + 34;

	memcpy(f, fake_net_mac, 6);
	memcpy(f + 6, fake_net_peer_mac, 6);
	f[12] = 8;
	memcpy(ip, (uint8_t[]){ 0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6 }, 10);
	put32(ip + 12, FAKE_NET_PEER);
	put32(ip + 16, FAKE_NET_OWN);
	put_sum(ip + 10, ip, 20, 0);
	put32(tcp, 7u << 16 | heard.port);
	put32(tcp + 4, seq);
	put32(tcp + 8, ack);
	tcp[12] = 5 << 4;
	tcp[13] = (uint8_t)flags;
	tcp[14] = (uint8_t)(window >> 8);
	tcp[15] = (uint8_t)window;
	put_sum(tcp + 16, ip + 12, 28, 6 + 20);
	fake_net_receive(f, sizeof f);
}

static void introduce(void)
{
	uint8_t f[42] = { 0 };

	memcpy(f, fake_net_mac, 6);
	memcpy(f + 6, fake_net_peer_mac, 6);
	memcpy(f + 12, "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x02", 10);
	memcpy(f + 22, fake_net_peer_mac, 6);
	put32(f + 28, FAKE_NET_PEER);
	memcpy(f + 32, fake_net_mac, 6);
	put32(f + 38, FAKE_NET_OWN);
	fake_net_receive(f, sizeof f);
}

static void set(int s, int level, int name, int value)
{
	ok_int(sys_setsockopt(s, level, name, &value, sizeof value), 0, "an option");
}

/* A connection that has (ms), begun; the peer answers if (answers). */
static int begin(int ms, bool answers)
{
	struct {
		uint16_t family;
		uint8_t port[2], ip[4], zero[8];
	} to = { SOCKET_INET, { 0, 7 }, { 10, 0, 0, 1 }, { 0 } };
	int s = sys_socket(SOCKET_INET, SOCKET_STREAM | NONBLOCK, 0);

	introduce();
	set(s, SOL_TCP, TCP_USER_TIMEOUT, ms);
	(void)!sys_connect(s, &to, sizeof to);
	if (answers)
		say(SYN | ACK, 99, heard.seq, 60000);
	return s;
}

static int error_of(int s)
{
	int error = -1, n = sizeof error;

	(void)!sys_getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &n);
	return error;
}

/* (s) is given up in (ms), at the next tick at the latest; it waits since (already). */
static void given_up(int s, unsigned ms, unsigned already, const char *what)
{
	unsigned nr;

	fake_net_wait(ms - already - 50);
	ok_int(error_of(s), 0, what);
	fake_net_wait(TICK + 100);
	ok_int(error_of(s), ETIMEDOUT, what);
	nr = heard.nr;
	fake_net_wait(20000);
	ok_int(heard.nr, nr, "nothing more is said");
	(void)sys_close(s);
}

static void test_data(void)
{
	int s = begin(1100, true);

	ok_int(sys_write(s, "bytes", 5), 5, "bytes that nobody acknowledges");
	given_up(s, 1100, 0, "after the time, not earlier");
}

/* Each answer is one, be it for a part. */
static void test_progress(void)
{
	static uint8_t bytes[8000];
	int s = begin(1100, true);
	uint32_t first = heard.seq;

	(void)!sys_write(s, bytes, sizeof bytes);
	for (unsigned i = 1; i <= 4; i++) {
		fake_net_wait(700);
		say(ACK, 100, first + i * 536, 60000);
	}
	ok_int(error_of(s), 0, "a peer that acknowledges now and then");
	given_up(s, 1100, 0, "but not for ever");
}

/* It had all that was said; then more is, long after. */
static void test_idle(void)
{
	int s = begin(1100, true);

	(void)!sys_write(s, "1", 1);
	say(ACK, 100, heard.seq, 60000);
	fake_net_wait(5000);
	(void)!sys_write(s, "2", 1);
	given_up(s, 1100, 0, "time in which nothing was to be said does not count");
}

static void test_window(void)
{
	int s = begin(3000, true);

	say(ACK, 100, heard.seq, 0);
	(void)!sys_write(s, "bytes", 5);
	fake_net_wait(2000);
	say(ACK, 100, heard.seq - heard.bytes, 0);
	given_up(s, 3000, 2000, "a window that stays closed, whatever the peer says");
}

static void test_syn(void)
{
	given_up(begin(2600, false), 2600, 0, "nobody answers");
	given_up(begin(100, false), 1000, 0, "one question is asked again before");
}

/* The count of probes is not asked: Linux's tcp_keepalive_timer(). */
static void test_probes(void)
{
	int s = begin(9000, true);

	set(s, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(s, SOL_TCP, TCP_KEEPIDLE, 4);
	set(s, SOL_TCP, TCP_KEEPINTVL, 2);
	set(s, SOL_TCP, TCP_KEEPCNT, 1);
	fake_net_wait(9500);
	ok_int(error_of(s), 0, "probes without an answer");
	fake_net_wait(1500);
	ok_int(error_of(s), ETIMEDOUT, "as long as there is patience");
	(void)sys_close(s);
}

/* A closed socket's connection has what it had. */
static void test_closed(void)
{
	int s = begin(1100, true);
	unsigned nr;

	(void)!sys_write(s, "bytes", 5);
	(void)sys_close(s);
	fake_net_wait(1100 + TICK + 100);
	nr = heard.nr;
	ok(nr > 0, "it said something");
	fake_net_wait(20000);
	ok_int(heard.nr, nr, "a connection without a socket is given up, too");
}

static void test_none(void)
{
	int s = begin(0, true);

	(void)!sys_write(s, "bytes", 5);
	fake_net_wait(8000);
	ok_int(error_of(s), 0, "without a time it goes on for long");
	(void)sys_close(s);
}

int main(void)
{
	fake_net_sent = hear;
	fake_net_start("10.0.0.2/24");
	test_data();
	test_progress();
	test_idle();
	test_window();
	test_syn();
	test_probes();
	test_closed();
	test_none();
	return tap_done();
}
