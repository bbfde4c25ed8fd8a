/* SPDX-License-Identifier: MIT */
/*
 * Names of local sockets. One that begins with a 0 stands in a table of ours, for its type of
 * socket alone; any other is a file (path.c).
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/net/unix/unix_int.h"

extern __typeof__(unix_path_bind) unix_path_bind WEAK;
extern __typeof__(unix_path_find) unix_path_find WEAK;
extern __typeof__(unix_path_unbind) unix_path_unbind WEAK;

#define BUCKETS 64u

/* Names that are made up are a 0 and five hexadecimal digits. */
#define MADE_DIGITS 5u
#define MADE_COUNT  (1u << 4 * MADE_DIGITS)

static struct mutex lock; /* guards, and who has which name: */
static struct unix_socket *buckets[BUCKETS];

static uint32_t hash(const struct unix_name *n, unsigned type)
{
	uint32_t h = type;

	for (uint32_t i = UNIX_FAMILY_SIZE; i < n->len; i++)
		h = h * 31 + n->address[i];
	return (h ^ h >> 16) % BUCKETS;
}

/* The first of those who may have the name (n), or who has it; behind that comes the rest. */
static struct unix_socket **find_here(const struct unix_name *n, unsigned type) REQUIRES(&lock)
{
	struct unix_socket **at = &buckets[hash(n, type)], *s;

	while ((s = *at) != NULL) {
		if (s->socket.type == type && s->name->len == n->len &&
		    !memcmp(s->name->address, n->address, n->len))
			break;
		at = &s->next_bound;
	}
	return at;
}

void unix_name_put(struct unix_name *n)
{
	if (n && !__atomic_sub_fetch(&n->refs, 1, __ATOMIC_ACQ_REL))
		heap_free(n);
}

/* The name that (a) says, with the terminator that a path may lack. Errors: -EINVAL, -ENOMEM. */
static int make_name(const struct socket_address *a, struct unix_name **out)
{
	struct unix_name *n;
	uint32_t len = a->len;

	if (len <= UNIX_FAMILY_SIZE || len > UNIX_FAMILY_SIZE + UNIX_PATH_SIZE ||
	    a->family != SOCKET_UNIX)
		return -EINVAL;
	if (a->bytes[UNIX_FAMILY_SIZE])
		len = UNIX_FAMILY_SIZE + 1 +
		      (uint32_t)strnlen((const char *)a->bytes + UNIX_FAMILY_SIZE,
					len - UNIX_FAMILY_SIZE);
	n = heap_alloc_zero(sizeof *n + len);
	if (!n)
		return -ENOMEM;
	n->refs = 1;
	n->len = len;
	memcpy(n->address, a->bytes, MIN(len, a->len));
	*out = n;
	return 0;
}

int unix_set_name(struct unix_socket *s, struct unix_name *n, struct inode *i)
{
	int err = -EINVAL;

	mutex_lock(&lock);
	if (!s->name) {
		s->inode = i;
		__atomic_store_n(&s->name, n, __ATOMIC_RELEASE);
		err = 0;
	}
	mutex_unlock(&lock);
	return err;
}

/* Errors: -EINVAL: it has one; -EADDRINUSE. */
static int bind_abstract(struct unix_socket *s, struct unix_name *n)
{
	struct unix_socket **at;
	int err = 0;

	mutex_lock(&lock);
	at = find_here(n, s->socket.type);
	if (s->name) {
		err = -EINVAL;
	} else if (*at) {
		err = -EADDRINUSE;
	} else {
		__atomic_store_n(&s->name, n, __ATOMIC_RELEASE);
		*at = s;
	}
	mutex_unlock(&lock);
	return err;
}

int unix_autobind(struct unix_socket *s)
{
	static uint32_t last;
	struct socket_address a = { .len = UNIX_FAMILY_SIZE + 1 + MADE_DIGITS };
	struct unix_name *n;
	int err;

	a.family = SOCKET_UNIX;
	err = make_name(&a, &n);
	for (uint32_t tries = 0; !err; tries++) {
		uint32_t number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);

		for (uint32_t i = 0; i < MADE_DIGITS; i++, number >>= 4)
			n->address[n->len - 1 - i] = (uint8_t) "0123456789abcdef"[number % 16];
		err = bind_abstract(s, n);
		if (!err)
			return 0;
		if (err == -EADDRINUSE)
			err = tries == MADE_COUNT ? -ENOSPC : 0;
	}
	if (err != -ENOMEM)
		unix_name_put(n);
	return err == -EINVAL ? 0 : err;
}

int unix_bind(struct socket *socket, const struct socket_address *a)
{
	struct unix_socket *s = unix_of(socket);
	struct unix_name *n;
	int err;

	if (a->len == UNIX_FAMILY_SIZE && a->family == SOCKET_UNIX)
		return unix_autobind(s);
	err = make_name(a, &n);
	if (err)
		return err;
	if (!n->address[UNIX_FAMILY_SIZE])
		err = bind_abstract(s, n);
	else
		err = LINKED(unix_path_bind) ? unix_path_bind(s, n) : -ENOENT;
	if (err)
		unix_name_put(n);
	return err;
}

static int find_abstract(const struct unix_name *n, unsigned type, struct unix_socket **out)
{
	struct unix_socket *s;

	mutex_lock(&lock);
	s = *find_here(n, type);
	if (s)
		*out = unix_get(s);
	mutex_unlock(&lock);
	return s ? 0 : -ECONNREFUSED;
}

int unix_find(const struct socket_address *a, unsigned type, struct unix_socket **out)
{
	struct unix_name *n;
	int err = make_name(a, &n);

	if (err)
		return err;
	if (!n->address[UNIX_FAMILY_SIZE]) {
		err = find_abstract(n, type, out);
	} else {
		err = LINKED(unix_path_find) ? unix_path_find(n, out) : -ENOENT;
		if (!err && (*out)->socket.type != type) {
			unix_put(*out);
			err = -EPROTOTYPE;
		}
	}
	unix_name_put(n);
	return err;
}

void unix_unbind(struct unix_socket *s)
{
	if (!s->name)
		return;
	mutex_lock(&lock);
	if (!s->inode) {
		struct unix_socket **at = find_here(s->name, s->socket.type);

		if (*at == s) /* and none that was accepted through its name */
			*at = s->next_bound;
	}
	mutex_unlock(&lock);
	if (s->inode && LINKED(unix_path_unbind))
		unix_path_unbind(s);
}

struct unix_socket *unix_get_peer(struct unix_socket *s)
{
	struct unix_socket *peer;

	mutex_lock(&s->lock);
	peer = s->peer ? unix_get(s->peer) : NULL;
	mutex_unlock(&s->lock);
	return peer;
}

int unix_name_of(struct socket *socket, bool peer, struct socket_address *a)
{
	struct unix_socket *s = unix_of(socket);
	const struct unix_name *n;

	s = peer ? unix_get_peer(s) : unix_get(s);
	if (!s)
		return -ENOTCONN;
	a->family = SOCKET_UNIX;
	a->len = UNIX_FAMILY_SIZE;
	n = __atomic_load_n(&s->name, __ATOMIC_ACQUIRE);
	if (n) {
		a->len = n->len;
		memcpy(a->bytes, n->address, n->len);
	}
	unix_put(s);
	return 0;
}
