/* SPDX-License-Identifier: MIT */
/* Writing answers: messages one behind the other, as many as a datagram holds. */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/net/netlink/netlink_int.h"

/* The most that one message is. */
#define MESSAGE_MAX 512u

struct attribute {
	uint16_t len; /* with this header */
	uint16_t type;
};

void reply_flush(struct netlink_reply *r)
{
	struct netlink_socket *to = r->to;
	struct netlink_answer *a = r->answer;

	if (!a)
		return;
	r->answer = NULL;
	a->groups = r->groups;
	mutex_lock(&to->lock);
	if (to->first)
		to->last->next = a;
	else
		to->first = a;
	to->last = a;
	to->queued += a->len;
	mutex_unlock(&to->lock);
	socket_wake_readers(&to->socket);
}

void *reply_begin(struct netlink_reply *r, unsigned type, bool multi, size_t size)
{
	struct nlmsghdr *h;

	if (r->answer && r->answer->len + MESSAGE_MAX > NETLINK_DATAGRAM)
		reply_flush(r);
	if (!r->answer)
		r->answer = heap_alloc_zero(sizeof *r->answer + NETLINK_DATAGRAM);
	if (!r->answer) {
		r->err = -ENOMEM;
		return NULL;
	}
	h = (struct nlmsghdr *)(r->answer->data + r->answer->len);
	*h = (struct nlmsghdr){
		.len = (uint32_t)(sizeof *h + size),
		.type = (uint16_t)type,
		.flags = multi && r->request ? NLM_F_MULTI : 0,
		.seq = r->request ? r->request->seq : 0,
		.port = r->request ? r->to->port : 0,
	};
	r->message = h;
	r->answer->len += NLMSG_ALIGN(h->len);
	return h + 1;
}

void reply_add(struct netlink_reply *r, unsigned type, const void *data, size_t n)
{
	struct attribute *a;

	if (!r->answer)
		return;
	a = (struct attribute *)(r->answer->data + r->answer->len);
	*a = (struct attribute){ (uint16_t)(sizeof *a + n), (uint16_t)type };
	memcpy(a + 1, data, n);
	r->answer->len += NLMSG_ALIGN(a->len);
	r->message->len += NLMSG_ALIGN(a->len);
}
