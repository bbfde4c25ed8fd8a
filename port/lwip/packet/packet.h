/* SPDX-License-Identifier: MIT */
/*
 * Packet sockets (packet(7)): frames of Ethernet as they come and go. Private to port/lwip/packet.
 *
 * tap.c sees the frames of lwIP's interfaces, filter.c says which of them a program of the
 * application's wants, socket.c is the sockets, options.c what they are told, ring.c
 * the memory that they share with who reads.
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

/* As applications have it (linux/if_packet.h). */
struct sockaddr_ll {
	uint16_t family;
	uint16_t protocol; /* network order */
	int32_t interface;
	uint16_t hardware;
	uint8_t kind;
	uint8_t address_len;
	uint8_t address[8];
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

struct frame;
struct packet_ring;
struct filter_insn;

struct packet_socket {
	struct socket s; /* first */

	/* Guarded by the stack's lock: */
	struct packet_socket *next;
	struct frame *first, *last;
	uint32_t bytes;
	uint16_t protocol;  /* host order; 0: hears nothing */
	uint16_t interface; /* 0: all */
	bool auxdata;
	uint8_t device;      /* SO_BINDTODEVICE: kept, as Linux does, which looks at bind() alone */
	uint32_t came, lost; /* since they were asked for */
	unsigned version;    /* of a ring: 0 to 2, as applications say it */
	uint32_t reserve;
	struct packet_ring *ring; /* or NULL */
	struct filter_insn *filter;
};

static inline struct packet_socket *packet_of(struct socket *s)
{
	return container_of(s, struct packet_socket, s);
}

/* A frame passes; (but) does not hear of it. */
void packet_pass(const struct packet_seen *f, const struct socket *but) REQUIRES(&stack);

/* --- options.c: struct socket_ops's --- */

int packet_set_option(struct socket *s, int level, int name, const void *value, size_t n);
int packet_get_option(struct socket *s, int level, int name, void *value, size_t *n);

/* --- ring.c --- */

struct mem_object;

/* How long a header of version (version), from 0 on, is, without the address; 0: there is none. */
uint32_t packet_ring_header(unsigned version);

/*
 * Make a ring for (s) as the (n) bytes at (request) say; NULL in (*out) when that is to have none.
 * (reserve): bytes before each frame that are the application's. Owns: the caller,
 * packet_ring_put_away(). Errors: -EINVAL, -ENOMEM. Context: thread.
 */
must_use int packet_ring_create(struct socket *s, unsigned version, uint32_t reserve,
				const void *request, size_t n, struct packet_ring **out);

/* No more comes. Then: the socket has it no more; what is mapped stays. Context of it: thread. */
void packet_ring_leave(struct packet_ring *r) REQUIRES(&stack);
void packet_ring_put_away(struct packet_ring *r);

/* Its memory, referenced, and whether somebody has that. Context: any. */
struct mem_object *packet_ring_object(struct packet_ring *r);
bool packet_ring_is_mapped(const struct packet_ring *r);

/*
 * Put (kept) bytes of (f), from (from) on, into it, and wake who is to look; (losing): others were
 * lost. False: there is no room.
 */
must_use bool packet_ring_put(struct packet_ring *r, const struct packet_seen *f, size_t from,
			      uint32_t kept, const struct sockaddr_ll *address, bool losing)
	REQUIRES(&stack);

/* Is there something to look at? How often did it stand still, since this was asked? */
bool packet_ring_is_readable(const struct packet_ring *r) REQUIRES(&stack);
uint32_t packet_ring_stops(struct packet_ring *r) REQUIRES(&stack);

/* Frames are marked with the wall clock as it is now. Context: thread. */
void packet_ring_look_at_clock(struct packet_ring *r);

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
