/* SPDX-License-Identifier: MIT */
/* Datagram sockets over lwIP's UDP. */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "lwip/ip.h"
#include "lwip/udp.h"
#include "port/lwip/inet.h"
#include "port/lwip/input/failure.h"
#include "port/lwip/share.h"

LINK_WITH(inet_create);
LINK_WITH(failure_input);

#define FIONREAD 0x541b
#define SIOCOUTQ 0x5411
#define UDP_MAX  65507

struct udp_socket {
	struct socket s; /* first */
	struct inet_options options;

	/* Guarded by the stack's lock: */
	struct udp_pcb *pcb;
	bool connected;
	bool read_shut, write_shut;
	struct inet_datagrams received;
	struct list share; /* the ring of those that have its port, too, and are not connected */
};

static struct udp_socket *udp_of(struct socket *s)
{
	return container_of(s, struct udp_socket, s);
}

static FROM_LWIP void on_received(void *arg, struct udp_pcb *pcb, struct pbuf *p,
				  const ip_addr_t *from, u16_t port)
{
	struct udp_socket *u = arg;

	(void)pcb;
	u = container_of(inet_share_choose(&u->share, from, port), struct udp_socket, share);
	inet_queue(&u->s, &u->received, p, from, port);
}

/* Who is connected to where it went is more likely to have sent it than others of that port. */
FROM_LWIP void udp_on_failure(const struct inet_failure *f)
{
	struct udp_socket *found = NULL;

	for (struct udp_pcb *pcb = udp_pcbs; pcb; pcb = pcb->next) {
		struct udp_socket *u = pcb->recv_arg;

		if (pcb->recv != on_received || pcb->local_port != f->words[0] ||
		    (!ip_addr_isany(&pcb->local_ip) && !ip_addr_cmp(&pcb->local_ip, &f->from)))
			continue;
		if (!u->connected)
			found = found ? found : u;
		else if (pcb->remote_port == f->words[1] && ip_addr_cmp(&pcb->remote_ip, &f->to))
			found = u;
	}
	if (found)
		inet_fail(&found->s, &found->received, &found->options, found->connected, f,
			  f->words[1], UDP_HLEN);
}

/* Join whom (u) shares its port with, now that it is bound. */
static void join_sharers(struct udp_socket *u) REQUIRES(&stack)
{
	for (struct udp_pcb *pcb = udp_pcbs; pcb; pcb = pcb->next) {
		struct udp_socket *other = pcb->recv_arg;

		if (pcb->recv != on_received || other == u || !other->s.reuse_port ||
		    other->connected || pcb->local_port != u->pcb->local_port ||
		    IP_GET_TYPE(&pcb->local_ip) != IP_GET_TYPE(&u->pcb->local_ip) ||
		    !ip_addr_cmp(&pcb->local_ip, &u->pcb->local_ip))
			continue;
		list_push_back(&other->share, &u->share);
		return;
	}
}

static int udp_socket_bind(struct socket *s, const struct socket_address *a)
{
	struct udp_socket *u = udp_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err = inet_get_address(s, a, &ip, &port);

	if (err)
		return err == -ENETUNREACH ? -EINVAL : err;
	stack_lock();
	if (u->pcb->local_port)
		err = -EINVAL;
	else if (!inet_may_bind(&u->options, &ip))
		err = -EADDRNOTAVAIL;
	if (!err) {
		if (s->reuse_address || s->reuse_port)
			ip_set_option(u->pcb, SOF_REUSEADDR);
		err = inet_errno(udp_bind(u->pcb, &ip, port));
	}
	if (!err && s->reuse_port)
		join_sharers(u);
	stack_unlock();
	return err;
}

static int udp_socket_connect(struct socket *s, const struct socket_address *a)
{
	struct udp_socket *u = udp_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err;

	if (a->len >= sizeof a->family && a->family == 0) { /* AF_UNSPEC */
		stack_lock();
		udp_disconnect(u->pcb);
		u->connected = false;
		stack_unlock();
		return 0;
	}
	err = inet_get_address(s, a, &ip, &port);
	if (err)
		return err;
	stack_lock();
	inet_any_is_self(&ip);
	err = inet_errno(udp_connect(u->pcb, &ip, port));
	if (!err) {
		struct netif *n = ip_route(&u->pcb->local_ip, &ip);

		u->connected = true;
		list_remove(&u->share);
		if (!n)
			err = -ENETUNREACH;
		else if (ip_addr_isany(&u->pcb->local_ip)) {
			const ip_addr_t *own = ip_netif_get_local_ip(n, &ip);

			if (own)
				u->pcb->local_ip = *own;
		}
	}
	stack_unlock();
	return err;
}

static err_t send_by(struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *to, uint16_t port,
		     const ip_addr_t *from, struct netif *n) REQUIRES(&stack)
{
	if (likely(!n))
		return udp_sendto(pcb, p, to, port);
	if (ip_addr_isany(from))
		return udp_sendto_if(pcb, p, to, port, n);
	return udp_sendto_if_src(pcb, p, to, port, n, from);
}

static err_t send_as(struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *to, uint16_t port,
		     const struct inet_sending *how, struct netif *n) REQUIRES(&stack)
{
	uint8_t ttl = pcb->ttl, many = pcb->mcast_ttl, tos = pcb->tos;
	err_t r;

	if (how->ttl >= 0)
		pcb->ttl = pcb->mcast_ttl = (uint8_t)how->ttl;
	if (how->tos >= 0)
		pcb->tos = (uint8_t)how->tos;
	r = send_by(pcb, p, to, port, &how->from, n);
	pcb->ttl = ttl;
	pcb->mcast_ttl = many;
	pcb->tos = tos;
	return r;
}

static int send_locked(struct udp_socket *u, const struct socket_message *m, struct pbuf *p,
		       const ip_addr_t *to, uint16_t port) REQUIRES(&stack)
{
	const ip_addr_t *own = &u->pcb->local_ip;
	struct inet_sending how;
	struct netif *n;
	err_t r;
	int err;

	if (!to) {
		to = &u->pcb->remote_ip;
		port = u->pcb->remote_port;
	}
	err = inet_take_control(&u->s, m, IP_IS_V4(to), &how);
	/* Of all that are the loopback interface's, lwIP knows one. */
	if (IP_IS_V4(to) && IP_IS_V4(own) && ip4_addr_isloopback(ip_2_ip4(own)) &&
	    ip_addr_isany(&how.from))
		how.from = *own;
	if (!err)
		err = inet_find_way(&how, to, &n);
	if (err)
		return err;
	if (u->write_shut)
		return -EPIPE;
	if (u->s.broadcast)
		ip_set_option(u->pcb, SOF_BROADCAST);
	else
		ip_reset_option(u->pcb, SOF_BROADCAST);
	r = send_as(u->pcb, p, to, port, &how, n);
	/* lwIP says ERR_VAL for a broadcast that was not allowed. */
	if (r == ERR_VAL && !u->s.broadcast)
		return -EACCES;
	return inet_errno(r);
}

static int udp_socket_send(struct socket *s, struct socket_message *m)
{
	struct udp_socket *u = udp_of(s);
	struct io before = *m->io;
	uint16_t port = 0;
	ip_addr_t to;
	struct pbuf *p;
	int err = socket_take_error(s);

	if (err)
		return -err;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	if (m->address) {
		err = inet_get_address(s, m->address, &to, &port);
		if (!err && !port)
			err = -EINVAL;
		if (!err)
			inet_any_is_self(&to);
	} else if (!u->connected) {
		err = -EDESTADDRREQ;
	}
	if (!err)
		err = inet_take_bytes(m, UDP_MAX, &p);
	if (err)
		return err;
	stack_lock();
	err = send_locked(u, m, p, m->address ? &to : NULL, port);
	pbuf_free(p);
	stack_unlock();
	if (err)
		*m->io = before;
	return err;
}

static int udp_socket_receive(struct socket *s, struct socket_message *m)
{
	struct udp_socket *u = udp_of(s);
	int err;

	if (m->flags & SOCKET_OOB)
		return -EINVAL;
	err = inet_dequeue(s, &u->received, &u->options, m);
	return err == -EAGAIN && u->read_shut ? 0 : err;
}

static int udp_socket_shutdown(struct socket *s, bool read, bool write)
{
	struct udp_socket *u = udp_of(s);
	int err = 0;

	stack_lock();
	u->read_shut |= read;
	u->write_shut |= write;
	if (!u->connected)
		err = -ENOTCONN;
	stack_unlock();
	socket_wake_readers(s);
	socket_wake_writers(s);
	return err;
}

static int udp_socket_name(struct socket *s, bool peer, struct socket_address *a)
{
	struct udp_socket *u = udp_of(s);
	int err = 0;

	stack_lock();
	if (!peer)
		inet_put_address(s, a, &u->pcb->local_ip, u->pcb->local_port);
	else if (u->connected)
		inet_put_address(s, a, &u->pcb->remote_ip, u->pcb->remote_port);
	else
		err = -ENOTCONN;
	stack_unlock();
	return err;
}

static unsigned udp_socket_poll(struct socket *s)
{
	struct udp_socket *u = udp_of(s);
	unsigned events = FILE_POLL_OUT;

	stack_lock();
	if (u->received.first)
		events |= FILE_POLL_IN;
	if (u->read_shut)
		events |= FILE_POLL_IN | SOCKET_POLL_RDHUP;
	if (u->read_shut && u->write_shut)
		events |= FILE_POLL_HUP;
	if (s->error || u->received.failures)
		events |= FILE_POLL_ERR;
	stack_unlock();
	return events;
}

static int udp_set_option(struct socket *s, int level, int name, const void *value, size_t n)
{
	struct udp_socket *u = udp_of(s);

	return inet_set_option(s, (struct ip_pcb *)u->pcb, &u->options, level, name, value, n);
}

static int udp_get_option(struct socket *s, int level, int name, void *value, size_t *n)
{
	struct udp_socket *u = udp_of(s);

	return inet_get_option(s, (struct ip_pcb *)u->pcb, &u->options, level, name, value, n);
}

static int udp_ioctl(struct socket *s, unsigned cmd, uintptr_t arg)
{
	struct udp_socket *u = udp_of(s);
	int32_t n;

	if (cmd != FIONREAD && cmd != SIOCOUTQ)
		return -ENOTTY;
	stack_lock();
	n = cmd == FIONREAD && u->received.first ? u->received.first->p->tot_len : 0;
	stack_unlock();
	return user_put((void *)arg, &n, sizeof n);
}

static void udp_socket_release(struct socket *s)
{
	struct udp_socket *u = udp_of(s);

	stack_lock();
	list_remove(&u->share);
	udp_remove(u->pcb);
	inet_drop(&u->received);
	stack_unlock();
	heap_free(u);
}

static const struct socket_ops udp_ops = {
	.bind = udp_socket_bind,
	.connect = udp_socket_connect,
	.send = udp_socket_send,
	.receive = udp_socket_receive,
	.shutdown = udp_socket_shutdown,
	.name = udp_socket_name,
	.poll = udp_socket_poll,
	.set_option = udp_set_option,
	.get_option = udp_get_option,
	.ioctl = udp_ioctl,
	.release = udp_socket_release,
};

int udp_create(unsigned family, struct socket **s)
{
	struct udp_socket *u = heap_alloc_zero(sizeof *u);

	if (!u)
		return -ENOMEM;
	socket_init(&u->s, &udp_ops, family, SOCKET_DGRAM, 17);
	list_init(&u->share);
	stack_lock();
	u->pcb = udp_new_ip_type(family == SOCKET_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_ANY);
	if (u->pcb)
		udp_recv(u->pcb, on_received, u);
	stack_unlock();
	if (!u->pcb) {
		heap_free(u);
		return -ENOMEM;
	}
	*s = &u->s;
	return 0;
}
