/* SPDX-License-Identifier: MIT */
/* Sockets of the family netlink: their names, requests, and the queue of answers. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "kern/net/netlink/netlink_int.h"

LINK_WITH(net_interface_get);

#define NETLINK_ROUTE 0

#define FIONREAD 0x541bu

/* Options of SOL_NETLINK. */
enum {
	NETLINK_ADD_MEMBERSHIP = 1,
	NETLINK_DROP_MEMBERSHIP = 2,
	NETLINK_BROADCAST_ERROR = 4,
	NETLINK_NO_ENOBUFS = 5,
	NETLINK_LISTEN_ALL_NSID = 8,
	NETLINK_LIST_MEMBERSHIPS = 9,
	NETLINK_CAP_ACK = 10,
	NETLINK_GET_STRICT_CHK = 12,
};

#define GROUPS 36 /* RTNLGRP_MAX of Linux 6.1 */

/* The most that is read of one request. */
#define REQUEST_MAX 32768u

/* linux/netlink.h: struct sockaddr_nl */
struct address {
	uint16_t family;
	uint16_t pad;
	uint32_t port;
	uint32_t groups;
};

static uint32_t ports_given; /* atomic */

static struct netlink_socket *netlink_of(struct socket *s)
{
	return container_of(s, struct netlink_socket, socket);
}

/* --- Names --- */

/* The first socket is called as the process is, others by numbers that no process has. */
static void autobind(struct netlink_socket *s)
{
	struct socket_identity own;
	uint32_t none = 0, n;

	if (__atomic_load_n(&s->port, __ATOMIC_RELAXED))
		return;
	socket_own_identity(&own, false);
	n = __atomic_fetch_add(&ports_given, 1, __ATOMIC_RELAXED);
	n = n ? UINT32_MAX - 4096 - n : own.pid;
	__atomic_compare_exchange_n(&s->port, &none, n, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static int take_address(struct address *a, const struct socket_address *from)
{
	if (from->len < sizeof *a || from->family != SOCKET_NETLINK)
		return -EINVAL;
	memcpy(a, from->bytes, sizeof *a);
	return 0;
}

static int netlink_bind(struct socket *socket, const struct socket_address *from)
{
	struct netlink_socket *s = netlink_of(socket);
	uint32_t none = 0;
	struct address a;
	int err = take_address(&a, from);

	if (err)
		return err;
	if (a.groups || __atomic_load_n(&s->groups, __ATOMIC_RELAXED)) {
		s->joined = true;
		netlink_join(s, a.groups);
	}
	if (!a.port) {
		autobind(s);
		return 0;
	}
	if (!__atomic_compare_exchange_n(&s->port, &none, a.port, false, __ATOMIC_RELAXED,
					 __ATOMIC_RELAXED) &&
	    none != a.port)
		return -EINVAL;
	return 0;
}

static int netlink_connect(struct socket *socket, const struct socket_address *to)
{
	struct address a;
	int err;

	if (to->len >= sizeof to->family && to->family == 0)
		return 0;
	err = take_address(&a, to);
	if (err)
		return err;
	autobind(netlink_of(socket));
	return 0;
}

static int netlink_name(struct socket *socket, bool peer, struct socket_address *to)
{
	struct address a = { .family = SOCKET_NETLINK };

	if (!peer) {
		a.port = __atomic_load_n(&netlink_of(socket)->port, __ATOMIC_RELAXED);
		a.groups = __atomic_load_n(&netlink_of(socket)->groups, __ATOMIC_RELAXED);
	}
	to->len = sizeof a;
	memcpy(to->bytes, &a, sizeof a);
	return 0;
}

/* Who sent what was for (groups). */
static void put_sender(struct socket_address *to, uint32_t groups)
{
	const struct address a = { .family = SOCKET_NETLINK, .groups = groups };

	to->len = sizeof a;
	memcpy(to->bytes, &a, sizeof a);
}

/* --- Requests --- */

static int netlink_send(struct socket *socket, struct socket_message *m)
{
	struct netlink_socket *s = netlink_of(socket);
	const struct io before = *m->io;
	size_t n = m->io->left;
	struct address a = { .port = 0 };
	uint8_t *copy;
	int err = m->address ? take_address(&a, m->address) : 0;

	if (err)
		return err;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	if (a.port)
		return -ECONNREFUSED; /* only we answer */
	autobind(s);
	if (n > MIN(socket->send_size - 32, REQUEST_MAX))
		return -EMSGSIZE;
	copy = heap_alloc(n + 1);
	if (!copy)
		return -ENOBUFS;
	n = io_copy_in(m->io, copy, n);
	if (m->io->lost) {
		*m->io = before;
		err = -EFAULT;
	} else {
		netlink_answer(s, copy, n);
	}
	heap_free(copy);
	return err;
}

/* --- Answers --- */

static struct netlink_answer *take_answer(struct netlink_socket *s, bool keep) REQUIRES(&s->lock)
{
	struct netlink_answer *a = s->first;

	if (a && !keep) {
		s->first = a->next;
		s->queued -= a->len;
	}
	return a;
}

static int netlink_receive(struct socket *socket, struct socket_message *m)
{
	struct netlink_socket *s = netlink_of(socket);
	const struct io before = *m->io;
	struct netlink_answer *a;
	int err;

	netlink_look(s);
	err = -socket_take_error(socket);
	if (err)
		return err;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	mutex_lock(&s->lock);
	a = take_answer(s, m->flags & SOCKET_PEEK);
	if (a) {
		m->whole = a->len;
		if (m->whole > m->io->left)
			m->told |= SOCKET_TRUNC;
		io_copy_out(m->io, a->data, MIN(m->io->left, (size_t)a->len));
		if (m->address)
			put_sender(m->address, a->groups);
	} else {
		err = -EAGAIN;
	}
	mutex_unlock(&s->lock);
	if (a && !(m->flags & SOCKET_PEEK))
		heap_free(a);
	if (m->io->lost) {
		*m->io = before;
		return -EFAULT;
	}
	return err;
}

static unsigned netlink_poll(struct socket *socket)
{
	struct netlink_socket *s = netlink_of(socket);

	netlink_look(s);
	return FILE_POLL_OUT | FILE_POLL_WRBAND | (socket->error ? FILE_POLL_ERR : 0) |
	       (__atomic_load_n(&s->first, __ATOMIC_RELAXED) ? FILE_POLL_IN : 0);
}

/* A group by its number, from 1 on: RTNLGRP_*. Of those behind 32 there is nothing to be told. */
static int set_member(struct netlink_socket *s, bool joins, const void *value, size_t n)
{
	uint32_t group, bit, groups = __atomic_load_n(&s->groups, __ATOMIC_RELAXED);
	uint32_t *beyond = &s->groups_beyond;

	if (n < sizeof group)
		return -EINVAL;
	memcpy(&group, value, sizeof group);
	if (!group || group > GROUPS)
		return -EINVAL;
	bit = 1u << (group - 1) % 32;
	s->joined = true;
	if (group <= 32)
		netlink_join(s, joins ? groups | bit : groups & ~bit);
	else if (joins)
		__atomic_fetch_or(beyond, bit, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(beyond, ~bit, __ATOMIC_RELAXED);
	return 0;
}

/* Is it one that is on or off? */
static bool is_switch(int name)
{
	return name == NETLINK_BROADCAST_ERROR || name == NETLINK_NO_ENOBUFS ||
	       name == NETLINK_LISTEN_ALL_NSID ||
	       (name >= NETLINK_CAP_ACK && name <= NETLINK_GET_STRICT_CHK);
}

/*
 * Switches say how answers are to be written, and what is missed: what those who set them would
 * have them say, ours do not, and there is one network.
 */
static int netlink_set_option(struct socket *socket, int level, int name, const void *value,
			      size_t n)
{
	struct netlink_socket *s = netlink_of(socket);
	int32_t on = 0;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (name == NETLINK_ADD_MEMBERSHIP || name == NETLINK_DROP_MEMBERSHIP)
		return set_member(s, name == NETLINK_ADD_MEMBERSHIP, value, n);
	if (!is_switch(name))
		return -ENOPROTOOPT;
	if (n >= sizeof on) /* less is taken for none */
		memcpy(&on, value, sizeof on);
	if (on)
		__atomic_fetch_or(&s->options, 1u << name, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(&s->options, ~(1u << name), __ATOMIC_RELAXED);
	return 0;
}

/* As many words of the groups as there is room for; how many there are is told. */
static int get_members(const struct netlink_socket *s, void *value, size_t *n)
{
	const uint32_t groups[] = { __atomic_load_n(&s->groups, __ATOMIC_RELAXED),
				    __atomic_load_n(&s->groups_beyond, __ATOMIC_RELAXED) };

	memcpy(value, groups, s->joined ? MIN(ROUND_DOWN(*n, 4u), sizeof groups) : 0);
	*n = s->joined ? sizeof groups : 0;
	return 0;
}

static int netlink_get_option(struct socket *socket, int level, int name, void *value, size_t *n)
{
	struct netlink_socket *s = netlink_of(socket);
	int32_t on;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (name == NETLINK_LIST_MEMBERSHIPS)
		return get_members(s, value, n);
	if (!is_switch(name))
		return -ENOPROTOOPT;
	if (*n < sizeof on)
		return -EINVAL;
	on = __atomic_load_n(&s->options, __ATOMIC_RELAXED) >> name & 1;
	*n = sizeof on;
	memcpy(value, &on, sizeof on);
	return 0;
}

static int netlink_ioctl(struct socket *socket, unsigned cmd, uintptr_t arg)
{
	struct netlink_socket *s = netlink_of(socket);
	int n;

	if (cmd != FIONREAD)
		return -ENOTTY;
	mutex_lock(&s->lock);
	n = s->first ? (int)s->first->len : 0;
	mutex_unlock(&s->lock);
	return user_put((void *)arg, &n, sizeof n);
}

static void netlink_release(struct socket *socket)
{
	struct netlink_socket *s = netlink_of(socket);
	struct netlink_answer *a;

	if (s->groups)
		netlink_join(s, 0);
	mutex_lock(&s->lock);
	while ((a = take_answer(s, false)) != NULL)
		heap_free(a);
	mutex_unlock(&s->lock);
	heap_free(s);
}

static const struct socket_ops netlink_ops = {
	.bind = netlink_bind,
	.connect = netlink_connect,
	.send = netlink_send,
	.receive = netlink_receive,
	.name = netlink_name,
	.poll = netlink_poll,
	.set_option = netlink_set_option,
	.get_option = netlink_get_option,
	.ioctl = netlink_ioctl,
	.release = netlink_release,
};

int netlink_create(unsigned type, unsigned protocol, struct socket **out)
{
	struct netlink_socket *s;

	if (type != SOCKET_RAW && type != SOCKET_DGRAM)
		return -ESOCKTNOSUPPORT;
	if (protocol != NETLINK_ROUTE)
		return -EPROTONOSUPPORT;
	s = heap_alloc_zero(sizeof *s);
	if (!s)
		return -ENOMEM;
	list_init(&s->member);
	socket_init(&s->socket, &netlink_ops, SOCKET_NETLINK, type, protocol);
	*out = &s->socket;
	return 0;
}
