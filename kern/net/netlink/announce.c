/* SPDX-License-Identifier: MIT */
/*
 * Changes of interfaces, addresses and routes, for sockets that joined a group for that.
 *
 * Who changes something holds locks of the stack, and says only that something has changed. What,
 * is found by the thread that looks at a member: it compares what there is with what was known, and
 * puts messages into the queues of all. A change that is undone before anybody looks is not told.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/net/interface.h"
#include "kern/net/netlink/netlink_int.h"
#include "kern/sched/lock.h"

/* Something that is known: a link, an address or a route. */
struct known {
	struct known *next;
	enum netlink_kind kind;
	bool here; /* it was met again */
	union netlink_item item;
};

static struct {
	struct mutex lock;     /* guards all but: */
	struct spinlock waked; /* beside (lock) who changes (members); alone who wakes them */
	struct list members;   /* struct netlink_socket */
	struct known *known;
	uint32_t seen;    /* of (changes), when what there is was looked at */
	uint32_t changes; /* atomic */
} state = { .members = LIST_INIT(state.members) };

/* From the stack, with its lock held. */
void net_changed(void)
{
	__atomic_fetch_add(&state.changes, 1, __ATOMIC_SEQ_CST);
	spin_lock(&state.waked);
	list_for_each (e, &state.members)
		socket_wake_readers(&container_of(e, struct netlink_socket, member)->socket);
	spin_unlock(&state.waked);
}

/* Groups of what is announced: RTNLGRP_*. */
static uint32_t group_of(enum netlink_kind kind, const union netlink_item *i)
{
	bool six = kind == NETLINK_ADDRESS ? i->address.family == SOCKET_INET6
					   : i->route.family == SOCKET_INET6;

	switch (kind) {
	case NETLINK_LINK:
		return 1;
	case NETLINK_ADDRESS:
		return six ? 9 : 5;
	default:
		return six ? 11 : 7;
	}
}

static void announce(enum netlink_kind kind, const union netlink_item *i, bool gone)
	REQUIRES(&state.lock)
{
	uint32_t groups = 1u << (group_of(kind, i) - 1);

	list_for_each (e, &state.members) {
		struct netlink_socket *s = container_of(e, struct netlink_socket, member);
		struct netlink_reply r = { .to = s, .groups = groups, .gone = gone };

		if (!(s->groups & groups))
			continue;
		if (s->queued > s->socket.receive_size) {
			__atomic_store_n(&s->socket.error, ENOBUFS, __ATOMIC_RELAXED);
			continue;
		}
		route_tell(&r, kind, i);
		reply_flush(&r);
	}
}

/* Are these one thing, which may be as it was or not? */
static bool is_same(enum netlink_kind kind, const union netlink_item *a,
		    const union netlink_item *b)
{
	switch (kind) {
	case NETLINK_LINK:
		return a->link.index == b->link.index;
	case NETLINK_ADDRESS:
		return a->address.interface == b->address.interface &&
		       a->address.family == b->address.family &&
		       !memcmp(a->address.bytes, b->address.bytes, sizeof a->address.bytes);
	default:
		return !memcmp(&a->route, &b->route, sizeof a->route);
	}
}

/* There is (i). Without memory it is told again the next time. */
static void meet(enum netlink_kind kind, const union netlink_item *i) REQUIRES(&state.lock)
{
	struct known *k = state.known;

	while (k && (k->kind != kind || !is_same(kind, &k->item, i)))
		k = k->next;
	if (k && !memcmp(&k->item, i, sizeof *i)) {
		k->here = true;
		return;
	}
	if (!k) {
		k = heap_alloc_zero(sizeof *k);
		if (k) {
			k->next = state.known;
			state.known = k;
		}
	}
	if (k) {
		k->kind = kind;
		k->here = true;
		k->item = *i;
	}
	announce(kind, i, false);
}

static void meet_all(void) REQUIRES(&state.lock)
{
	union netlink_item i;

	for (unsigned n = 0; memset(&i, 0, sizeof i), net_interface_get(n, &i.link); n++)
		meet(NETLINK_LINK, &i);
	for (unsigned n = 0; memset(&i, 0, sizeof i), net_address_get(n, &i.address); n++)
		meet(NETLINK_ADDRESS, &i);
	for (unsigned n = 0; memset(&i, 0, sizeof i), net_route_get(n, &i.route); n++)
		meet(NETLINK_ROUTE_, &i);
}

/* Find and tell what has changed. */
static void look(void) REQUIRES(&state.lock)
{
	uint32_t changes = __atomic_load_n(&state.changes, __ATOMIC_SEQ_CST);

	if (changes == state.seen || !LINKED(net_interface_get))
		return;
	state.seen = changes;
	for (struct known *k = state.known; k; k = k->next)
		k->here = false;
	meet_all();
	for (struct known **at = &state.known, *k; (k = *at);) {
		if (k->here) {
			at = &k->next;
			continue;
		}
		*at = k->next;
		announce(k->kind, &k->item, true);
		heap_free(k);
	}
}

void netlink_look(struct netlink_socket *s)
{
	if (likely(!__atomic_load_n(&s->groups, __ATOMIC_RELAXED)))
		return;
	mutex_lock(&state.lock);
	look();
	mutex_unlock(&state.lock);
}

void netlink_join(struct netlink_socket *s, uint32_t groups)
{
	mutex_lock(&state.lock);
	/* What was there before is not told; nobody looked while there were no members. */
	if (list_empty(&state.members))
		__atomic_fetch_add(&state.changes, 1, __ATOMIC_RELAXED);
	look();
	__atomic_store_n(&s->groups, groups, __ATOMIC_RELAXED);
	spin_lock(&state.waked);
	list_remove(&s->member);
	list_init(&s->member);
	if (groups)
		list_push_back(&state.members, &s->member);
	spin_unlock(&state.waked);
	mutex_unlock(&state.lock);
}
