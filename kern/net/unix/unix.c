/* SPDX-License-Identifier: MIT */
/*
 * Local sockets: how they are made, what can be asked of them, and their end.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "kern/net/unix/unix_int.h"

/* How many datagrams wait for whoever is not connected to their sender: net.unix.max_dgram_qlen. */
#define QUEUE_MAX 10

#define SO_SNDBUF      7
#define SO_PEERCRED    17
#define SO_SNDBUFFORCE 32
#define SO_PEEK_OFF    42

#define SIOCINQ    0x541bu
#define SIOCOUTQ   0x5411u
#define SIOCATMARK 0x8905u

static const struct socket_ops stream_ops, packet_ops;

int unix_alloc(unsigned type, struct unix_socket **out)
{
	struct unix_socket *s = heap_alloc_zero(sizeof *s);

	if (!s)
		return -ENOMEM;
	socket_init(&s->socket, type == SOCKET_STREAM ? &stream_ops : &packet_ops, SOCKET_UNIX,
		    type, 0);
	s->refs = 1;
	s->backlog = QUEUE_MAX;
	s->peek_offset = -1;
	s->peer_identity = (struct socket_identity){ 0, UINT32_MAX, UINT32_MAX };
	list_init(&s->stalled);
	list_init(&s->flying);
	*out = s;
	return 0;
}

int unix_create(unsigned type, unsigned protocol, struct socket **out)
{
	struct unix_socket *s;
	int err;

	if (protocol && protocol != SOCKET_UNIX)
		return -EPROTONOSUPPORT;
	if (type == SOCKET_RAW)
		type = SOCKET_DGRAM; /* as BSD had it */
	if (type != SOCKET_STREAM && type != SOCKET_DGRAM && type != SOCKET_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	err = unix_alloc(type, &s);
	if (!err)
		*out = &s->socket;
	return err;
}

void unix_put(struct unix_socket *s)
{
	if (!s || __atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL))
		return;
	unix_name_put(s->name);
	heap_free(s);
}

/* --- The ways --- */

static void shut(struct unix_socket *s, unsigned ways)
{
	mutex_lock(&s->lock);
	__atomic_store_n(&s->shut, (uint8_t)(s->shut | ways), __ATOMIC_RELAXED);
	mutex_unlock(&s->lock);
	socket_wake_readers(&s->socket);
	socket_wake_writers(&s->socket);
}

static int unix_shutdown(struct socket *socket, bool read, bool write)
{
	struct unix_socket *s = unix_of(socket);

	shut(s, (read ? UNIX_SHUT_READ : 0) | (write ? UNIX_SHUT_WRITE : 0));
	if (socket->type != SOCKET_DGRAM && unix_state(s) == UNIX_CONNECTED)
		shut(s->peer, (read ? UNIX_SHUT_WRITE : 0) | (write ? UNIX_SHUT_READ : 0));
	return 0;
}

/* The other side of a connection goes; (reset): it did not read all, or never accepted it. */
static void hang_up(struct unix_socket *peer, bool reset)
{
	if (reset)
		__atomic_store_n(&peer->socket.error, ECONNRESET, __ATOMIC_RELAXED);
	shut(peer, UNIX_SHUT_BOTH);
}

/* (s), whose file is gone, or that nobody accepted. */
static void unix_close(struct unix_socket *s, bool reset)
{
	struct unix_socket *pending, *next;
	struct unix_buf *b;

	unix_unbind(s);
	mutex_lock(&s->lock);
	s->dead = true;
	s->shut = UNIX_SHUT_BOTH;
	b = s->first;
	s->first = NULL;
	pending = s->pending;
	s->pending = NULL;
	mutex_unlock(&s->lock);
	unix_unstall(s);
	if (s->peer && s->socket.type != SOCKET_DGRAM)
		hang_up(s->peer, reset || b);
	for (; pending; pending = next) {
		next = pending->next_pending;
		unix_close(pending, true);
	}
	unix_bufs_drop(b);
	if (s->spare)
		unix_buf_free(s->spare);
	unix_wake_stalled();
	unix_put(s->peer);
	unix_put(s);
}

static void unix_release(struct socket *socket)
{
	unix_close(unix_of(socket), false);
	unix_files_collect();
}

/* --- What can be asked --- */

/* Is there no room at the end of a datagram socket that is connected, and not to us? */
static bool peer_is_full(struct unix_socket *s) REQUIRES(&s->lock)
{
	struct unix_socket *to = s->peer;

	if (!to || __atomic_load_n(&to->peer, __ATOMIC_RELAXED) == s ||
	    __atomic_load_n(&to->nr, __ATOMIC_SEQ_CST) <= to->backlog)
		return false;
	unix_stall(s); /* before we look again: then who makes room sees us */
	return __atomic_load_n(&to->nr, __ATOMIC_SEQ_CST) > to->backlog;
}

static unsigned unix_poll(struct socket *socket)
{
	struct unix_socket *s = unix_of(socket);
	unsigned events = 0;

	mutex_lock(&s->lock);
	if (socket->error)
		events |= FILE_POLL_ERR;
	if (s->shut == UNIX_SHUT_BOTH)
		events |= FILE_POLL_HUP;
	if (s->shut & UNIX_SHUT_READ)
		events |= SOCKET_POLL_RDHUP | FILE_POLL_IN;
	if (s->first || s->pending)
		events |= FILE_POLL_IN;
	if (socket->type != SOCKET_DGRAM && s->state == UNIX_CLOSED)
		events |= FILE_POLL_HUP;
	if (s->state != UNIX_LISTENING && unix_has_room(s) &&
	    !(socket->type == SOCKET_DGRAM && peer_is_full(s)))
		events |= FILE_POLL_OUT | FILE_POLL_WRBAND;
	mutex_unlock(&s->lock);
	return events;
}

static int unix_set_option(struct socket *socket, int level, int name, const void *value, size_t n)
{
	struct unix_socket *s = unix_of(socket);
	int32_t offset;

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (name != SO_PEEK_OFF)
		return -ENOPROTOOPT;
	if (n < sizeof offset)
		return -EINVAL;
	memcpy(&offset, value, sizeof offset);
	mutex_lock(&s->lock);
	s->peek_offset = offset;
	mutex_unlock(&s->lock);
	return 0;
}

/* Who waits for room may have it now. */
static void unix_set_common(struct socket *s, int name)
{
	if (name == SO_SNDBUF || name == SO_SNDBUFFORCE)
		socket_wake_writers(s);
}

static int unix_get_option(struct socket *socket, int level, int name, void *value, size_t *n)
{
	struct unix_socket *s = unix_of(socket);

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (name != SO_PEERCRED && name != SO_PEEK_OFF)
		return -ENOPROTOOPT;
	*n = MIN(*n, name == SO_PEERCRED ? sizeof s->peer_identity : sizeof s->peek_offset);
	mutex_lock(&s->lock);
	memcpy(value, name == SO_PEERCRED ? (const void *)&s->peer_identity : &s->peek_offset, *n);
	mutex_unlock(&s->lock);
	return 0;
}

/* Bytes that can be read; of datagrams those of the next one. */
static int bytes_queued(struct unix_socket *s)
{
	uint64_t n = 0;

	mutex_lock(&s->lock);
	for (const struct unix_buf *b = s->first; b; b = b->next) {
		n += b->len;
		if (b->ends && s->socket.type == SOCKET_DGRAM)
			break;
	}
	mutex_unlock(&s->lock);
	return (int)MIN(n, (uint64_t)INT32_MAX);
}

static int unix_ioctl(struct socket *socket, unsigned cmd, uintptr_t arg)
{
	struct unix_socket *s = unix_of(socket);
	int n;

	switch (cmd) {
	case SIOCINQ:
		if (unix_state(s) == UNIX_LISTENING)
			return -EINVAL;
		n = bytes_queued(s);
		break;
	case SIOCOUTQ:
		n = (int)__atomic_load_n(&s->charged, __ATOMIC_RELAXED);
		break;
	case SIOCATMARK:
		if (socket->type != SOCKET_STREAM)
			return -EOPNOTSUPP;
		n = 0; /* there is no out-of-band byte */
		break;
	default:
		return -ENOTTY;
	}
	return user_put((void *)arg, &n, sizeof n);
}

static const struct socket_ops stream_ops = {
	.bind = unix_bind,
	.connect = unix_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.pair = unix_pair,
	.send = unix_stream_send,
	.receive = unix_stream_receive,
	.shutdown = unix_shutdown,
	.name = unix_name_of,
	.poll = unix_poll,
	.set_option = unix_set_option,
	.set_common = unix_set_common,
	.get_option = unix_get_option,
	.ioctl = unix_ioctl,
	.release = unix_release,
};

static const struct socket_ops packet_ops = {
	.bind = unix_bind,
	.connect = unix_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.pair = unix_pair,
	.send = unix_packet_send,
	.receive = unix_packet_receive,
	.shutdown = unix_shutdown,
	.name = unix_name_of,
	.poll = unix_poll,
	.set_option = unix_set_option,
	.set_common = unix_set_common,
	.get_option = unix_get_option,
	.ioctl = unix_ioctl,
	.release = unix_release,
};
