/* SPDX-License-Identifier: MIT */
/* What peers and applications do, by the bytes of a fuzzer: see net_script.h. */
#include "test/unit/net_script.h"

#include <string.h>

#include "abi/linux/syscalls.h"
#include "kern/net/socket.h"
#include "test/unit/net_fake.h"

#define NONBLOCK    04000
#define SOCKETS     6
#define TYPE_IP4    0x0800
#define TYPE_ARP    0x0806
#define TYPE_IP6    0x86dd
#define PROTO_ICMP  1
#define PROTO_TCP   6
#define PROTO_UDP   17
#define PROTO_ICMP6 58

/* What is left of the script. */
static const uint8_t *at;
static size_t left;

/* The frame that is built, and what was heard of the image. */
static uint8_t frame[FAKE_NET_MAX];
static size_t length;
static struct {
	uint16_t own_port, port; /* of TCP: the image's and the peer's */
	uint32_t next, taken;    /* the image's next number, and what it has of the peer's */
	uint8_t id4[4];          /* of DHCP's question */
	uint8_t id6[3];
} heard;

static int sockets[SOCKETS];

static unsigned take(void)
{
	unsigned byte = left ? *at : 0;

	at += left > 0;
	left -= left > 0;
	return byte;
}

static unsigned take16(void)
{
	unsigned high = take();

	return high << 8 | take();
}

static void put8(unsigned value)
{
	if (length < sizeof frame)
		frame[length++] = (uint8_t)value;
}

static void put16(unsigned value)
{
	put8(value >> 8);
	put8(value);
}

static void put32(uint32_t value)
{
	put16(value >> 16);
	put16(value & 0xffff);
}

static void put(const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put8(((const uint8_t *)bytes)[i]);
}

/* Bytes of the script: a count, and them. */
static void put_bytes(unsigned most)
{
	unsigned n = take() * 6;

	n = n > most ? most : n;
	n = n > left ? (unsigned)left : n;
	put(at, n);
	at += n;
	left -= n;
}

static unsigned get16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static uint16_t sum(const uint8_t *p, size_t n, uint32_t before)
{
	for (size_t i = 0; i < n; i++)
		before += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (before >> 16)
		before = (before & 0xffff) + (before >> 16);
	return (uint16_t)before;
}

/* --- What the image says --- */

static void hear_dhcp(const uint8_t *udp, size_t n)
{
	if (n > 16 && get16(udp + 2) == 67)
		memcpy(heard.id4, udp + 12, 4);
	else if (n > 12 && get16(udp + 2) == 547)
		memcpy(heard.id6, udp + 9, 3);
}

static void hear(const uint8_t *f, size_t n)
{
	const uint8_t *ip = f + 14, *tcp;
	unsigned protocol, header = 40, data;

	if (n < 54 || (get16(f + 12) != TYPE_IP4 && get16(f + 12) != TYPE_IP6))
		return;
	if (get16(f + 12) == TYPE_IP4)
		header = (ip[0] & 15u) * 4;
	protocol = get16(f + 12) == TYPE_IP4 ? ip[9] : ip[6];
	if (n < 14 + header + 8)
		return;
	if (protocol == PROTO_UDP)
		hear_dhcp(ip + header, n - 14 - header);
	if (protocol != PROTO_TCP || n < 14 + header + 20)
		return;
	tcp = ip + header;
	data = (get16(f + 12) == TYPE_IP4 ? get16(ip + 2) - header : get16(ip + 4)) -
	       (tcp[12] >> 4) * 4u;
	heard.own_port = (uint16_t)get16(tcp);
	heard.port = (uint16_t)get16(tcp + 2);
	heard.next = get32(tcp + 4) + data + (tcp[13] & 3 ? 1 : 0);
	heard.taken = get32(tcp + 8);
}

/* --- Frames --- */

static void begin(unsigned type, const uint8_t *to)
{
	length = 0;
	put(to, 6);
	put(fake_net_peer_mac, 6);
	put16(type);
}

static const uint8_t peer6[16] = { 0xfe, 0x80, [8] = 2, 0, 0, 0xff, 0xfe, 0, 0, 1 };
static const uint8_t own6[16] = { 0xfe, 0x80, [11] = 0xff, 0xfe, 0, 0, 2 };

/* The header of IPv4; (shape): 0 a plain one. */
static void begin4(unsigned protocol, unsigned shape)
{
	unsigned options = shape & 3 ? (take() & 15) * 4 : 0;

	begin(TYPE_IP4,
	      shape & 4 ? (const uint8_t[]){ 255, 255, 255, 255, 255, 255 } : fake_net_mac);
	options = options > 40 ? 40 : options;
	put8(0x45 + options / 4);
	put8(0);
	put16(0);
	put16(shape & 8 ? take() & 3 : 1);
	put16(shape & 8 ? take16() & 0xbfff : 0); /* fragments */
	put8(64);
	put8(protocol);
	put16(0);
	put32(shape & 16 ? take16() * 65537u : FAKE_NET_PEER);
	put32(shape & 32 ? UINT32_MAX : FAKE_NET_OWN);
	for (unsigned i = 0; i < options; i++)
		put8(take());
}

static unsigned begin6(unsigned protocol, unsigned shape)
{
	unsigned next = protocol;

	begin(TYPE_IP6, fake_net_mac);
	put32(0x60000000);
	put16(0);
	if (shape & 1)
		next = take();
	put8(next);
	put8(shape & 2 ? 255 : take());
	put(peer6, 16);
	if (shape & 4)
		put((const uint8_t[]){ 0xff, 2, [15] = 1 }, 16);
	else
		put(own6, 16);
	if (shape & 8) /* any extension headers before it */
		put_bytes(200);
	return next;
}

/* Fill in lengths and sums, of (protocol) from (start) on, and let it come. */
static void finish(size_t start, unsigned protocol, bool right)
{
	uint8_t *ip = frame + 14;
	bool v4 = get16(frame + 12) == TYPE_IP4;
	size_t n = length - start, place;
	uint32_t before = protocol + (uint32_t)n;
	uint16_t s;

	if (v4) {
		ip[2] = (uint8_t)((length - 14) >> 8);
		ip[3] = (uint8_t)(length - 14);
		s = (uint16_t)~sum(ip, (ip[0] & 15u) * 4, 0);
		ip[10] = (uint8_t)(s >> 8);
		ip[11] = (uint8_t)s;
		before = sum(ip + 12, 8, before);
	} else {
		ip[4] = (uint8_t)((length - 54) >> 8);
		ip[5] = (uint8_t)(length - 54);
		before = sum(ip + 8, 32, before);
	}
	place = protocol == PROTO_TCP ? 16 : protocol == PROTO_UDP ? 6 : 2;
	if (right && n >= place + 2) {
		uint8_t *field = frame + start + place;

		field[0] = field[1] = 0;
		s = (uint16_t)~sum(frame + start, n, protocol == PROTO_ICMP ? 0 : before);
		field[0] = (uint8_t)(s >> 8);
		field[1] = (uint8_t)s;
	}
	fake_net_receive(frame, length);
}

static void act_frame(void)
{
	length = 0;
	put_bytes(FAKE_NET_MAX);
	fake_net_receive(frame, length);
}

static void act_arp(void)
{
	unsigned shape = take();

	begin(TYPE_ARP, fake_net_mac);
	put32(0x00010800);
	put32(0x06040000 | (shape & 3));
	put(shape & 4 ? fake_net_mac : fake_net_peer_mac, 6);
	put32(shape & 8 ? FAKE_NET_PEER + take() : FAKE_NET_PEER);
	put(fake_net_mac, 6);
	put32(shape & 16 ? FAKE_NET_OWN + take() : FAKE_NET_OWN);
	put_bytes(60);
	fake_net_receive(frame, length - (shape & 32 ? take() % 28 : 0));
}

/* A packet of (protocol), any bytes behind its first (sure). */
static void act_packet(bool v4, unsigned protocol, unsigned sure, const uint8_t *first)
{
	unsigned shape = take();
	size_t start;

	if (v4)
		begin4(protocol, shape);
	else
		(void)begin6(protocol, shape);
	start = length;
	put(first, sure);
	put_bytes(1400);
	finish(start, protocol, true);
}

static void act_udp(void)
{
	static const uint16_t ports[] = { 53, 68, 546, 123, 7, 40000 };
	uint8_t head[8] = { 0 };
	unsigned port = ports[take() % 6], from = take(), n = take16();

	head[0] = (uint8_t)from;
	head[1] = 53;
	head[2] = (uint8_t)(port >> 8);
	head[3] = (uint8_t)port;
	head[4] = (uint8_t)(n >> 8);
	head[5] = (uint8_t)n;
	act_packet(from & 1, PROTO_UDP, sizeof head, head);
}

/* Mostly in order: numbers are off by little. */
static void act_tcp(void)
{
	unsigned how = take(), flags = take(), shape = how & 64 ? take() : 0, options;
	size_t start, header;
	int8_t before = how & 1 ? (int8_t)take() : 0, behind = how & 2 ? (int8_t)take() : 0;
	bool begins = how & 4 || !heard.own_port;

	if (how & 128)
		(void)begin6(PROTO_TCP, shape & ~1u);
	else
		begin4(PROTO_TCP, shape & 3);
	start = length;
	put16(begins ? 1024 + take() : heard.port);
	put16(begins ? 80 : heard.own_port);
	put32(begins ? take16() << 16 : heard.taken + (uint32_t)before * (how & 8 ? 700 : 1));
	put32(heard.next + (uint32_t)behind * (how & 16 ? 700 : 1));
	header = length;
	put8(0);
	put8(flags);
	put16(how & 32 ? take16() : 60000);
	put32(0);
	options = (take() & 15) * 4;
	options = options > 40 ? 40 : options;
	for (unsigned i = 0; i < options; i++)
		put8(take());
	frame[header] = (uint8_t)((20 + options) / 4 << 4);
	put_bytes(1400);
	finish(start, PROTO_TCP, true);
}

static void act_dhcp4(void)
{
	size_t start, i;

	begin4(PROTO_UDP, 4 | 32);
	start = length;
	put32(67 << 16 | 68);
	put32(0);
	put32(0x02010600);
	put(heard.id4, 4);
	for (i = 0; i < 2; i++)
		put32(0);
	put32(FAKE_NET_OWN + take() % 3);
	put32(FAKE_NET_PEER);
	put32(0);
	put(fake_net_mac, 6);
	for (i = 0; i < 202; i++)
		put8(i < 10 ? 0 : take() % 3 ? 0 : take()); /* names, which may hold options */
	put32(0x63825363);
	put16(53 << 8 | 1); /* of which kind it is */
	put8(take() % 9);
	put_bytes(900);
	frame[start + 4] = (uint8_t)((length - start) >> 8);
	frame[start + 5] = (uint8_t)(length - start);
	finish(start, PROTO_UDP, true);
}

static void act_dhcp6(void)
{
	size_t start;

	(void)begin6(PROTO_UDP, 2);
	start = length;
	put32(547u << 16 | 546);
	put32(0);
	put8(take() % 14);
	put(heard.id6, 3);
	put_bytes(900);
	frame[start + 4] = (uint8_t)((length - start) >> 8);
	frame[start + 5] = (uint8_t)(length - start);
	finish(start, PROTO_UDP, true);
}

/* --- The application --- */

struct address {
	uint16_t family, port;
	uint32_t ip;
	uint8_t rest[20];
};

static struct address address(unsigned family, unsigned port, uint32_t ip)
{
	return (struct address){
		(uint16_t)family, __builtin_bswap16((uint16_t)port), __builtin_bswap32(ip), { 0 }
	};
}

static void open_sockets(void)
{
	struct address any = address(SOCKET_INET6, 80, 0);

	for (unsigned i = 0; i < SOCKETS; i++)
		sockets[i] = -1;
	sockets[0] = sys_socket(SOCKET_INET6, SOCKET_STREAM | NONBLOCK, 0);
	(void)!sys_bind(sockets[0], &any, 28);
	(void)!sys_listen(sockets[0], 10);
	any = address(SOCKET_INET6, 53, 0);
	sockets[1] = sys_socket(SOCKET_INET6, SOCKET_DGRAM | NONBLOCK, 0);
	(void)!sys_bind(sockets[1], &any, 28);
	sockets[2] = sys_socket(SOCKET_INET, SOCKET_RAW | NONBLOCK, PROTO_ICMP);
}

static void set_some(int s)
{
	int said = (int)take16(), size = said * 32, seconds = said >> 1 & 1, ms = said << 4;

	(void)!sys_setsockopt(s, 1, 8, &size, sizeof size); /* SO_RCVBUF */
	if (said & 1) {
		(void)!sys_setsockopt(s, 6, 9, &seconds, sizeof seconds); /* TCP_DEFER_ACCEPT */
		(void)!sys_setsockopt(s, 6, 18, &ms, sizeof ms);          /* TCP_USER_TIMEOUT */
	}
}

static void act_call(void)
{
	static uint8_t bytes[4000];
	struct address to = address(SOCKET_INET, 7 + take() % 2, FAKE_NET_PEER);
	unsigned what = take();
	int *s = &sockets[what >> 4 & 3], *one = &sockets[3 + (what >> 4) % 3];

	switch (what & 7) {
	case 0:
		if (*one < 0)
			*one = sys_accept4(sockets[0], NULL, NULL, NONBLOCK);
		break;
	case 1:
		(void)!sys_read(*one, bytes, take16() % sizeof bytes);
		break;
	case 2:
		(void)!sys_write(*one, bytes, take16() % sizeof bytes);
		break;
	case 3:
		(void)!sys_shutdown(*one, (int)(take() % 3));
		break;
	case 4:
		if (*one >= 0)
			(void)!sys_close(*one);
		*one = -1;
		break;
	case 5:
		if (*one < 0) {
			*one = sys_socket(SOCKET_INET, SOCKET_STREAM | NONBLOCK, 0);
			(void)!sys_connect(*one, &to, 16);
		}
		break;
	case 6:
		if (what & 8)
			set_some(what & 0x40 ? *one : sockets[0]);
		else
			(void)!sys_read(*s, bytes, sizeof bytes);
		break;
	default:
		(void)!sys_sendto(sockets[1 + what % 2], bytes, take16() % sizeof bytes, 0, &to,
				  16);
	}
}

static void act(enum net_act what)
{
	static const uint8_t none[1];

	switch (what) {
	case ACT_FRAME:
		act_frame();
		break;
	case ACT_ARP:
		act_arp();
		break;
	case ACT_IP4:
		act_packet(true, take(), 0, none);
		break;
	case ACT_IP6:
		act_packet(false, take(), 0, none);
		break;
	case ACT_ICMP4:
		act_packet(true, PROTO_ICMP, 0, none);
		break;
	case ACT_ICMP6:
		act_packet(false, PROTO_ICMP6, 0, none);
		break;
	case ACT_UDP:
		act_udp();
		break;
	case ACT_TCP:
		act_tcp();
		break;
	case ACT_DHCP4:
		act_dhcp4();
		break;
	case ACT_DHCP6:
		act_dhcp6();
		break;
	case ACT_CALL:
		act_call();
		break;
	default:
		fake_net_wait(1u << take() % 16);
	}
}

void net_script_run(const uint8_t *data, size_t size, const char *ip, const enum net_act *acts,
		    unsigned nr_acts)
{
	static const uint8_t introduction[] = { 0 };
	static bool begun;

	if (!begun)
		fake_net_start(ip);
	begun = true;
	fake_net_sent = hear;
	memset(&heard, 0, sizeof heard);
	open_sockets();
	at = introduction;
	left = sizeof introduction;
	act_arp();
	at = data;
	left = size;
	while (left)
		act(acts[take() % nr_acts]);
	for (unsigned i = 0; i < SOCKETS; i++)
		if (sockets[i] >= 0)
			(void)!sys_close(sockets[i]);
	fake_net_wait(60000);
	fake_net_give_back();
}
