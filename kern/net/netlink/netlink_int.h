/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share: netlink(7), of the family NETLINK_ROUTE (rtnetlink(7)).
 *
 * Each request is answered at once, by messages in the queue of the socket that asked. Only
 * questions are: nothing is changed by this way, and changes are not announced.
 */
#ifndef KERN_NET_NETLINK_NETLINK_INT_H
#define KERN_NET_NETLINK_NETLINK_INT_H

#include "base/assert.h"
#include "kern/net/socket.h"
#include "kern/sched/mutex.h"

/* One datagram of answers; libcs read them into a page. */
#define NETLINK_DATAGRAM 3584u

struct netlink_answer {
	struct netlink_answer *next;
	uint32_t len;
	uint8_t data[] aligned(8);
};

struct netlink_socket {
	struct socket socket;
	uint32_t port; /* what it is called, 0: nothing yet; atomic */

	struct mutex lock; /* guards: */
	struct netlink_answer *first;
	struct netlink_answer *last; /* if there is a first */
	uint32_t queued;             /* bytes of all */
};

/* Layouts of the protocol: linux/netlink.h, linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h. */
struct nlmsghdr {
	uint32_t len; /* with this header */
	uint16_t type;
	uint16_t flags;
	uint32_t seq;
	uint32_t port;
};
static_assert(sizeof(struct nlmsghdr) == 16, "struct nlmsghdr");

/* Types, and flags. */
#define NLMSG_ERROR    2u
#define NLMSG_DONE     3u
#define NLMSG_MIN_TYPE 16u

#define NLM_F_REQUEST 1u
#define NLM_F_MULTI   2u
#define NLM_F_ACK     4u
#define NLM_F_DUMP    0x300u

#define NLMSG_ALIGN(n) ROUND_UP((n), 4u)

/* Answers to one request as they are written. */
struct netlink_reply {
	struct netlink_socket *to;
	const struct nlmsghdr *request;
	struct netlink_answer *answer; /* that is being filled, or NULL */
	struct nlmsghdr *message;      /* the last one in it */
	int err;                       /* -ENOMEM: something is missing */
};

/*
 * Begin a message of (type) with (size) bytes of its own header, which are zeros; NULL without
 * memory. It ends where the next one begins, or by reply_flush(). (multi): there are several.
 */
void *reply_begin(struct netlink_reply *r, unsigned type, bool multi, size_t size);

/* Add an attribute. */
void reply_add(struct netlink_reply *r, unsigned type, const void *data, size_t n);

/* Put what was written into the queue. */
void reply_flush(struct netlink_reply *r);

/*
 * Answer the requests in the (n) bytes at (p), a multiple of 4, into the queue of (s). What is
 * broken ends it.
 */
void netlink_answer(struct netlink_socket *s, const uint8_t *p, size_t n);

/* Answer one request of (r->request), which is all there. Errors: what it is told. */
must_use int route_answer(struct netlink_reply *r);

#endif
