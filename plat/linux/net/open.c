/* SPDX-License-Identifier: MIT */
/*
 * The values of the key `net.device`: what each opens, and what there is to know of it.
 */
#include "plat/linux/net/net.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "plat/linux/linux.h"

#define O_RDWR     00000002
#define O_NONBLOCK 00004000
#define O_CLOEXEC  02000000

#define AF_UNIX     1
#define AF_INET     2
#define AF_PACKET   17
#define SOCK_STREAM 1
#define SOCK_DGRAM  2
#define SOCK_RAW    3
#define SOL_SOCKET  1
#define SO_DOMAIN   39
#define SOL_PACKET  263

#define ETH_P_ALL_BIG_ENDIAN 0x0300

#define PACKET_VNET_HDR        15
#define PACKET_IGNORE_OUTGOING 23

#define SIOCGIFMTU      0x8921
#define SIOCGIFHWADDR   0x8927
#define SIOCGIFINDEX    0x8933
#define TUNSETIFF       0x400454ca
#define TUNGETIFF       0x800454d2
#define TUNSETOFFLOAD   0x400454d0
#define TUNSETVNETHDR   0x400454d8 /* TUNSETVNETHDRSZ */
#define IFF_TAP         0x0002
#define IFF_MULTI_QUEUE 0x0100
#define IFF_NO_PI       0x1000
#define IFF_VNET_HDR    0x4000
#define TUN_CAN_SUM     0x01
#define TUN_CAN_TSO4    0x02
#define TUN_CAN_TSO6    0x04
#define STREAM_MTU      65520 /* of passt, which says so by DHCP */
#define NAME_SIZE       16

struct ifreq {
	char name[NAME_SIZE];
	union {
		uint16_t flags;
		int32_t number;
		struct {
			uint16_t family;
			uint8_t mac[14];
		};
		uint8_t room[24];
	};
};

struct sockaddr_packet {
	uint16_t family;
	uint16_t protocol;
	int32_t index;
	uint8_t rest[12];
};

struct sockaddr_unix {
	uint16_t family;
	char path[108];
};

static void set_name(struct ifreq *r, const char *name, const char *what)
{
	*r = (struct ifreq){ .number = 0 };
	if (!*name || strlen(name) >= NAME_SIZE)
		image_refuse("net.device: '%s': no name of an interface", what);
	string_copy(r->name, name, sizeof r->name);
}

/* Ask about the interface that (r) names, through any socket. */
static bool ask(unsigned request, struct ifreq *r)
{
	long fd = host_call3(HOST_socket, AF_INET, SOCK_DGRAM, 0), err;

	if (fd < 0)
		fd = host_call3(HOST_socket, AF_UNIX, SOCK_DGRAM, 0);
	err = host_call3(HOST_ioctl, fd, request, (long)r);
	host_call1(HOST_close, fd);
	return !err;
}

static uint16_t mtu_of(const char *name)
{
	struct ifreq r = { .number = 0 };

	string_copy(r.name, name, sizeof r.name);
	if (!ask(SIOCGIFMTU, &r) || r.number < NET_MTU_MIN || r.number > STREAM_MTU)
		return NET_MTU_DEFAULT;
	return (uint16_t)r.number;
}

/* What an interface of ours can once it has headers: the host does the rest of the work. */
static void use_header(struct linux_net *n)
{
	n->header = true;
	n->dev.features = NET_CAN_CHECKSUM | NET_CAN_CUT4 | NET_CAN_CUT6;
}

static void use_tap(struct linux_net *n, const char *what)
{
	static const int size = NET_HEADER_OLD;
	struct ifreq r = { .number = 0 };

	if (host_call3(HOST_ioctl, n->fd, TUNGETIFF, (long)&r) || !(r.flags & IFF_TAP) ||
	    !(r.flags & IFF_NO_PI))
		image_refuse("net.device: '%s': no TAP device without packet information", what);
	n->dev.mtu = mtu_of(r.name);
	n->dev.ops = &linux_net_frames_ops;
	if (!(r.flags & IFF_VNET_HDR))
		return;
	host_call3(HOST_ioctl, n->fd, TUNSETVNETHDR, (long)&size);
	host_call3(HOST_ioctl, n->fd, TUNSETOFFLOAD, TUN_CAN_SUM | TUN_CAN_TSO4 | TUN_CAN_TSO6);
	use_header(n);
}

static void open_tap(struct linux_net *n, const char *name, const char *what)
{
	struct ifreq r;
	long err;

	set_name(&r, name, what);
	n->fd = (int)host_call3(HOST_open, (long)"/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC,
				0);
	if (n->fd < 0)
		image_refuse("net.device: '%s': the host has no TAP devices, or not for this user "
			     "(/dev/net/tun: error %d)",
			     what, -n->fd);
	r.flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	err = host_call3(HOST_ioctl, n->fd, TUNSETIFF, (long)&r);
	if (err == -EINVAL) { /* one queue of many has to be asked for as such */
		r.flags |= IFF_MULTI_QUEUE;
		err = host_call3(HOST_ioctl, n->fd, TUNSETIFF, (long)&r);
	}
	if (err == -EBUSY)
		image_refuse("net.device: '%s': somebody else uses it", what);
	if (err == -EPERM)
		image_refuse("net.device: '%s': not there, or not this user's", what);
	if (err)
		image_refuse("net.device: '%s': the host refuses it (error %ld)", what, -err);
	use_tap(n, what);
}

static void use_packet(struct linux_net *n)
{
	static const int on = 1;

	host_call6(HOST_setsockopt, n->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, (long)&on, sizeof on,
		   0);
	n->dev.ops = &linux_net_frames_ops;
	if (!host_call6(HOST_setsockopt, n->fd, SOL_PACKET, PACKET_VNET_HDR, (long)&on, sizeof on,
			0))
		use_header(n);
}

/* Nothing comes before it is bound: the protocol is named only then. */
static void open_packet(struct linux_net *n, const char *name, const char *what)
{
	struct sockaddr_packet to = { AF_PACKET, ETH_P_ALL_BIG_ENDIAN, 0, { 0 } };
	struct ifreq r;

	set_name(&r, name, what);
	if (!ask(SIOCGIFINDEX, &r))
		image_refuse("net.device: '%s': no such interface", what);
	to.index = r.number;
	n->fd = (int)host_call3(HOST_socket, AF_PACKET, SOCK_RAW, 0);
	if (n->fd < 0)
		image_refuse("net.device: '%s': not for this user (CAP_NET_RAW)", what);
	use_packet(n);
	n->dev.mtu = mtu_of(name);
	if (ask(SIOCGIFHWADDR, &r))
		memcpy(n->dev.mac, r.mac, NET_MAC_SIZE);
	if (host_call3(HOST_bind, n->fd, (long)&to, sizeof to))
		image_refuse("net.device: '%s': the host does not bind it", what);
}

static void use_stream(struct linux_net *n)
{
	n->dev.mtu = STREAM_MTU;
	n->dev.ops = &linux_net_stream_ops;
	if (linux_net_stream_init(n))
		image_refuse("no memory");
}

static void open_passt(struct linux_net *n, const char *path, const char *what)
{
	struct sockaddr_unix to = { .family = AF_UNIX };

	if (!*path || strlen(path) >= sizeof to.path)
		image_refuse("net.device: '%s': no path of a socket", what);
	string_copy(to.path, path, sizeof to.path);
	n->fd = (int)host_call3(HOST_socket, AF_UNIX, SOCK_STREAM, 0);
	if (n->fd < 0 || host_call3(HOST_connect, n->fd, (long)&to, sizeof to))
		image_refuse("net.device: '%s': nobody listens there", what);
	use_stream(n);
}

/* One that was opened by who started us: what is it? */
static void open_inherited(struct linux_net *n, const char *number, const char *what)
{
	int domain = 0, size = sizeof domain;

	n->fd = 0;
	for (; *number >= '0' && *number <= '9' && n->fd < 10000; number++)
		n->fd = n->fd * 10 + (*number - '0');
	if (*number || n->fd < 3)
		image_refuse("net.device: '%s': no number of a descriptor", what);
	if (host_call6(HOST_getsockopt, n->fd, SOL_SOCKET, SO_DOMAIN, (long)&domain, (long)&size,
		       0)) {
		use_tap(n, what);
	} else if (domain == AF_UNIX) {
		use_stream(n);
	} else if (domain == AF_PACKET) {
		n->dev.mtu = NET_MTU_DEFAULT;
		use_packet(n);
	} else {
		image_refuse("net.device: '%s': neither TAP, nor packet socket, nor stream", what);
	}
}

/* Where no header goes before a frame, frames.c reads it into one buffer. */
static void limit_mtu(struct linux_net *n)
{
	size_t most = sizeof((struct linux_net_buffer *)0)->data - NET_HEADER;

	if (n->dev.ops == &linux_net_frames_ops && !n->header)
		n->dev.mtu = (uint16_t)MIN(n->dev.mtu, most);
}

static const struct {
	const char *prefix;
	void (*open)(struct linux_net *n, const char *rest, const char *what);
} kinds[] = {
	{ "tap:", open_tap },
	{ "packet:", open_packet },
	{ "passt:", open_passt },
	{ "fd:", open_inherited },
};

void linux_net_open(struct linux_net *n, const char *what)
{
	for (size_t i = 0; i < nitems(kinds); i++) {
		size_t len = strlen(kinds[i].prefix);

		if (!strncmp(what, kinds[i].prefix, len)) {
			kinds[i].open(n, what + len, what);
			limit_mtu(n);
			return;
		}
	}
	image_refuse(
		"net.device: '%s' is none of tap:NAME, packet:NAME, passt:PATH, fd:NUMBER, none",
		what);
}
