/* SPDX-License-Identifier: MIT */
/*
 * Requests: what somebody sent is taken apart here, and each is answered or refused. The bytes are
 * a copy, so they do not change meanwhile.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/netlink/netlink_int.h"

/* Tell how the request ended: NLMSG_ERROR with 0 is well. */
static void acknowledge(struct netlink_reply *r, int err)
{
	const struct nlmsghdr *h = r->request;
	size_t n = err ? h->len : sizeof *h;
	uint8_t *m;

	n = MIN(n, (size_t)256);
	m = reply_begin(r, NLMSG_ERROR, false, sizeof err + n);
	if (!m)
		return;
	memcpy(m, &err, sizeof err);
	memcpy(m + sizeof err, h, n);
	reply_flush(r);
}

void netlink_answer(struct netlink_socket *s, const uint8_t *p, size_t n)
{
	while (n >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *h = (const struct nlmsghdr *)p;
		struct netlink_reply r = { .to = s, .request = h };
		size_t whole;
		int err = 0;

		if (h->len < sizeof *h || h->len > n)
			return;
		if (s->queued > s->socket.receive_size) {
			__atomic_store_n(&s->socket.error, ENOBUFS, __ATOMIC_RELAXED);
			return; /* who asks has to read, too */
		}
		if (h->type >= NLMSG_MIN_TYPE && h->flags & NLM_F_REQUEST)
			err = route_answer(&r);
		if (err || (h->flags & NLM_F_ACK && (h->flags & NLM_F_DUMP) != NLM_F_DUMP))
			acknowledge(&r, err);
		whole = MIN((size_t)NLMSG_ALIGN(h->len), n);
		p += whole;
		n -= whole;
	}
}
