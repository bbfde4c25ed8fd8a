/* SPDX-License-Identifier: MIT */
/*
 * Bytes through local streams. What little is written goes into the buffer of what was written
 * before, and a queue that was read keeps one buffer; so two who answer each other allocate none.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/unix/unix_int.h"

/* Room for those who write little. */
#define BUF_LEAST (1000 - UNIX_BUF_HEADER)

/* Does what goes beside the bytes of a stream matter to one of the two? */
static inline bool stream_tells(const struct unix_socket *a, const struct unix_socket *b)
{
	return a->socket.pass_identity | b->socket.pass_identity;
}

/* (b) is empty, and not charged: keep it, if it is no page. */
static inline void stream_spare(struct unix_socket *to, struct unix_buf *b) REQUIRES(&to->lock)
{
	if (to->spare || b->room == UNIX_PAGE_ROOM) {
		unix_buf_free(b);
		return;
	}
	b->next = NULL;
	b->start = 0;
	b->identified = false;
	to->spare = b;
}

/* A buffer for the next (n) bytes that (s) sends to (to). Errors: -EAGAIN, -ENOMEM. */
static int stream_buf(struct unix_socket *s, struct unix_socket *to, size_t n,
		      struct unix_buf **out) REQUIRES(&to->lock)
{
	struct unix_buf *b = to->spare;

	if (unix_is_full(s))
		return -EAGAIN;
	if (likely(b && n <= b->room)) {
		to->spare = NULL;
		unix_buf_charge(b);
	} else {
		b = unix_buf_alloc(s, MAX(n, BUF_LEAST));
	}
	*out = b;
	return b ? 0 : -ENOMEM;
}

/*
 * (n) of the bytes that are to go together went, when the application's memory ended: then none
 * did. Returns how many did.
 */
static inline size_t stream_together(struct io *io, size_t n)
{
	if (likely(!io->lost))
		return n;
	io->lost += (uint32_t)n;
	return 0;
}

/* Write, behind what the last buffer has, as much as goes there. */
static void stream_append(struct unix_socket *s, struct unix_socket *to, struct socket_message *m)
	REQUIRES(&to->lock)
{
	struct unix_buf *b = to->last;
	size_t at = (size_t)b->start + b->len, n = MIN(m->io->left, b->room - at);

	if (!n || m->control || b->files || b->identified || stream_tells(s, to))
		return;
	n = stream_together(m->io, io_copy_in(m->io, b->data + at, n));
	b->len = (uint16_t)(b->len + n);
}

/* Put in what there is room for. Errors: -EAGAIN when something is left, -ENOMEM. */
static int stream_put(struct unix_socket *s, struct unix_socket *to, struct socket_message *m)
	REQUIRES(&to->lock)
{
	struct io *io = m->io;
	struct unix_buf *b;
	size_t n;
	int err;

	if (to->first)
		stream_append(s, to, m);
	while (io->left) {
		err = stream_buf(s, to, io->left, &b);
		if (err)
			return err;
		n = io_copy_in(io, b->data, MIN(io->left, (size_t)b->room));
		b->len = (uint16_t)stream_together(io, n);
		if (unlikely(!b->len)) {
			(void)unix_buf_discharge(b);
			stream_spare(to, b);
			break;
		}
		if (unlikely(m->control || stream_tells(s, to)))
			unix_attach(b, s, to, m);
		unix_push(to, b, b);
	}
	return 0;
}

/* Why nothing is to be sent, or 0. */
static int stream_refuses(struct unix_socket *s, const struct socket_message *m)
{
	bool connected = unix_state(s) == UNIX_CONNECTED;

	if (m->address)
		return connected ? -EISCONN : -EOPNOTSUPP;
	if (m->flags & SOCKET_OOB)
		return -EOPNOTSUPP;
	if (!connected)
		return -ENOTCONN;
	return unix_shut(s) & UNIX_SHUT_WRITE ? -EPIPE : -socket_take_error(&s->socket);
}

int unix_stream_send(struct socket *socket, struct socket_message *m)
{
	struct unix_socket *s = unix_of(socket), *to;
	size_t before = m->io->left;
	int err;

	if (unlikely(m->address || m->flags & SOCKET_OOB || unix_state(s) != UNIX_CONNECTED ||
		     unix_shut(s) & UNIX_SHUT_WRITE || socket->error)) {
		err = stream_refuses(s, m);
		if (err)
			return err;
	}
	to = s->peer;
	if (unlikely(m->control && m->control->files))
		unix_files_begin(m->control->files);
	mutex_lock(&to->lock);
	err = to->dead || to->shut & UNIX_SHUT_READ ? -EPIPE : stream_put(s, to, m);
	mutex_unlock(&to->lock);
	if (unlikely(m->control && m->control->files))
		unix_files_end(m->control->files);
	if (m->io->left != before)
		socket_wake_readers(&to->socket);
	return err;
}

/* --- Receiving --- */

/* Is (b) from somebody else than what was received before? */
static inline bool stream_differs(const struct unix_socket *s, const struct unix_buf *b,
				  const struct socket_message *m)
{
	return m->control && m->control->has_identity && s->socket.pass_identity &&
	       (!b->identified || memcmp(&b->identity, &m->control->identity, sizeof b->identity));
}

/* What came by (b) beside bytes; (first) of those that are received at once. */
static inline void stream_tell(struct unix_socket *s, const struct unix_buf *b,
			       struct socket_message *m)
{
	if ((m->address && !m->address->len) || m->control)
		unix_tell_sender(s, b, m);
}

/* The first buffer was read to its end. Returns whether its sender has to know. */
static inline bool stream_pop(struct unix_socket *s) REQUIRES(&s->lock)
{
	struct unix_buf *b = s->first;
	bool room = unix_buf_discharge(b);

	s->first = b->next;
	stream_spare(s, b);
	return room;
}

/* Take what is there. (*files): those that came with it; (*room): the sender has to know. */
static void stream_take(struct unix_socket *s, struct socket_message *m,
			struct socket_files **files, bool *room) REQUIRES(&s->lock)
{
	struct io *io = m->io;
	struct unix_buf *b;

	while (io->left && (b = s->first) != NULL) {
		size_t n = MIN(io->left, (size_t)b->len);

		if (unlikely(stream_differs(s, b, m))) {
			m->ends = true;
			break;
		}
		n = stream_together(io, io_copy_out(io, b->data + b->start, n));
		if (unlikely(!n))
			break;
		stream_tell(s, b, m);
		b->start = (uint16_t)(b->start + n);
		b->len = (uint16_t)(b->len - n);
		if (unlikely(b->files)) {
			*files = b->files;
			b->files = NULL;
			m->ends = true;
		}
		if (b->len)
			break;
		*room |= stream_pop(s);
		if (*files)
			break;
	}
}

/* The same, and all of it stays. */
static void stream_peek(struct unix_socket *s, struct socket_message *m,
			struct socket_files **files) REQUIRES(&s->lock) REQUIRES(&unix_flight)
{
	size_t skip = unix_peek_offset(s), before = m->io->left;
	struct io *io = m->io;

	for (struct unix_buf *b = s->first; b && io->left; b = b->next) {
		if (skip >= b->len) {
			skip -= b->len;
			continue;
		}
		if (stream_differs(s, b, m) ||
		    !io_copy_out(io, b->data + b->start + skip, MIN(io->left, b->len - skip)))
			break;
		skip = 0;
		stream_tell(s, b, m);
		if (b->files) {
			*files = m->control ? unix_files_copy(b->files) : NULL;
			break;
		}
	}
	unix_peeked(s, before - io->left);
}

/* Nothing is there: why. */
static int stream_empty(struct unix_socket *s) REQUIRES(&s->lock)
{
	int err = socket_take_error(&s->socket);

	if (err)
		return -err;
	return s->shut & UNIX_SHUT_READ ? 0 : -EAGAIN;
}

/* Out of line: few look without taking. */
static noinline int stream_receive_peek(struct unix_socket *s, struct socket_message *m)
{
	struct socket_files *files = NULL;
	size_t before = m->io->left;
	int err = 0;

	mutex_lock(&unix_flight);
	mutex_lock(&s->lock);
	stream_peek(s, m, &files);
	if (before && m->io->left == before && !m->io->lost)
		err = stream_empty(s);
	mutex_unlock(&s->lock);
	mutex_unlock(&unix_flight);
	if (files)
		m->control->files = files;
	return err;
}

/* (files) came: to whoever wanted them, and in flight no longer. */
static noinline void stream_give_files(struct socket_message *m, struct socket_files *files)
{
	unix_files_end(files);
	if (m->control)
		m->control->files = files;
	else
		unix_files_drop(files);
}

int unix_stream_receive(struct socket *socket, struct socket_message *m)
{
	struct unix_socket *s = unix_of(socket);
	struct socket_files *files = NULL;
	size_t before = m->io->left;
	bool room = false;
	int err = 0;

	if (unix_state(s) != UNIX_CONNECTED)
		return -EINVAL;
	if (unlikely(m->flags & (SOCKET_OOB | SOCKET_PEEK)))
		return m->flags & SOCKET_OOB ? -EOPNOTSUPP : stream_receive_peek(s, m);
	mutex_lock(&s->lock);
	if (s->first || !m->io->left)
		stream_take(s, m, &files, &room);
	else
		err = stream_empty(s);
	unix_taken(s, before - m->io->left);
	mutex_unlock(&s->lock);
	if (unlikely(files))
		stream_give_files(m, files);
	if (room)
		socket_wake_writers(&s->peer->socket);
	return err;
}
