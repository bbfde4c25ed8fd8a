/* Rings of packet sockets on the loopback interface: frames in memory that is mapped. net: alone */
#include "file.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#define OURS 0x88b5 /* for experiments: nobody listens */
#define LL   sizeof(struct sockaddr_ll)

/* Of <linux/if_packet.h>, for both libcs. */
enum { RX_RING = 5, STATISTICS = 6, VERSION = 10, HDRLEN = 11, RESERVE = 12 };
#define USER 1u

#define ROUND(n) (((n) + 4095) & ~4095u)

struct request {
	unsigned block_size, nr_blocks, frame_size, nr_frames, patience, private_size, features;
};
struct header1 {
	unsigned long status;
	unsigned len, kept;
	unsigned short mac, network;
	unsigned seconds, microseconds;
};
struct header2 {
	unsigned status, len, kept;
	unsigned short mac, network;
	unsigned seconds, nanoseconds;
	unsigned short vlan, vlan_protocol;
	unsigned char padding[4];
};
struct header3 {
	unsigned next, seconds, nanoseconds, kept, len, status;
	unsigned short mac, network;
	unsigned hash, vlan;
	unsigned short vlan_protocol, padding;
	unsigned char more_padding[8];
};
struct block {
	unsigned version, private_at, status, nr_frames, first_at, len;
	unsigned long long sequence;
	unsigned begins[2], ends[2];
};

static int lo, sender;

static int make(int type)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_protocol = htons(OURS), .sll_ifindex = lo };
	int s = socket(AF_PACKET, type, htons(OURS));

	if (s < 0 || bind(s, (void *)&a, LL))
		printf("make: errno %d\n", errno);
	return s;
}

/* A frame of (n) bytes behind its header, of which each is (fill). */
static void say(int fill, size_t n)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_protocol = htons(OURS), .sll_ifindex = lo, .sll_halen = 6 };
	static char b[4000];

	memset(b, fill, n);
	if (sendto(sender, b, n, 0, (void *)&a, LL) != (ssize_t)n)
		printf("say: errno %d\n", errno);
}

static int option(int s, int name, int value)
{
	return setsockopt(s, SOL_PACKET, name, &value, sizeof value);
}

static int ring(int s, struct request r, int version)
{
	return setsockopt(s, SOL_PACKET, RX_RING, &r, version == 2 ? sizeof r : 4 * sizeof(unsigned));
}

static void tell_statistics(int s)
{
	unsigned n[3] = { 9, 9, 9 };
	socklen_t size = sizeof n;

	printf("statistics: %d,", getsockopt(s, SOL_PACKET, STATISTICS, n, &size));
	printf(" %d bytes: %u came, %u lost, stopped %u\n", (int)size, n[0], n[1], n[2]);
}

static void tell_poll(int s)
{
	struct pollfd p = { s, POLLIN, 0 };

	printf("poll: %d\n", poll(&p, 1, 0));
}

static void tell_frame(const char *at, unsigned mac, unsigned network, unsigned len, unsigned kept, const struct sockaddr_ll *a)
{
	printf("at %u and %u: %u of %u bytes, '%.3s'; family %d, protocol %04x, %s, kind %d, hardware %d, %d\n", mac, network,
	       kept, len, kept >= 3 ? at + mac + kept - 3 : "", a->sll_family, ntohs(a->sll_protocol),
	       a->sll_ifindex == lo ? "lo" : "?", a->sll_pkttype, a->sll_hatype, a->sll_halen);
}

static int is_now(unsigned seconds)
{
	time_t now = time(NULL);

	return (time_t)seconds >= now - 60 && (time_t)seconds <= now + 60;
}

static void refused(void)
{
	static const struct request wrong[] = {
		{ 0, 1, 2048, 2, 0, 0, 0 },	 { 4000, 1, 2000, 2, 0, 0, 0 },	  { 4096, 1, 2048, 3, 0, 0, 0 },
		{ 4096, 1, 2040, 2, 0, 0, 0 },	 { 4096, 1, 32, 128, 0, 0, 0 },	  { 4096, 1, 8192, 0, 0, 0, 0 },
		{ 4096, 0, 2048, 2, 0, 0, 0 },	 { 4096, 2, 4096, 1, 0, 0, 0 },
	};
	int s = make(SOCK_RAW), n;
	socklen_t size = sizeof n;

	for (int i = 0; i < 8; i++)
		T(ring(s, wrong[i], 0));
	T(mmap(NULL, 4096, PROT_READ, MAP_SHARED, s, 0) == MAP_FAILED ? -1 : 0);
	T(option(s, VERSION, 3));
	T(option(s, VERSION, -1));
	T(setsockopt(s, SOL_PACKET, VERSION, &n, 2));
	for (n = 0; n < 4; n++) {
		int length = n;

		size = sizeof length;
		T(getsockopt(s, SOL_PACKET, HDRLEN, &length, &size));
		printf("header %d: %d, %d\n", n, length, (int)size);
	}
	T(option(s, VERSION, 2));
	size = sizeof n;
	T(getsockopt(s, SOL_PACKET, VERSION, &n, &size));
	printf("version %d\n", n);
	T(ring(s, (struct request){ 4096, 2, 2048, 4, 0, 0, 0 }, 0));
	T(ring(s, (struct request){ 4096, 2, 2048, 4, 0, 4096, 0 }, 2));
	T(ring(s, (struct request){ 4096, 2, 2048, 4, 0, 4000, 0 }, 2));
	T(ring(s, (struct request){ 4096, 2, 2048, 4, 100, 0, 0 }, 2));
	T(ring(s, (struct request){ 4096, 2, 2048, 4, 100, 0, 0 }, 2));
	T(option(s, VERSION, 1));
	T(option(s, RESERVE, 8));
	T(ring(s, (struct request){ 0 }, 2));
	T(option(s, RESERVE, -1));
	T(option(s, RESERVE, 8));
	T(option(s, VERSION, 1));
	close(s);
}

/* Places of one size: four, of which the application is slow to give some back. */
static void places(int type, int version, int reserve)
{
	const struct request r = { 4096, 2, 2048, 4, 0, 0, 0 };
	int s = make(type);
	char *m;

	T(option(s, VERSION, version));
	T(option(s, RESERVE, reserve));
	T(ring(s, r, version));
	m = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	if (m == MAP_FAILED)
		return;
	T(ring(s, (struct request){ 0 }, version)); /* it is mapped */
	tell_poll(s);
	for (int i = 0; i < 6; i++)
		say('a' + i, i == 1 ? 3000 : 100);
	tell_poll(s);
	tell_statistics(s);
	for (int i = 0; i < 4; i++) {
		char *at = m + i * 2048;
		struct header1 *h = (void *)at;
		struct header2 *k = (void *)at;
		struct sockaddr_ll *a = (void *)(at + 32);

		if (version == 0) {
			printf("%lu %d ", h->status & USER, is_now(h->seconds));
			tell_frame(at, h->mac, h->network, h->len, h->kept, a);
			h->status = i == 3;
		} else {
			printf("%u %d %u ", k->status & USER, is_now(k->seconds), k->vlan);
			tell_frame(at, k->mac, k->network, k->len, k->kept, a);
			k->status = i == 3;
		}
	}
	tell_poll(s);
	for (int i = 0; i < 4; i++)
		say('p' + i, 50);
	for (int i = 0; i < 4; i++)
		printf("%u ", *(unsigned *)(m + i * 2048) & USER);
	tell_statistics(s);
	T(recv(s, m, 1, MSG_DONTWAIT));
	close(s);
	say('z', 50); /* to nobody */
	T(munmap(m, 8192));
}

static void tell_block(struct block *b)
{
	char *at = (char *)b + b->first_at;

	printf("block: version %u, private at %u, status %x, %u frames from %u on, %u bytes, number %llu, %d %d\n", b->version,
	       b->private_at, b->status, b->nr_frames, b->first_at, b->len, b->sequence, is_now(b->begins[0]), is_now(b->ends[0]));
	for (unsigned i = 0; i < b->nr_frames; i++) {
		struct header3 *h = (void *)at;

		printf("next %u: %u ", h->next, h->status & USER);
		tell_frame(at, h->mac, h->network, h->len, h->kept, (void *)(at + 48));
		at += h->next;
	}
}

static void blocks(int type, int reserve, unsigned private_size)
{
	int s = make(type);
	struct pollfd p = { s, POLLIN, 0 };
	struct block *b[2];
	char *m;

	T(option(s, VERSION, 2));
	T(option(s, RESERVE, reserve));
	T(ring(s, (struct request){ 8192, 2, 2048, 8, 500, private_size, 0 }, 2));
	m = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	if (m == MAP_FAILED)
		return;
	b[0] = (void *)m;
	b[1] = (void *)(m + 8192);
	tell_poll(s);
	say('a', 100);
	say('b', 101);
	printf("poll: %d\n", poll(&p, 1, 10000)); /* it is handed over by time */
	tell_block(b[0]);
	for (int i = 0; i < 5; i++)
		say('c' + i, 2000);
	printf("first %u, second %u\n", b[0]->status & USER, b[1]->status & USER);
	tell_block(b[1]);
	tell_statistics(s);
	b[0]->status = 0;
	b[1]->status = 0;
	say('x', 3999);
	printf("poll: %d\n", poll(&p, 1, 10000));
	tell_block(b[0]);
	tell_statistics(s);
	b[0]->status = 0;
	close(s);
	T(munmap(m, 16384));
}

/* Room for the application that leaves none, or less, for frames; (reserve) is more than a header can say. */
static void narrow(int version, unsigned reserve, unsigned frame_size)
{
	unsigned size = version == 2 && frame_size > 4096 ? 131072 : ROUND(frame_size);
	int s = make(SOCK_RAW);
	struct pollfd p = { s, POLLIN, 0 };
	char *m;

	T(option(s, VERSION, version));
	T(option(s, RESERVE, (int)reserve));
	T(ring(s, (struct request){ size, 2, frame_size, size / frame_size * 2, 500, 0, 0 }, version));
	m = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	if (m == MAP_FAILED)
		return;
	for (int i = 0; i < 3; i++)
		say('a' + i, 100);
	tell_statistics(s);
	poll(&p, 1, version == 2 ? 1500 : 200);
	if (version == 2 && ((struct block *)m)->status & USER)
		tell_block((void *)m);
	else if (version < 2)
		printf("%u at %u\n", ((struct header2 *)m)->kept, ((struct header2 *)m)->mac);
	close(s);
}

int main(void)
{
	lo = (int)if_nametoindex("lo");
	sender = socket(AF_PACKET, SOCK_DGRAM, 0);
	refused();
	places(SOCK_RAW, 0, 0);
	places(SOCK_RAW, 1, 4);
	places(SOCK_DGRAM, 1, 0);
	blocks(SOCK_RAW, 4, 0);
	blocks(SOCK_DGRAM, 0, 13);
	narrow(1, 4, 64);
	narrow(1, 12, 64);
	narrow(1, 12, 80);
	narrow(1, 65000, 66000);
	narrow(1, 65500, 66000);
	narrow(2, 65000, 131072 - 64);
	narrow(2, 65500, 131072 - 64);
	narrow(2, 0, 65536);
	narrow(2, 3960, 4032);
	narrow(2, 3968, 4048);
	narrow(2, 65530 - 96, 65536);
	return 0;
}
