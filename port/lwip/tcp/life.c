/* SPDX-License-Identifier: MIT */
/*
 * The life of a stream socket: made, made to listen or connect, closed.
 */
#include "port/lwip/tcp/tcp.h"

#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "port/lwip/share.h"
#include "port/lwip/tcp/defer.h"
#include "port/lwip/tcp/table.h"

LINK_WITH(inet_create);

#define FIONREAD   0x541b
#define SIOCOUTQ   0x5411
#define SIOCATMARK 0x8905

#define QUEUE_LEAST    128 /* of connections that a listener has not accepted yet */
#define TIME_WAIT_MAX  4096
#define SEGMENTS_FIRST 10

static unsigned tcp_socket_poll(struct socket *s);
static int tcp_socket_name(struct socket *s, bool peer, struct socket_address *a);
static int tcp_socket_ioctl(struct socket *s, unsigned cmd, uintptr_t arg);

static const struct socket_ops tcp_ops = {
	.bind = tcp_socket_bind,
	.connect = tcp_socket_connect,
	.listen = tcp_socket_listen,
	.accept = tcp_socket_accept,
	.send = tcp_socket_send,
	.receive = tcp_socket_receive,
	.shutdown = tcp_socket_shutdown,
	.name = tcp_socket_name,
	.poll = tcp_socket_poll,
	.set_option = tcp_socket_set_option,
	.set_common = tcp_socket_set_common,
	.ioctl = tcp_socket_ioctl,
	.release = tcp_socket_release,
};

struct tcp_socket *tcp_socket_make(unsigned family)
{
	struct tcp_socket *t = heap_alloc_zero(sizeof *t);

	if (!t)
		return NULL;
	socket_init(&t->s, &tcp_ops, family, SOCKET_STREAM, 6);
	list_init(&t->link);
	list_init(&t->accepted);
	list_init(&t->port_link);
	list_init(&t->share);
	t->keep_idle = 7200;
	t->keep_interval = 75;
	t->keep_count = 9;
	return t;
}

int tcp_create(unsigned family, struct socket **s)
{
	struct tcp_socket *t = tcp_socket_make(family);

	if (!t)
		return -ENOMEM;
	*s = &t->s;
	return 0;
}

void tcp_attach(struct tcp_socket *t)
{
	tcp_arg(t->pcb, t);
	tcp_recv(t->pcb, tcp_on_received);
	tcp_sent(t->pcb, tcp_on_sent);
	tcp_err(t->pcb, tcp_on_error);
	tcp_apply_options(t);
}

void tcp_detach(struct tcp_pcb *pcb)
{
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
}

int tcp_need_pcb(struct tcp_socket *t)
{
	u8_t type = t->s.family == SOCKET_INET ? IPADDR_TYPE_V4
		    : t->s.v6_only             ? IPADDR_TYPE_V6
					       : IPADDR_TYPE_ANY;

	if (t->pcb)
		return 0;
	t->pcb = tcp_new_ip_type(type);
	if (!t->pcb)
		return -ENOBUFS;
	tcp_attach(t);
	return 0;
}

/* --- Connections --- */

/* What may be sent at first: RFC 6928. lwIP begins with three segments. */
static void open_window(struct tcp_pcb *pcb)
{
	pcb->cwnd = MAX(pcb->cwnd, SEGMENTS_FIRST * (tcpwnd_size_t)pcb->mss);
}

static FROM_LWIP err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_socket *t = arg;

	(void)err;
	t->state = TCP_SOCKET_CONNECTED;
	t->local = pcb->local_ip;
	t->local_port = pcb->local_port;
	open_window(pcb);
	tcp_window_begin(t);
	(void)tcp_note_room(t);
	tcp_wake_writers(t);
	return ERR_OK;
}

static int start_connect(struct tcp_socket *t, ip_addr_t *ip, uint16_t port) REQUIRES(&stack)
{
	int err = tcp_need_pcb(t);
	err_t r;

	if (err)
		return err;
	inet_any_is_self(ip);
	t->remote = *ip;
	t->remote_port = port;
	t->read_ended = t->read_shut = t->write_shut = false;
	r = tcp_connect(t->pcb, ip, port, on_connected);
	if (r == ERR_USE)
		return -EADDRNOTAVAIL;
	if (r != ERR_OK)
		return inet_errno(r);
	t->state = TCP_SOCKET_CONNECTING;
	t->local_port = t->pcb->local_port;
	t->bound = true;
	return -EINPROGRESS;
}

int tcp_socket_connect(struct socket *s, const struct socket_address *a)
{
	struct tcp_socket *t = tcp_socket_of(s);
	uint16_t port;
	ip_addr_t ip;
	int err = inet_get_address(s, a, &ip, &port);

	if (err)
		return err;
	stack_lock();
	if (t->state == TCP_SOCKET_LISTENING)
		err = -EISCONN;
	else if (t->state == TCP_SOCKET_CONNECTED && t->pcb)
		err = -EISCONN;
	else if (t->state == TCP_SOCKET_CONNECTING && t->pcb)
		err = -EALREADY;
	else if (t->state == TCP_SOCKET_CONNECTING && t->s.error)
		err = -socket_take_error(s);
	else
		err = start_connect(t, &ip, port);
	stack_unlock();
	return err;
}

/*
 * How many connections may wait to be accepted. Linux leaves one unanswered that finds a short
 * queue full, and its client asks again. Here lwIP refuses it, and passt never asks twice: so no
 * queue is short.
 */
static uint32_t queue_length(int backlog)
{
	return backlog < QUEUE_LEAST ? QUEUE_LEAST : (uint32_t)backlog + 1;
}

/* Make (t)'s pcb one that listens; with whom (t) shares its port it shares that, too. */
static int listen_locked(struct tcp_socket *t) REQUIRES(&stack)
{
	struct tcp_socket *sharer = tcp_find_sharer(t);
	struct tcp_pcb *listening;
	err_t r = ERR_OK;

	if (sharer) {
		tcp_detach(t->pcb);
		tcp_close(t->pcb);
		t->pcb = sharer->pcb;
		list_push_back(&sharer->share, &t->share);
		return 0;
	}
	listening = tcp_listen_with_backlog_and_err(t->pcb, TCP_DEFAULT_LISTEN_BACKLOG, &r);
	if (!listening)
		return inet_errno(r);
	t->pcb = listening;
	t->local = listening->local_ip;
	t->local_port = listening->local_port;
	tcp_arg(listening, t);
	tcp_accept(listening, tcp_on_accepted);
	return 0;
}

int tcp_socket_listen(struct socket *s, int backlog)
{
	struct tcp_socket *t = tcp_socket_of(s);
	int err = 0;

	stack_lock();
	if (t->state == TCP_SOCKET_LISTENING) {
		t->backlog = queue_length(backlog);
		goto unlock;
	}
	if (t->state != TCP_SOCKET_NEW) {
		err = -EINVAL;
		goto unlock;
	}
	err = tcp_need_pcb(t);
	if (!err && !t->bound) {
		ip_addr_t any;

		inet_any(s, &any);
		err = inet_errno(tcp_bind(t->pcb, &any, 0));
	}
	if (!err)
		err = listen_locked(t);
	if (err)
		goto unlock;
	t->bound = true;
	t->state = TCP_SOCKET_LISTENING;
	t->backlog = queue_length(backlog);
	s->listening = true;
unlock:
	stack_unlock();
	return err;
}

/*
 * There is a most of connections that wait for late segments, as Linux has one
 * (net.ipv4.tcp_max_tw_buckets). The oldest, at the list's end, go; many at once, for the way to
 * them is long.
 */
static FROM_LWIP void limit_time_wait(void)
{
	struct tcp_pcb *last = tcp_tw_pcbs, *first = last;

	if (likely(tcp_table_waiting() < TIME_WAIT_MAX))
		return;
	for (unsigned i = 1; i < TIME_WAIT_MAX - TIME_WAIT_MAX / 8 && last->next; i++)
		last = last->next;
	/* One that is first in its list is found at once. */
	tcp_tw_pcbs = last->next;
	last->next = NULL;
	while (tcp_tw_pcbs) {
		void *socket = tcp_tw_pcbs->callback_arg;

		tcp_abort(tcp_tw_pcbs);
		tcp_on_error(socket, ERR_CLSD); /* lwIP says nothing of these */
	}
	tcp_tw_pcbs = first;
}

FROM_LWIP err_t tcp_on_accepted(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_socket *listener = arg, *t;

	limit_time_wait();
	if (!listener || err != ERR_OK || !pcb)
		return ERR_MEM;
	listener =
		container_of(inet_share_choose(&listener->share, &pcb->remote_ip, pcb->remote_port),
			     struct tcp_socket, share);
	if (listener->nr_accepted > listener->backlog)
		return ERR_MEM;
	t = tcp_socket_make(listener->s.family);
	if (!t)
		return ERR_MEM;
	t->pcb = pcb;
	t->state = TCP_SOCKET_CONNECTED;
	t->bound = true;
	t->s.keep_alive = listener->s.keep_alive;
	t->s.linger = listener->s.linger;
	t->s.send_size = listener->s.send_size;
	t->s.receive_size = listener->s.receive_size;
	t->window_set = listener->window_set;
	t->s.v6_only = listener->s.v6_only;
	t->keep_idle = listener->keep_idle;
	t->keep_interval = listener->keep_interval;
	t->keep_count = listener->keep_count;
	t->user_timeout = listener->user_timeout;
	t->no_delay = listener->no_delay;
	t->local = pcb->local_ip;
	t->local_port = pcb->local_port;
	t->remote = pcb->remote_ip;
	t->remote_port = pcb->remote_port;
	tcp_attach(t);
	tcp_window_begin(t);
	(void)tcp_note_room(t);
	if (!LINKED(tcp_defer) || !tcp_defer(listener, t))
		tcp_offer(listener, t);
	return ERR_OK;
}

int tcp_socket_accept(struct socket *s, struct socket **out)
{
	struct tcp_socket *listener = tcp_socket_of(s), *t = NULL;

	stack_lock();
	if (!list_empty(&listener->accepted)) {
		t = list_first(&listener->accepted, struct tcp_socket, link);
		list_remove(&t->link);
		list_init(&t->link);
		listener->nr_accepted--;
		if (t->pcb)
			open_window(t->pcb);
	}
	stack_unlock();
	if (!t)
		return -EAGAIN;
	*out = &t->s;
	return 0;
}

/* --- The end --- */

static int error_of(const struct tcp_socket *t, err_t err)
{
	if (t->state == TCP_SOCKET_CONNECTING)
		return err == ERR_RST ? ECONNREFUSED : ETIMEDOUT;
	return err == ERR_RST ? ECONNRESET : ETIMEDOUT;
}

/* The pcb is gone when this is called. */
FROM_LWIP void tcp_on_error(void *arg, err_t err)
{
	struct tcp_socket *t = arg;

	if (!t)
		return;
	t->pcb = NULL;
	tcp_unbind(t);
	if (err != ERR_CLSD)
		__atomic_store_n(&t->s.error, error_of(t, err), __ATOMIC_RELAXED);
	t->read_ended = true;
	tcp_wake_readers(t);
	tcp_wake_writers(t);
}

int tcp_socket_shutdown(struct socket *s, bool read, bool write)
{
	struct tcp_socket *t = tcp_socket_of(s);
	int err = 0;

	stack_lock();
	if (t->state == TCP_SOCKET_NEW || !t->pcb)
		err = -ENOTCONN;
	else if (t->state == TCP_SOCKET_LISTENING) {
		/* Linux stops listening; who waits is told. */
		if (read) {
			s->listening = false;
			tcp_wake_readers(t);
		}
	} else {
		t->read_shut |= read;
		if (write && !t->write_shut) {
			t->write_shut = true;
			err = inet_errno(tcp_shutdown(t->pcb, 0, 1));
		}
		tcp_wake_readers(t);
		tcp_wake_writers(t);
	}
	stack_unlock();
	return err;
}

/* Leave the pcb to lwIP, which may still have to send. */
static void close_connection(struct tcp_socket *t) REQUIRES(&stack)
{
	struct tcp_pcb *pcb = t->pcb;

	tcp_detach(pcb);
	tcp_window_end(t);
	/* Who closes without having read all tells the peer so (RFC 2525, 2.17). */
	if (t->received_bytes || t->s.linger == 0 || tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static void close_listener(struct tcp_socket *t) REQUIRES(&stack)
{
	struct tcp_pcb *pcb = t->pcb;

	if (LINKED(tcp_defer_end))
		tcp_defer_end(t);
	while (!list_empty(&t->accepted)) {
		struct tcp_socket *waiting = list_first(&t->accepted, struct tcp_socket, link);

		list_remove(&waiting->link);
		if (waiting->pcb) {
			tcp_detach(waiting->pcb);
			tcp_abort(waiting->pcb);
		}
		tcp_drop_received(waiting);
		heap_free(waiting);
	}
	if (!list_empty(&t->share)) {
		tcp_arg(pcb, list_first(&t->share, struct tcp_socket, share));
		list_remove(&t->share);
		return;
	}
	tcp_arg(pcb, NULL);
	tcp_accept(pcb, NULL);
	tcp_close(pcb);
}

void tcp_socket_release(struct socket *s)
{
	struct tcp_socket *t = tcp_socket_of(s);

	stack_lock();
	if (t->pcb && t->state == TCP_SOCKET_LISTENING)
		close_listener(t);
	else if (t->pcb)
		close_connection(t);
	tcp_unbind(t);
	tcp_drop_received(t);
	heap_free(t);
	stack_unlock();
}

/* --- What is asked of one --- */

/* As Linux: net/ipv4/tcp.c, tcp_poll(). Without the lock: tcp_wake_readers(). */
static unsigned tcp_socket_poll(struct socket *s)
{
	const struct tcp_socket *t = tcp_socket_of(s);
	bool read_over = t->read_ended || t->read_shut, gone = !t->pcb;
	unsigned events = 0;

	if (t->state == TCP_SOCKET_LISTENING) {
		if (t->nr_accepted)
			events |= FILE_POLL_IN;
	} else if (t->state == TCP_SOCKET_NEW) {
		events |= FILE_POLL_OUT | FILE_POLL_HUP;
	} else {
		if (gone || (read_over && t->write_shut))
			events |= FILE_POLL_HUP;
		if (t->received_bytes || read_over)
			events |= FILE_POLL_IN;
		if (read_over)
			events |= SOCKET_POLL_RDHUP;
		if (gone || (t->state == TCP_SOCKET_CONNECTED && (t->write_shut || t->writable)))
			events |= FILE_POLL_OUT;
	}
	if (s->error)
		events |= FILE_POLL_ERR;
	return events;
}

static int tcp_socket_name(struct socket *s, bool peer, struct socket_address *a)
{
	struct tcp_socket *t = tcp_socket_of(s);
	ip_addr_t any;
	int err = 0;

	stack_lock();
	if (t->pcb && t->state != TCP_SOCKET_LISTENING) {
		t->local = t->pcb->local_ip;
		t->local_port = t->pcb->local_port;
	}
	if (peer && (t->state != TCP_SOCKET_CONNECTED || !t->pcb)) {
		err = -ENOTCONN;
	} else if (peer) {
		inet_put_address(s, a, &t->remote, t->remote_port);
	} else {
		any = t->local;
		inet_put_address(s, a, &any, t->local_port);
	}
	stack_unlock();
	return err;
}

static int tcp_socket_ioctl(struct socket *s, unsigned cmd, uintptr_t arg)
{
	struct tcp_socket *t = tcp_socket_of(s);
	int32_t n = 0; /* there is no urgent data, so no mark that one could be at */

	if (cmd != FIONREAD && cmd != SIOCOUTQ && cmd != SIOCATMARK)
		return -ENOTTY;
	if (cmd != SIOCATMARK) {
		if (t->state == TCP_SOCKET_LISTENING)
			return -EINVAL;
		stack_lock();
		n = (int32_t)(cmd == FIONREAD ? t->received_bytes : t->sent_bytes);
		stack_unlock();
	}
	return user_put((void *)arg, &n, sizeof n);
}
