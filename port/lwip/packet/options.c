/* SPDX-License-Identifier: MIT */
/*
 * Options of packet sockets: filters, memberships, and what rings are like.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "lwip/netif.h"
#include "port/lwip/inet.h"
#include "port/lwip/packet/packet.h"

#define SO_ATTACH_FILTER 26
#define SO_DETACH_FILTER 27

enum {
	PACKET_ADD_MEMBERSHIP = 1,
	PACKET_DROP_MEMBERSHIP,
	PACKET_RX_RING = 5,
	PACKET_STATISTICS,
	PACKET_AUXDATA = 8,
	PACKET_VERSION = 10,
	PACKET_HDRLEN,
	PACKET_RESERVE
};

/* As applications have them (linux/if_packet.h). */
struct packet_mreq {
	int32_t interface;
	uint16_t type;
	uint16_t address_len;
	uint8_t address[8];
};

struct sock_fprog {
	uint16_t len;
	const void *insns;
};

/* All that a device hears is seen anyway: a membership changes nothing. */
static int set_membership(const void *value, size_t n)
{
	struct packet_mreq m;
	bool there;

	if (n < sizeof m)
		return -EINVAL;
	memcpy(&m, value, sizeof m);
	stack_lock();
	there = m.interface > 0 && netif_get_by_index((u8_t)MIN(m.interface, 255));
	stack_unlock();
	return there ? 0 : -ENODEV;
}

/* Take (filter), of the heap, or NULL, in the place of what there was. Returns that. */
static struct filter_insn *exchange_filter(struct packet_socket *q, struct filter_insn *filter)
{
	struct filter_insn *before;

	stack_lock();
	before = q->filter;
	q->filter = filter;
	stack_unlock();
	return before;
}

static int attach_filter(struct packet_socket *q, const void *value, size_t n)
{
	struct filter_insn *insns;
	struct sock_fprog program;
	size_t size;
	int err;

	if (n != sizeof program)
		return -EINVAL;
	memcpy(&program, value, sizeof program);
	if (!program.insns || !program.len || program.len > FILTER_MAX)
		return -EINVAL;
	size = program.len * sizeof *insns;
	insns = heap_alloc(size);
	if (!insns)
		return -ENOMEM;
	err = user_get(insns, program.insns, size);
	if (!err && !filter_is_sound(insns, program.len))
		err = -EINVAL;
	heap_free(err ? insns : exchange_filter(q, insns));
	return err;
}

static int detach_filter(struct packet_socket *q)
{
	struct filter_insn *before = exchange_filter(q, NULL);

	heap_free(before);
	return before ? 0 : -ENOENT;
}

static int set_device(struct packet_socket *q, const void *value, size_t n)
{
	int err;

	stack_lock();
	err = inet_set_device(value, n, &q->device);
	stack_unlock();
	return err;
}

/* --- Rings --- */

/* One in the place of none, or none in the place of one that nobody has mapped. */
static int exchange_ring(struct packet_socket *q, struct packet_ring *ring)
{
	struct packet_ring *before;
	int err = 0;

	stack_lock();
	before = q->ring;
	if (before && (ring || packet_ring_is_mapped(before))) {
		err = -EBUSY;
		before = ring;
	} else {
		if (before)
			packet_ring_leave(before);
		q->ring = ring;
	}
	stack_unlock();
	if (before)
		packet_ring_put_away(before);
	return err;
}

static int set_ring(struct packet_socket *q, const void *value, size_t n)
{
	struct packet_ring *ring;
	int err = packet_ring_create(&q->s, q->version, q->reserve, value, n, &ring);

	return err ? err : exchange_ring(q, ring);
}

/* What a ring is to be like: not while there is one. */
static int set_ring_option(struct packet_socket *q, int name, const void *value, size_t n)
{
	uint32_t is;
	int err = 0;

	if (n != sizeof is)
		return -EINVAL;
	memcpy(&is, value, sizeof is);
	if (name == PACKET_VERSION ? !packet_ring_header(is) : is > INT32_MAX)
		return -EINVAL;
	stack_lock();
	if (q->ring)
		err = -EBUSY;
	else if (name == PACKET_VERSION)
		q->version = is;
	else
		q->reserve = is;
	stack_unlock();
	return err;
}

int socket_mem_object(struct file *f, struct mem_object **o)
{
	struct socket *s = socket_of(f);
	struct packet_socket *q = s->family == SOCKET_PACKET ? packet_of(s) : NULL;
	int err = -ENODEV;

	if (!q)
		return err;
	stack_lock();
	err = q->ring ? 0 : -EINVAL;
	if (!err)
		*o = packet_ring_object(q->ring);
	stack_unlock();
	return err;
}

int packet_set_option(struct socket *s, int level, int name, const void *value, size_t n)
{
	struct packet_socket *q = packet_of(s);
	int32_t on;

	if (level == SOL_SOCKET && name == SO_ATTACH_FILTER)
		return attach_filter(q, value, n);
	if (level == SOL_SOCKET && name == SO_DETACH_FILTER)
		return detach_filter(q);
	if (level == SOL_SOCKET && name == SO_BINDTODEVICE)
		return set_device(q, value, n);
	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	switch (name) {
	case PACKET_ADD_MEMBERSHIP:
		return set_membership(value, n);
	case PACKET_DROP_MEMBERSHIP:
		return n < sizeof(struct packet_mreq) ? -EINVAL : 0;
	case PACKET_AUXDATA:
		if (n < sizeof on)
			return -EINVAL;
		memcpy(&on, value, sizeof on);
		q->auxdata = on;
		return 0;
	case PACKET_RX_RING:
		return set_ring(q, value, n);
	case PACKET_VERSION:
	case PACKET_RESERVE:
		return set_ring_option(q, name, value, n);
	default:
		return -ENOPROTOOPT;
	}
}

/* Of the version that is asked about where the answer is to be. */
static int header_length(const void *version, size_t n, uint32_t *length)
{
	uint32_t is;

	if (n < sizeof is)
		return -EINVAL;
	memcpy(&is, version, sizeof is);
	*length = packet_ring_header(is);
	return *length ? 0 : -EINVAL;
}

int packet_get_option(struct socket *s, int level, int name, void *value, size_t *n)
{
	struct packet_socket *q = packet_of(s);
	uint32_t answer[3] = { 0 };
	size_t size = sizeof answer[0];
	int err = 0;

	if (level == SOL_SOCKET && name == SO_BINDTODEVICE) {
		stack_lock();
		err = inet_get_device(q->device, value, n);
		stack_unlock();
		return err;
	}
	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	stack_lock();
	switch (name) {
	case PACKET_STATISTICS:
		answer[0] = q->came;
		answer[1] = q->lost;
		answer[2] = q->ring ? packet_ring_stops(q->ring) : 0;
		q->came = q->lost = 0;
		size = q->version == 2 ? sizeof answer : 2 * sizeof answer[0];
		break;
	case PACKET_AUXDATA:
		answer[0] = q->auxdata;
		break;
	case PACKET_VERSION:
		answer[0] = q->version;
		break;
	case PACKET_RESERVE:
		answer[0] = q->reserve;
		break;
	case PACKET_HDRLEN:
		err = header_length(value, *n, &answer[0]);
		break;
	default:
		err = -ENOPROTOOPT;
	}
	stack_unlock();
	if (err)
		return err;
	*n = MIN(*n, size);
	memcpy(value, answer, *n);
	return 0;
}
