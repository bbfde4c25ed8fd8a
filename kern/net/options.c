/* SPDX-License-Identifier: MIT */
/*
 * Options of SOL_SOCKET that mean the same for every family (Linux, net/core/sock.c).
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/socket.h"

enum {
	SO_DEBUG = 1,
	SO_REUSEADDR,
	SO_TYPE,
	SO_ERROR,
	SO_DONTROUTE,
	SO_BROADCAST,
	SO_SNDBUF,
	SO_RCVBUF,
	SO_KEEPALIVE,
	SO_OOBINLINE,
	SO_NO_CHECK,
	SO_PRIORITY,
	SO_LINGER,
	SO_BSDCOMPAT,
	SO_REUSEPORT,
	SO_PASSCRED,
	SO_PEERCRED,
	SO_RCVLOWAT,
	SO_SNDLOWAT,
	SO_RCVTIMEO,
	SO_SNDTIMEO,
	SO_ACCEPTCONN = 30,
	SO_SNDBUFFORCE = 32,
	SO_RCVBUFFORCE,
	SO_MARK = 36,
	SO_PROTOCOL = 38,
	SO_DOMAIN,
	SO_BUSY_POLL = 46,
	SO_INCOMING_CPU = 49,
	SO_INCOMING_NAPI_ID = 56,
	SO_COOKIE,
	SO_RCVTIMEO_NEW = 66, /* as the others are on 64 bits */
	SO_SNDTIMEO_NEW,
	SO_NETNS_COOKIE = 71,
};

#define SEND_MIN    4608
#define RECEIVE_MIN 2304
#define SIZE_MAX_   (4 * MIB) /* twice what may be asked for */

struct linger {
	int32_t on;
	int32_t seconds;
};

/* As the application has it: struct timeval. */
struct option_time {
	int64_t sec;
	int64_t usec;
};

static const struct option_place switches[] = {
	{ SO_REUSEADDR, offsetof(struct socket, reuse_address) },
	{ SO_REUSEPORT, offsetof(struct socket, reuse_port) },
	{ SO_DONTROUTE, offsetof(struct socket, dont_route) },
	{ SO_BROADCAST, offsetof(struct socket, broadcast) },
	{ SO_KEEPALIVE, offsetof(struct socket, keep_alive) },
	{ SO_NO_CHECK, offsetof(struct socket, no_check) },
	{ SO_RXQ_OVFL, offsetof(struct socket, tell_lost) },
	{ SO_OOBINLINE, offsetof(struct socket, oob_inline) },
	{ SO_PASSCRED, offsetof(struct socket, pass_identity) },
};

static const struct option_place numbers[] = {
	{ SO_SNDBUF, offsetof(struct socket, send_size) },
	{ SO_RCVBUF, offsetof(struct socket, receive_size) },
	{ SO_PRIORITY, offsetof(struct socket, priority) },
	{ SO_RCVLOWAT, offsetof(struct socket, low_water) },
	{ SO_MARK, offsetof(struct socket, mark) },
	{ SO_BUSY_POLL, offsetof(struct socket, busy_poll) },
	{ SO_INCOMING_CPU, offsetof(struct socket, incoming_cpu) },
};

void *option_find(void *of, const struct option_place *p, size_t n, int name)
{
	for (; n--; p++)
		if (p->name == name)
			return (uint8_t *)of + p->at;
	return NULL;
}

/* Linux takes double what is said, for what it keeps beside the bytes. */
static uint32_t buffer_size(int value, uint32_t least)
{
	uint64_t twice = value < 0 ? SIZE_MAX_ : 2ull * (unsigned)value;

	return (uint32_t)MAX(MIN(twice, SIZE_MAX_), least);
}

static int set_timeout(nsec_t *timeout, const void *value, size_t n)
{
	struct option_time t;

	if (n < sizeof t)
		return -EINVAL;
	memcpy(&t, value, sizeof t);
	if (t.usec < 0 || t.usec >= 1000000)
		return -EDOM;
	if (t.sec < 0)
		*timeout = 1; /* it is over at once */
	else
		*timeout = t.sec > INT32_MAX ? 0
					     : (nsec_t)t.sec * NSEC_PER_SEC + (nsec_t)t.usec * 1000;
	return 0;
}

static int set_linger(struct socket *s, const void *value, size_t n)
{
	struct linger l;

	if (n < sizeof l)
		return -EINVAL;
	memcpy(&l, value, sizeof l);
	s->linger = l.on ? MIN(MAX(l.seconds, 0), INT32_MAX) : -1;
	return 0;
}

static int set_number(struct socket *s, int name, int value)
{
	bool *flag = option_find(s, switches, nitems(switches), name);

	if (flag) {
		*flag = value != 0;
		return 0;
	}
	switch (name) {
	case SO_DEBUG:
	case SO_BSDCOMPAT:
		return 0;
	case SO_SNDBUF:
	case SO_SNDBUFFORCE:
		s->send_size = buffer_size(value, SEND_MIN);
		return 0;
	case SO_RCVBUF:
	case SO_RCVBUFFORCE:
		s->receive_size = buffer_size(value, RECEIVE_MIN);
		return 0;
	case SO_RCVLOWAT:
		s->low_water = value < 0 ? INT32_MAX : MAX((uint32_t)value, 1u);
		return 0;
	case SO_BUSY_POLL:
		if (value < 0)
			return -EINVAL;
		break;
	case SO_PRIORITY:
	case SO_MARK:
	case SO_INCOMING_CPU:
		break;
	default:
		return LINKED(socket_stamp_set) ? socket_stamp_set(s, name, value) : -ENOPROTOOPT;
	}
	*(uint32_t *)option_find(s, numbers, nitems(numbers), name) = (uint32_t)value;
	return 0;
}

int socket_set_option(struct socket *s, int name, const void *value, size_t n)
{
	int number, err;

	if (name == SO_BINDTODEVICE) /* a name, of any length; the family knows it */
		return -ENOPROTOOPT;
	if (n < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	switch (name) {
	case SO_RCVTIMEO:
	case SO_RCVTIMEO_NEW:
		return set_timeout(&s->receive_timeout, value, n);
	case SO_SNDTIMEO:
	case SO_SNDTIMEO_NEW:
		return set_timeout(&s->send_timeout, value, n);
	case SO_LINGER:
		return set_linger(s, value, n);
	default:
		err = set_number(s, name, number);
	}
	if (!err && s->ops->set_common)
		s->ops->set_common(s, name);
	return err;
}

static int put(void *to, size_t *n, const void *from, size_t size)
{
	*n = MIN(*n, size);
	memcpy(to, from, *n);
	return 0;
}

static int get_number(struct socket *s, int name, int *value)
{
	const bool *flag = option_find(s, switches, nitems(switches), name);
	const uint32_t *kept = option_find(s, numbers, nitems(numbers), name);

	if (flag) {
		*value = *flag;
		return 0;
	}
	if (kept) {
		*value = (int)*kept;
		return 0;
	}
	switch (name) {
	case SO_DEBUG:
	case SO_BSDCOMPAT:
	case SO_INCOMING_NAPI_ID:
		*value = 0;
		break;
	case SO_TYPE:
		*value = s->type;
		break;
	case SO_ERROR:
		*value = socket_take_error(s);
		break;
	case SO_SNDLOWAT:
		*value = 1;
		break;
	case SO_ACCEPTCONN:
		*value = s->listening;
		break;
	case SO_PROTOCOL:
		*value = (int)s->protocol;
		break;
	case SO_DOMAIN:
		*value = s->family;
		break;
	case SO_TIMESTAMP:
	case SO_TIMESTAMPNS:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMPNS_NEW:
		*value = LINKED(socket_stamp_get) ? socket_stamp_get(s, name) : 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	return 0;
}

/* Numbers that no other socket has, and no other network; there is one. */
static int get_cookie(const struct socket *s, int name, void *value, size_t *n)
{
	const uint64_t cookie = name == SO_COOKIE ? s->ino : 1;

	if (*n < sizeof cookie || (name == SO_NETNS_COOKIE && *n != sizeof cookie))
		return -EINVAL;
	return put(value, n, &cookie, sizeof cookie);
}

int socket_get_option(struct socket *s, int name, void *value, size_t *n)
{
	int number, err;

	if (name == SO_COOKIE || name == SO_NETNS_COOKIE)
		return get_cookie(s, name, value, n);

	if (name == SO_LINGER) {
		const struct linger l = { s->linger >= 0, MAX(s->linger, 0) };

		return put(value, n, &l, sizeof l);
	}
	if (name == SO_RCVTIMEO || name == SO_SNDTIMEO || name == SO_RCVTIMEO_NEW ||
	    name == SO_SNDTIMEO_NEW) {
		bool receive = name == SO_RCVTIMEO || name == SO_RCVTIMEO_NEW;
		nsec_t t = receive ? s->receive_timeout : s->send_timeout;
		const struct option_time v = { (int64_t)(t / NSEC_PER_SEC),
					       (int64_t)(t % NSEC_PER_SEC / 1000) };

		return put(value, n, &v, sizeof v);
	}
	err = get_number(s, name, &number);
	return err ? err : put(value, n, &number, sizeof number);
}
