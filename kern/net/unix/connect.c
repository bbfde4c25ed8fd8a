/* SPDX-License-Identifier: MIT */
/*
 * Connections: a pair, a listener with those that wait to be accepted, and whom datagrams go to.
 */
#include "base/errno.h"
#include "kern/net/unix/unix_int.h"

#define AF_UNSPEC 0

void unix_lock_two(struct unix_socket *a, struct unix_socket *b) NO_LOCK_CHECK
{
	mutex_lock(a < b ? &a->lock : &b->lock);
	if (a != b)
		mutex_lock(a < b ? &b->lock : &a->lock);
}

void unix_unlock_two(struct unix_socket *a, struct unix_socket *b) NO_LOCK_CHECK
{
	mutex_unlock(&a->lock);
	if (a != b)
		mutex_unlock(&b->lock);
}

static void set_state(struct unix_socket *s, enum unix_state state)
{
	__atomic_store_n(&s->state, (uint8_t)state, __ATOMIC_RELEASE);
}

/* Those who send by (a) and (b) find each other. */
static void join(struct unix_socket *a, struct unix_socket *b)
{
	a->peer = unix_get(b);
	b->peer = unix_get(a);
	set_state(a, UNIX_CONNECTED);
	set_state(b, UNIX_CONNECTED);
}

int unix_pair(struct socket *a, struct socket *b)
{
	struct unix_socket *one = unix_of(a), *two = unix_of(b);

	socket_own_identity(&one->peer_identity, true);
	two->peer_identity = one->peer_identity;
	join(one, two);
	return 0;
}

int unix_listen(struct socket *socket, int backlog)
{
	struct unix_socket *s = unix_of(socket);
	bool more = false;
	int err = 0;

	if (socket->type == SOCKET_DGRAM)
		return -EOPNOTSUPP;
	if (!s->name)
		return -EINVAL;
	mutex_lock(&s->lock);
	if (s->state == UNIX_CONNECTED) {
		err = -EINVAL;
	} else {
		more = (uint32_t)backlog > s->backlog;
		s->backlog = (uint32_t)backlog;
		socket->listening = true;
		set_state(s, UNIX_LISTENING);
		socket_own_identity(&s->peer_identity, true);
	}
	mutex_unlock(&s->lock);
	if (more)
		unix_wake_stalled();
	return err;
}

/* --- Connecting --- */

/* Can (s) connect to (to) now? */
static int connect_admit(struct unix_socket *s, struct unix_socket *to) REQUIRES(&s->lock)
	REQUIRES(&to->lock)
{
	if (to->dead || to->state != UNIX_LISTENING || to->shut & UNIX_SHUT_READ)
		return -ECONNREFUSED;
	if (s->state == UNIX_CONNECTED)
		return -EISCONN;
	if (s->state != UNIX_CLOSED)
		return -EINVAL;
	if (to->nr <= to->backlog)
		return 0;
	unix_stall(s);
	return -EAGAIN;
}

/* Connect (s) to (new), which the listener (to) is to accept. */
static int connect_to(struct unix_socket *s, struct unix_socket *to,
		      struct unix_socket *new) NO_LOCK_CHECK
{
	int err;

	unix_lock_two(s, to);
	err = connect_admit(s, to);
	if (!err) {
		new->name = to->name;
		__atomic_fetch_add(&new->name->refs, 1, __ATOMIC_RELAXED);
		s->peer_identity = to->peer_identity;
		join(s, new);
		if (to->pending)
			to->last_pending->next_pending = new;
		else
			to->pending = new;
		to->last_pending = new;
		to->nr++;
	}
	unix_unlock_two(s, to);
	return err;
}

static int connect_stream(struct unix_socket *s, const struct socket_address *a)
{
	struct unix_socket *to, *new;
	int err;

	err = unix_find(a, s->socket.type, &to);
	if (err)
		return err;
	err = unix_alloc(s->socket.type, &new);
	if (err)
		goto put;
	socket_own_identity(&new->peer_identity, true);
	new->socket.pass_identity = true; /* who accepts it may want to know */
	err = connect_to(s, to, new);
	if (err)
		unix_put(new);
	else
		socket_wake_readers(&to->socket);
put:
	unix_put(to);
	return err;
}

void unix_disconnected(struct unix_socket *s, struct unix_socket *to)
{
	struct unix_buf *b;
	bool tell;

	unix_lock_two(s, to);
	b = s->first;
	s->first = NULL;
	s->nr = 0;
	tell = b && !to->dead && to->peer == s;
	unix_unlock_two(s, to);
	unix_bufs_drop(b);
	if (tell) {
		__atomic_store_n(&to->socket.error, ECONNRESET, __ATOMIC_RELAXED);
		socket_wake_readers(&to->socket);
		socket_wake_writers(&to->socket);
	}
	unix_wake_stalled();
}

/* Datagrams of (s) go to (to) from now on, or to nobody when it is NULL. Errors: -EPERM. */
static int connect_packets(struct unix_socket *s, struct unix_socket *to) NO_LOCK_CHECK
{
	struct unix_socket *old = NULL;
	int err = 0;

	unix_lock_two(s, to ? to : s);
	if (to && to->peer && to->peer != s) {
		err = -EPERM;
	} else {
		old = s->peer;
		s->peer = to ? unix_get(to) : NULL;
		set_state(s, to ? UNIX_CONNECTED : UNIX_CLOSED);
	}
	unix_unlock_two(s, to ? to : s);
	if (old && old != to)
		unix_disconnected(s, old);
	unix_put(old);
	return err;
}

int unix_connect(struct socket *socket, const struct socket_address *a)
{
	struct unix_socket *s = unix_of(socket), *to;
	int err;

	if (a->len < UNIX_FAMILY_SIZE)
		return -EINVAL;
	if (socket->type == SOCKET_DGRAM && a->family == AF_UNSPEC)
		return connect_packets(s, NULL);
	if (socket->pass_identity && !s->name) {
		err = unix_autobind(s);
		if (err)
			return err;
	}
	if (socket->type != SOCKET_DGRAM)
		return connect_stream(s, a);
	err = unix_find(a, SOCKET_DGRAM, &to);
	if (err)
		return err;
	err = connect_packets(s, to);
	unix_put(to);
	return err;
}

int unix_accept(struct socket *socket, struct socket **out)
{
	struct unix_socket *s = unix_of(socket), *new;
	bool was_full = false;
	int err = 0;

	mutex_lock(&s->lock);
	new = s->pending;
	if (new) {
		s->pending = new->next_pending;
		new->socket.pass_identity = socket->pass_identity;
		was_full = s->nr-- > s->backlog;
	} else {
		err = s->shut & UNIX_SHUT_READ ? -EINVAL : -EAGAIN;
	}
	mutex_unlock(&s->lock);
	if (was_full)
		unix_wake_stalled();
	if (new)
		*out = &new->socket;
	return err;
}
