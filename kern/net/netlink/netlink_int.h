/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share: netlink(7), of the family NETLINK_ROUTE (rtnetlink(7)).
 *
 * Each request is answered at once, by messages in the queue of the socket that asked. Only
 * questions are: nothing is changed by this way. What changes otherwise is announced (announce.c).
 */
#ifndef KERN_NET_NETLINK_NETLINK_INT_H
#define KERN_NET_NETLINK_NETLINK_INT_H

#include "base/assert.h"
#include "base/list.h"
#include "kern/net/interface.h"
#include "kern/net/socket.h"
#include "kern/sched/mutex.h"

/* One datagram of answers; libcs read them into a page. */
#define NETLINK_DATAGRAM 3584u

struct netlink_answer {
	struct netlink_answer *next;
	uint32_t len;
	uint32_t groups; /* whom it is for; 0: who asked */
	uint8_t data[] aligned(8);
};

struct netlink_socket {
	struct socket socket;
	uint32_t port; /* what it is called, 0: nothing yet; atomic */

	struct mutex lock; /* guards: */
	struct netlink_answer *first;
	struct netlink_answer *last; /* if there is a first */
	uint32_t queued;             /* bytes of all */

	uint32_t groups;        /* that it joined, a bit for each: atomic, set by netlink_join() */
	uint32_t groups_beyond; /* those from 33 on, of which nothing is told; atomic */
	bool joined;            /* some, once */
	uint32_t options;       /* a bit for each that is on; atomic */
	struct list member;     /* of all that joined some: announce.c */
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
	const struct nlmsghdr *request; /* NULL: nobody asked */
	uint32_t groups;                /* to which it is announced then */
	bool gone;                      /* and that it is no more */
	struct netlink_answer *answer;  /* that is being filled, or NULL */
	struct nlmsghdr *message;       /* the last one in it */
	int err;                        /* -ENOMEM: something is missing */
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

/* What can be told, and announced. */
enum netlink_kind {
	NETLINK_LINK,
	NETLINK_ADDRESS,
	NETLINK_ROUTE_,
};

union netlink_item {
	struct net_interface link;
	struct net_address address;
	struct net_route route;
};

/* Write a message of (i). */
void route_tell(struct netlink_reply *r, enum netlink_kind kind, const union netlink_item *i);

/* (s) is a member of (groups) from now on, and no other. */
void netlink_join(struct netlink_socket *s, uint32_t groups);

/* Somebody looks at the queue of (s): what has changed is to be in it, if (s) joined a group. */
void netlink_look(struct netlink_socket *s);

/* Answer one request of (r->request), which is all there. Errors: what it is told. */
must_use int route_answer(struct netlink_reply *r);

#endif
