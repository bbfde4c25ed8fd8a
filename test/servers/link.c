/* SPDX-License-Identifier: MIT */
/*
 * A bad link between two interfaces: what comes from one goes to the other, or is lost, doubled, overtaken, changed
 * or late. For kernels without netem, and for both directions at once. Long segments are cut up before.
 *
 *	link TAP IMAGE LOSS DOUBLE OVERTAKE CHANGE DELAY [SEED]
 *
 * TAP is a new device, the clients' end; IMAGE is the interface that an image is behind, without addresses of its own.
 * Chances are in hundredths of a percent, the delay in microseconds. Counts are printed at SIGTERM.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX   65600
#define WAITING_MAX 8192
#define OVERTAKEN   3000 /* microseconds that one is late when others overtake it */

struct frame {
	uint64_t due;
	int to;
	size_t n;
	unsigned char *bytes;
};

static struct frame waiting[WAITING_MAX]; /* a heap: the first is the next */
static size_t nr_waiting;
static unsigned loss, twice, overtaken, changed;
static uint64_t delay, seed = 1;
static unsigned long nr_frames, nr_lost, nr_twice, nr_overtaken, nr_changed, nr_full;
static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* xorshift64*: (n) of 10,000 times. */
static unsigned dice(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717ull >> 33) % n);
}

static int happens(unsigned chance)
{
	return chance && dice(10000) < chance;
}

static void put(uint64_t due, int to, const unsigned char *bytes, size_t n)
{
	size_t at = nr_waiting;

	if (nr_waiting == WAITING_MAX) {
		nr_full++;
		return;
	}
	for (nr_waiting++; at && waiting[(at - 1) / 2].due > due; at = (at - 1) / 2)
		waiting[at] = waiting[(at - 1) / 2];
	waiting[at] = (struct frame){ due, to, n, malloc(n) };
	memcpy(waiting[at].bytes, bytes, n);
}

static struct frame take(void)
{
	struct frame first = waiting[0], last = waiting[--nr_waiting];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < nr_waiting) {
		if (child + 1 < nr_waiting && waiting[child + 1].due < waiting[child].due)
			child++;
		if (waiting[child].due >= last.due)
			break;
		waiting[at] = waiting[child];
		at = child;
	}
	waiting[at] = last;
	return first;
}

/* The sum of TCP or UDP over IPv4, where the sender left it to a device. */
static void fill_checksum(unsigned char *f, size_t n)
{
	unsigned char *ip = f + 14, *at;
	size_t header = (size_t)(ip[0] & 15) * 4, length = (size_t)(ip[2] << 8 | ip[3]);
	uint32_t sum;

	if (n < 34 || f[12] != 8 || f[13] != 0 || (ip[9] != 6 && ip[9] != 17) || length > n - 14)
		return;
	at = ip + header + (ip[9] == 6 ? 16 : 6);
	at[0] = at[1] = 0;
	sum = ip[9] + (uint32_t)(length - header);
	for (unsigned i = 12; i < 20; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	for (size_t i = header; i < length; i += 2)
		sum += (uint32_t)(ip[i] << 8) + (i + 1 < length ? ip[i + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	at[0] = (unsigned char)(~sum >> 8);
	at[1] = (unsigned char)~sum;
}

/* What becomes of a frame. ARP is spared: without it there is nothing to test. */
static void pass(unsigned char *f, size_t n, int to)
{
	int spared = n > 13 && f[12] == 8 && f[13] == 6;
	uint64_t due = now() + delay;

	nr_frames++;
	if (!spared && happens(loss)) {
		nr_lost++;
		return;
	}
	if (!spared && happens(changed)) {
		nr_changed++;
		f[14 + dice((unsigned)n - 14)] ^= (unsigned char)(1u << dice(8));
	}
	if (happens(overtaken)) {
		nr_overtaken++;
		due += OVERTAKEN;
	}
	put(due, to, f, n);
	if (happens(twice)) {
		nr_twice++;
		put(due, to, f, n);
	}
}

static int open_tap(const char *name)
{
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	strncpy(r.ifr_name, name, IFNAMSIZ - 1);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &r))
		die("tap");
	return fd;
}

/* To write to it, or (reads) it, where each frame has a header that says what is left to a device. */
static int open_interface(const char *name, int reads)
{
	int protocol = reads ? htons(ETH_P_ALL) : 0, one = 1, size = 8 << 20;
	struct sockaddr_ll a = { .sll_family = AF_PACKET,
				 .sll_protocol = (unsigned short)protocol,
				 .sll_ifindex = (int)if_nametoindex(name) };
	int s = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, protocol);

	if (s < 0 || bind(s, (void *)&a, sizeof a) ||
	    setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) ||
	    (reads && setsockopt(s, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof one)))
		die(name);
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
	return s;
}

static void from_tap(int tap, int image)
{
	static unsigned char f[FRAME_MAX];
	ssize_t n;

	for (unsigned i = 0; i < 64 && (n = read(tap, f, sizeof f)) > 14; i++)
		pass(f, (size_t)n, image);
}

static void put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static void fill_header_checksum(unsigned char *ip)
{
	uint32_t sum = 0;

	put16(ip + 10, 0);
	for (unsigned i = 0; i < (ip[0] & 15) * 4u; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum);
}

/* What a device makes of a long segment of TCP over IPv4, whose (n) bytes are at (f): each passes for itself. */
static void cut(unsigned char *f, size_t n, const struct virtio_net_hdr *h, int to)
{
	static unsigned char one[FRAME_MAX];
	size_t ip = 14, tcp = ip + (f[ip] & 15) * 4u, headers = tcp + (f[tcp + 12] >> 4) * 4u, now;
	uint32_t seq;
	unsigned id = (unsigned)(f[ip + 4] << 8 | f[ip + 5]);

	memcpy(&seq, f + tcp + 4, sizeof seq);
	seq = ntohl(seq);
	for (size_t at = headers; at < n; at += now, seq += (uint32_t)now) {
		uint32_t number = htonl(seq);

		now = n - at < h->gso_size ? n - at : h->gso_size;
		memcpy(one, f, headers);
		memcpy(one + headers, f + at, now);
		put16(one + ip + 2, (unsigned)(headers - ip + now));
		put16(one + ip + 4, id++);
		memcpy(one + tcp + 4, &number, sizeof number);
		if (at + now < n)
			one[tcp + 13] &= (unsigned char)~0x09; /* the last one's alone: FIN, PSH */
		fill_header_checksum(one + ip);
		fill_checksum(one, headers + now);
		pass(one, headers + now, to);
	}
}

static void from_image(int image, int tap)
{
	static unsigned char f[FRAME_MAX];

	for (unsigned i = 0; i < 64; i++) {
		struct virtio_net_hdr h;
		struct iovec v[2] = { { &h, sizeof h }, { f, sizeof f } };
		ssize_t n = readv(image, v, 2) - (ssize_t)sizeof h;

		if (n <= 14)
			return;
		if (h.gso_type == VIRTIO_NET_HDR_GSO_TCPV4) {
			cut(f, (size_t)n, &h, tap);
			continue;
		}
		if (h.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
			fill_checksum(f, (size_t)n);
		pass(f, (size_t)n, tap);
	}
}

int main(int argc, char **argv)
{
	struct pollfd p[2];
	int tap, image, to_image;

	if (argc < 8)
		return 2;
	tap = open_tap(argv[1]);
	image = open_interface(argv[2], 1);
	to_image = open_interface(argv[2], 0);
	loss = (unsigned)atoi(argv[3]);
	twice = (unsigned)atoi(argv[4]);
	overtaken = (unsigned)atoi(argv[5]);
	changed = (unsigned)atoi(argv[6]);
	delay = (uint64_t)atol(argv[7]);
	if (argc > 8)
		seed = (uint64_t)atol(argv[8]) | 1;
	signal(SIGTERM, end);
	p[0] = (struct pollfd){ tap, POLLIN, 0 };
	p[1] = (struct pollfd){ image, POLLIN, 0 };
	while (!ended) {
		struct timespec wait = { 1, 0 };
		uint64_t at = now();

		if (nr_waiting)
			wait = (struct timespec){ 0, waiting[0].due > at
							     ? (long)(waiting[0].due - at) * 1000
							     : 0 };
		ppoll(p, 2, &wait, NULL);
		if (p[0].revents)
			from_tap(tap, to_image);
		if (p[1].revents)
			from_image(image, tap);
		for (at = now(); nr_waiting && waiting[0].due <= at;) {
			struct frame f = take();

			if (write(f.to, f.bytes, f.n) < 0)
				nr_full++;
			free(f.bytes);
		}
	}
	printf("%lu frames: %lu lost, %lu twice, %lu overtaken, %lu changed, %lu for want of room\n",
	       nr_frames, nr_lost, nr_twice, nr_overtaken, nr_changed, nr_full);
	return 0;
}
