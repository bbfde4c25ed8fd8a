/* SPDX-License-Identifier: MIT */
/*
 * Packet sockets (packet(7)): frames of Ethernet as they come and go. Private to port/lwip/packet.
 *
 * tap.c sees the frames of lwIP's interfaces, filter.c says which of them a program of the
 * application's wants, socket.c is the sockets.
 */
#ifndef PORT_LWIP_PACKET_PACKET_H
#define PORT_LWIP_PACKET_PACKET_H

#include "kern/dev/net.h"
#include "kern/net/socket.h"
#include "port/lwip/stack.h"

struct netif;
struct pbuf;

/* What a frame is to its interface: PACKET_HOST and its kin. */
enum packet_kind {
	PACKET_HOST,
	PACKET_BROADCAST,
	PACKET_MULTICAST,
	PACKET_OTHERHOST,
	PACKET_OUTGOING,
};

/* A frame that is seen. Its bytes are (header), if that is not NULL, and then those of (p). */
struct packet_seen {
	const uint8_t *header; /* NET_HEADER bytes */
	const struct pbuf *p;
	uint32_t len; /* of both */
	uint16_t type;
	uint16_t hardware; /* of the interface: ARPHRD_* */
	uint8_t interface;
	uint8_t kind; /* enum packet_kind */
	uint8_t from[NET_MAC_SIZE];
};

/* Copy (n) bytes from (at) on. Returns how many there are. */
size_t packet_copy(const struct packet_seen *f, size_t at, void *to, size_t n);

/* --- tap.c --- */

/* Look at all interfaces from now on. */
void tap_start(void) REQUIRES(&stack);

/*
 * Send the frame (p), which is taken over, by (n), for a socket that does not hear of its going.
 * Errors: -ENOBUFS, -ENETDOWN.
 */
must_use int tap_send(struct netif *n, struct pbuf *p, const struct socket *by) REQUIRES(&stack);

/* Ethernet or loopback: ARPHRD_*. */
unsigned tap_hardware(const struct netif *n);

/* --- socket.c --- */

/* A frame passes; (but) does not hear of it. */
void packet_pass(const struct packet_seen *f, const struct socket *but) REQUIRES(&stack);

/* --- filter.c --- */

/* An instruction of the machine that Linux and the BSDs have for this: struct sock_filter. */
struct filter_insn {
	uint16_t code;
	uint8_t jump_true, jump_false;
	uint32_t k;
};

#define FILTER_MAX 4096

/* Does (insns) end, whatever the frame, within itself? */
bool filter_is_sound(const struct filter_insn *insns, size_t n);

/* How many bytes of (f), from (from) on, the filter lets through; 0: the frame is not wanted. */
uint32_t filter_run(const struct filter_insn *insns, const struct packet_seen *f, size_t from);

#endif
