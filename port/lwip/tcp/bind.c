/* SPDX-License-Identifier: MIT */
/*
 * Ports of stream sockets, with Linux's rules of who may share one: with SO_REUSEADDR those that do
 * not listen, with SO_REUSEPORT all (net/ipv4/inet_connection_sock.c).
 */
#include "base/errno.h"
#include "port/lwip/tcp/tcp.h"

static struct list bound = LIST_INIT(bound); /* struct tcp_socket, guarded by the stack's lock */

void tcp_unbind(struct tcp_socket *t)
{
	list_remove(&t->port_link);
	list_init(&t->port_link);
}

/* May both have the port? Their addresses are one, or one of them is all. */
static bool may_share(const struct tcp_socket *a, const struct tcp_socket *b)
{
	if (a->s.reuse_port && b->s.reuse_port)
		return true;
	return a->s.reuse_address && b->s.reuse_address && b->state != TCP_SOCKET_LISTENING &&
	       a->state != TCP_SOCKET_LISTENING;
}

static bool overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return true;
	if (IP_GET_TYPE(a) != IP_GET_TYPE(b))
		return false;
	return ip_addr_isany(a) || ip_addr_isany(b) || ip_addr_cmp(a, b);
}

static bool is_taken(const struct tcp_socket *t, const ip_addr_t *ip, uint16_t port)
{
	list_for_each (n, &bound) {
		const struct tcp_socket *other = container_of(n, struct tcp_socket, port_link);

		if (other != t && other->local_port == port && overlap(&other->local, ip) &&
		    !may_share(t, other))
			return true;
	}
	return false;
}

struct tcp_socket *tcp_find_sharer(const struct tcp_socket *t)
{
	list_for_each (n, &bound) {
		struct tcp_socket *other = container_of(n, struct tcp_socket, port_link);

		if (other != t && other->state == TCP_SOCKET_LISTENING && other->s.reuse_port &&
		    t->s.reuse_port && other->local_port == t->local_port &&
		    IP_GET_TYPE(&other->local) == IP_GET_TYPE(&t->local) &&
		    ip_addr_cmp(&other->local, &t->local))
			return other;
	}
	return NULL;
}

static int bind_locked(struct tcp_socket *t, ip_addr_t *ip, uint16_t port) REQUIRES(&stack)
{
	int err;

	if (t->state != TCP_SOCKET_NEW || t->bound)
		return -EINVAL;
	if (!inet_may_bind(&t->options, ip))
		return -EADDRNOTAVAIL;
	if (port && is_taken(t, ip, port))
		return -EADDRINUSE;
	err = tcp_need_pcb(t);
	if (err)
		return err;
	/* Who may share was decided here; lwIP's own rule is another. */
	ip_set_option(t->pcb, SOF_REUSEADDR);
	err = inet_errno(tcp_bind(t->pcb, ip, port));
	if (err)
		return err;
	t->bound = true;
	t->local = *ip;
	t->local_port = t->pcb->local_port;
	list_push_back(&bound, &t->port_link);
	return 0;
}

int tcp_socket_bind(struct socket *s, const struct socket_address *a)
{
	struct tcp_socket *t = tcp_socket_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err = inet_get_address(s, a, &ip, &port);

	if (err)
		return err == -ENETUNREACH ? -EINVAL : err;
	stack_lock();
	err = bind_locked(t, &ip, port);
	stack_unlock();
	return err;
}
