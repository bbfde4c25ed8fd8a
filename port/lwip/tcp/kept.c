/* SPDX-License-Identifier: MIT */
/* Options that lwIP has no use for, within the limits that Linux has for them. */
#include "port/lwip/tcp/kept.h"

#include "base/errno.h"
#include "base/string.h"

#define SEGMENT_MIN   88
#define SEGMENT_MAX   32767
#define SYN_COUNT_MAX 127
#define LINGER2_MAX   120

/* One is at work before something is lost, the other after: either is right. */
static int keep_congestion(struct tcp_kept *k, const void *value, size_t n)
{
	static const char names[2][8] = { "reno", "cubic" };

	for (unsigned i = 0; i < nitems(names); i++) {
		size_t len = strlen(names[i]);

		if (n < len || memcmp(value, names[i], len) ||
		    (n > len && ((const char *)value)[len]))
			continue;
		k->cubic = i;
		return 0;
	}
	return n ? -ENOENT : -EINVAL;
}

static int keep_number(struct tcp_socket *t, int name, int value) REQUIRES(&stack)
{
	struct tcp_kept *k = &t->kept;

	switch (name) {
	case TCP_MAXSEG:
		if (value && (value < SEGMENT_MIN || value > SEGMENT_MAX))
			return -EINVAL;
		k->segment_size = (uint16_t)value;
		return 0;
	case TCP_SYNCNT:
		if (value < 1 || value > SYN_COUNT_MAX)
			return -EINVAL;
		k->syn_count = (uint8_t)value;
		return 0;
	case TCP_LINGER2:
		k->linger = value < 0 ? -1 : MIN(value, LINGER2_MAX);
		return 0;
	case TCP_FASTOPEN:
		if (value < 0 || (t->state != TCP_SOCKET_NEW && t->state != TCP_SOCKET_LISTENING))
			return -EINVAL;
		k->fast_open = value;
		return 0;
	case TCP_NOTSENT_LOWAT:
		k->not_sent = (uint32_t)value;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int tcp_keep_option(struct tcp_socket *t, int name, const void *value, size_t n)
{
	int number, err;

	if (name == TCP_CONGESTION)
		return keep_congestion(&t->kept, value, n);
	if (name == TCP_ULP) /* nothing is between it and the application */
		return n ? -ENOENT : -EINVAL;
	if (n < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	stack_lock();
	err = keep_number(t, name, number);
	stack_unlock();
	return err;
}
