/* SPDX-License-Identifier: MIT */
/*
 * Datagrams and sequenced packets: each is some buffers, filled before anybody else sees them.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/unix/unix_int.h"

/* Of what may be under way, what a datagram cannot use: net/unix of Linux. */
#define NOT_FOR_BYTES 32

/* --- Sending --- */

/* All of (m) in buffers, from (*first) to (*last). Errors: (m) is as before. */
static int packet_fill(struct unix_socket *s, struct io *io, struct unix_buf **first,
		       struct unix_buf **last)
{
	const struct io before = *io;
	struct unix_buf **at = first, *b;
	int err = -ENOBUFS;

	do {
		b = unix_buf_alloc(s, io->left);
		if (!b)
			goto undo;
		*at = *last = b;
		at = &b->next;
		b->len = (uint16_t)io_copy_in(io, b->data, MIN(io->left, (size_t)b->room));
	} while (io->left);
	err = -EFAULT;
	if (io->lost)
		goto undo;
	b->ends = true;
	unix_get(s);
	return 0;
undo:
	*at = NULL;
	unix_bufs_drop(*first);
	*io = before;
	return err;
}

/* Why (s) can send no (n) bytes now, or 0. */
static int packet_refuses(struct unix_socket *s, size_t n)
{
	int err;

	if (n + NOT_FOR_BYTES > s->socket.send_size)
		return -EMSGSIZE;
	err = socket_take_error(&s->socket);
	if (err)
		return -err;
	if (unix_shut(s) & UNIX_SHUT_WRITE)
		return -EPIPE;
	return unix_is_full(s) ? -EAGAIN : 0;
}

/* Whom (m) goes to, referenced. */
static int packet_find(struct unix_socket *s, const struct socket_message *m,
		       struct unix_socket **to)
{
	if (m->address && s->socket.type == SOCKET_DGRAM)
		return unix_find(m->address, SOCKET_DGRAM, to);
	*to = unix_get_peer(s);
	return *to ? 0 : -ENOTCONN;
}

/* May (to) get what (s) sends now? */
static int packet_admit(struct unix_socket *s, struct unix_socket *to) REQUIRES(&to->lock)
{
	if (to->dead)
		return s->socket.type == SOCKET_DGRAM ? -ECONNREFUSED : -EPIPE;
	if (to->peer && to->peer != s)
		return -EPERM;
	if (to->shut & UNIX_SHUT_READ)
		return -EPIPE;
	if (to->nr <= to->backlog || to == s || to->peer == s)
		return 0;
	unix_stall(s);
	return -EAGAIN;
}

static int packet_deliver(struct unix_socket *s, struct unix_socket *to, struct unix_buf *first,
			  struct unix_buf *last)
{
	int err;

	mutex_lock(&to->lock);
	err = packet_admit(s, to);
	if (!err) {
		unix_push(to, first, last);
		to->nr++;
	}
	mutex_unlock(&to->lock);
	if (!err)
		socket_wake_readers(&to->socket);
	return err;
}

/* The socket that (s) is connected to went: the first to notice is told why. */
static void packet_forget(struct unix_socket *s, struct unix_socket *to)
{
	bool was;

	mutex_lock(&s->lock);
	was = s->peer == to;
	if (was) {
		s->peer = NULL;
		__atomic_store_n(&s->state, UNIX_CLOSED, __ATOMIC_RELEASE);
	}
	mutex_unlock(&s->lock);
	if (was) {
		unix_disconnected(s, to);
		unix_put(to);
	}
}

/* Files are in flight before anybody can see the message, and no longer if it went nowhere. */
static void packet_take_back(struct unix_buf *first, struct socket_message *m)
{
	if (first->files) {
		unix_files_end(first->files);
		m->control->files = first->files;
		first->files = NULL;
	}
	unix_bufs_drop(first);
}

static int packet_send_to(struct unix_socket *s, struct unix_socket *to, struct socket_message *m)
{
	struct unix_buf *first = NULL, *last;
	const struct io before = *m->io;
	int err = packet_fill(s, m->io, &first, &last);

	if (err)
		return err;
	unix_attach(first, s, to, m);
	first->came = socket_stamp(&to->socket);
	if (first->files)
		unix_files_begin(first->files);
	err = packet_deliver(s, to, first, last);
	if (err) {
		packet_take_back(first, m);
		*m->io = before;
	}
	if (err == -ECONNREFUSED)
		packet_forget(s, to);
	return err;
}

int unix_packet_send(struct socket *socket, struct socket_message *m)
{
	struct unix_socket *s = unix_of(socket), *to;
	int err;

	if (socket->type == SOCKET_SEQPACKET && unix_state(s) != UNIX_CONNECTED)
		return -ENOTCONN;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	if (socket->pass_identity && !s->name) {
		err = unix_autobind(s);
		if (err)
			return err;
	}
	err = packet_find(s, m, &to);
	if (err)
		return err;
	err = packet_refuses(s, m->io->left);
	if (!err)
		err = packet_send_to(s, to, m);
	unix_put(to);
	return err;
}

/* --- Receiving --- */

/* Copy the datagram (b), from (skip) on, to (m), and find its end. Errors: -EFAULT. */
static int packet_copy(struct unix_buf *b, size_t skip, struct socket_message *m,
		       struct unix_buf **last)
{
	const struct io before = *m->io;
	size_t whole = 0;

	for (;; b = b->next) {
		size_t from = MIN(skip, (size_t)b->len);

		skip -= from;
		whole += b->len - from;
		io_copy_out(m->io, b->data + from, MIN(m->io->left, b->len - from));
		if (b->ends) {
			*last = b;
			break;
		}
	}
	m->whole = whole;
	if (m->io->lost) {
		*m->io = before;
		return -EFAULT;
	}
	if (before.left < whole)
		m->told |= SOCKET_TRUNC;
	return 0;
}

/* Why there is no datagram to receive. */
static int packet_empty(struct unix_socket *s, const struct socket_message *m) REQUIRES(&s->lock)
{
	if (!(s->shut & UNIX_SHUT_READ))
		return -EAGAIN;
	/* Who does not wait for datagrams is not told that there will be none. */
	return s->socket.type == SOCKET_DGRAM && m->flags & SOCKET_DONTWAIT ? -EAGAIN : 0;
}

/* The datagram that the offset of (s) is in, and (*skip): how far. NULL: there is none yet. */
static struct unix_buf *packet_at_offset(const struct unix_socket *s, size_t *skip)
	REQUIRES(&s->lock)
{
	struct unix_buf *first = s->first;
	size_t len = 0;

	*skip = unix_peek_offset(s);
	for (struct unix_buf *b = first; *skip && b; b = b->next) {
		len += b->len;
		if (!b->ends)
			continue;
		if (*skip < len)
			break;
		*skip -= len;
		len = 0;
		first = b->next;
	}
	return first;
}

static int packet_peek(struct unix_socket *s, struct socket_message *m)
{
	struct socket_files *files = NULL;
	struct unix_buf *first, *last;
	size_t skip, before = m->io->left;
	int err;

	mutex_lock(&unix_flight);
	mutex_lock(&s->lock);
	first = packet_at_offset(s, &skip);
	err = first ? packet_copy(first, skip, m, &last) : packet_empty(s, m);
	if (!err && first) {
		unix_peeked(s, before - m->io->left);
		unix_tell_sender(s, first, m);
		socket_tell_stamp(&s->socket, first->came, m);
		if (first->files && m->control)
			files = unix_files_copy(first->files);
	}
	mutex_unlock(&s->lock);
	mutex_unlock(&unix_flight);
	if (files)
		m->control->files = files;
	return err;
}

/* The datagram at the front goes to (m). */
static int packet_take(struct unix_socket *s, struct socket_message *m)
{
	struct unix_buf *b, *last;
	bool was_full;
	int err;

	mutex_lock(&s->lock);
	b = s->first;
	if (!b) {
		err = packet_empty(s, m);
		mutex_unlock(&s->lock);
		return err;
	}
	err = packet_copy(b, 0, m, &last);
	unix_taken(s, m->whole);
	s->first = last->next;
	last->next = NULL;
	was_full = s->nr-- > s->backlog;
	mutex_unlock(&s->lock);
	if (was_full)
		unix_wake_stalled();
	if (!err) {
		unix_tell_sender(s, b, m);
		socket_tell_stamp(&s->socket, b->came, m);
	}
	if (!err && b->files && m->control) {
		unix_files_end(b->files);
		m->control->files = b->files;
		b->files = NULL;
	}
	unix_bufs_drop(b);
	return err;
}

int unix_packet_receive(struct socket *socket, struct socket_message *m)
{
	struct unix_socket *s = unix_of(socket);
	int err;

	if (socket->type == SOCKET_SEQPACKET && unix_state(s) != UNIX_CONNECTED)
		return -ENOTCONN;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	err = socket_take_error(socket);
	if (err)
		return -err;
	return m->flags & SOCKET_PEEK ? packet_peek(s, m) : packet_take(s, m);
}
