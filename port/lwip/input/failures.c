/* SPDX-License-Identifier: MIT */
/* The queue of failures that IP_RECVERR asks for and MSG_ERRQUEUE reads (ip(7)). */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "port/lwip/input/failure.h"

enum { IP_RECVERR = 11, IPV6_RECVERR = 25 };
enum { ORIGIN_ICMP = 2, ORIGIN_ICMP6 = 3 };

/* As applications have it (linux/errqueue.h), and behind it who said so. */
struct told {
	uint32_t err;
	uint8_t origin, type, code, pad;
	uint32_t info, data;
	uint8_t offender[28];
};

/* One that waits: as a datagram it is what was sent, from whom that was sent to. */
struct failure {
	struct inet_datagram d; /* first */
	ip_addr_t by;
	uint32_t info;
	uint8_t err, type, code;
};

void inet_queue_failure(struct socket *s, struct inet_datagrams *q, const struct inet_failure *f,
			uint16_t port, uint16_t skip)
{
	uint16_t from = (uint16_t)MIN(f->at + skip, (int)f->p->tot_len);
	uint16_t n = (uint16_t)(f->p->tot_len - from);
	struct failure *e = NULL;
	struct pbuf *p = NULL;

	if (q->failure_bytes + n + INET_OVERHEAD <= s->receive_size)
		p = pbuf_alloc(PBUF_RAW, n, PBUF_RAM);
	if (p)
		e = heap_alloc_zero(sizeof *e);
	if (!e) {
		if (p)
			pbuf_free(p);
		return;
	}
	pbuf_copy_partial(f->p, p->payload, n, from);
	e->d.p = p;
	e->d.from = f->to;
	e->d.port = port;
	inet_note(s, &e->d);
	e->by = *ip_current_src_addr();
	e->info = f->info;
	e->err = f->err;
	e->type = f->type;
	e->code = f->code;
	if (q->failures)
		q->last_failure->next = &e->d;
	else
		q->failures = &e->d;
	q->last_failure = &e->d;
	q->failure_bytes += n + INET_OVERHEAD;
}

/* Take the first. The error that is told next is that of the one behind it, or none. */
static struct failure *take(struct socket *s, struct inet_datagrams *q) REQUIRES(&stack)
{
	struct failure *e = container_of(q->failures, struct failure, d);
	int32_t next = 0;

	q->failures = e->d.next;
	q->failure_bytes -= e->d.p->tot_len + INET_OVERHEAD;
	if (q->failures)
		next = container_of(q->failures, struct failure, d)->err;
	__atomic_store_n(&s->error, next, __ATOMIC_RELAXED);
	return e;
}

/* It is told behind what options of IP tell of the message by which it came. */
static void tell(const struct socket *s, const struct failure *e, const struct inet_options *o,
		 struct socket_control *c)
{
	bool six = s->family == SOCKET_INET6;
	struct socket_address by;
	struct told t = {
		.err = e->err,
		.origin = IP_IS_V6(&e->by) ? ORIGIN_ICMP6 : ORIGIN_ICMP,
		.type = e->type,
		.code = e->code,
		.info = e->info,
	};
	size_t n;

	inet_tell_options(&e->d, o, c);
	inet_put_address(s, &by, &e->by, 0);
	n = by.len;
	memcpy(t.offender, by.bytes, n);
	inet_tell(c, six ? SOL_IPV6 : SOL_IP, six ? IPV6_RECVERR : IP_RECVERR, &t,
		  offsetof(struct told, offender) + n);
}

/* Whoever looks takes, MSG_PEEK or not: as on Linux. */
int inet_dequeue_failure(struct socket *s, struct inet_datagrams *q, const struct inet_options *o,
			 struct socket_message *m)
{
	struct failure *e = NULL;
	int err;

	stack_lock();
	if (q->failures)
		e = take(s, q);
	stack_unlock();
	if (!e)
		return -EAGAIN;
	m->told |= SOCKET_ERRQUEUE;
	err = inet_copy_datagram(s, &e->d, m);
	if (m->control)
		tell(s, e, o, m->control);
	stack_lock();
	pbuf_free(e->d.p);
	stack_unlock();
	heap_free(e);
	return err;
}
