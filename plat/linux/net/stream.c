/* SPDX-License-Identifier: MIT */
/*
 * passt's socket: frames one behind the other, before each its length in four bytes, the highest
 * first. A read brings many, so they are copied into buffers of their own.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/frame.h"
#include "plat/linux/net/net.h"

#define PREFIX     4
#define AREA       (PREFIX + LINUX_NET_FRAME_MAX)
#define AREA_PAGES (ROUND_UP(AREA, PAGE_SIZE) / PAGE_SIZE)

int linux_net_stream_init(struct linux_net *n)
{
	paddr_t in, out;

	if (frame_alloc_run(AREA_PAGES, &in) || frame_alloc_run(AREA_PAGES, &out))
		return -ENOMEM;
	n->in = phys_to_virt(in);
	n->out = phys_to_virt(out);
	return 0;
}

/* The (len) bytes at (p) as a frame, or NULL when there are not enough buffers. */
static struct net_buf *copy(struct linux_net *n, const uint8_t *p, uint32_t len)
{
	struct net_buf *first = NULL, **end = &first;

	while (len) {
		struct net_buf *b = linux_net_get(n);

		if (!b) {
			net_pool_put_all(&n->pool, first);
			return NULL;
		}
		b->len = MIN(len, (uint32_t)sizeof((struct linux_net_buffer *)0)->data);
		b->flags = 0;
		b->more = NULL;
		memcpy(b->data, p, b->len);
		p += b->len;
		len -= b->len;
		*end = b;
		end = &b->more;
	}
	return first;
}

static uint32_t get_length(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Hand over the first whole frame of what was read: 0: there is none; < 0: there are no buffers. */
static int take(struct linux_net *n)
{
	uint32_t have = n->in_to - n->in_from, len;
	struct net_buf *b;

	if (have < PREFIX)
		return 0;
	len = get_length(n->in + n->in_from);
	if (len > LINUX_NET_FRAME_MAX) {
		linux_net_fail(n, -EMSGSIZE);
		return 0;
	}
	if (have < PREFIX + len)
		return 0;
	if (len >= NET_HEADER) {
		b = copy(n, n->in + n->in_from + PREFIX, len);
		n->starved = !b;
		if (!b)
			return -ENOBUFS;
		n->nr_came++;
		n->dev.received(&n->dev, b);
	}
	n->in_from += PREFIX + len;
	return 1;
}

/* Read behind what is there: false when nothing came. */
static bool fill(struct linux_net *n)
{
	struct host_iovec v;
	long done;

	memmove(n->in, n->in + n->in_from, n->in_to - n->in_from);
	n->in_to -= n->in_from;
	n->in_from = 0;
	v = (struct host_iovec){ n->in + n->in_to, AREA - n->in_to };
	done = host_call3(HOST_readv, n->fd, (long)&v, 1);
	if (done > 0) {
		n->in_to += (uint32_t)done;
		return true;
	}
	if (!linux_net_is_busy(done))
		linux_net_fail(n, done ? done : -EPIPE);
	return false;
}

/* Write the rest of a frame: false when there is still some. */
static bool drain(struct linux_net *n)
{
	while (n->out_from < n->out_to) {
		struct host_iovec v = { n->out + n->out_from, n->out_to - n->out_from };
		long done = host_call3(HOST_writev, n->fd, (long)&v, 1);

		if (done > 0)
			n->out_from += (uint32_t)done;
		else if (done != -EINTR)
			break;
	}
	n->full = n->out_from < n->out_to;
	return !n->full;
}

static bool stream_poll(struct net_device *d, unsigned budget)
{
	struct linux_net *n = d->data;

	if (n->dead)
		return false;
	(void)drain(n);
	while (budget && !n->dead) {
		int took = take(n);

		if (took < 0 || (!took && (n->dead || !fill(n))))
			return false;
		budget -= took ? 1 : 0;
	}
	return !n->dead;
}

/* Keep what is behind the first (skip) bytes of (v) for later. */
static void keep(struct linux_net *n, const struct host_iovec *v, unsigned nr, size_t skip)
{
	n->out_from = n->out_to = 0;
	for (unsigned i = 0; i < nr; i++) {
		size_t off = MIN(skip, v[i].len);

		skip -= off;
		memcpy(n->out + n->out_to, (const uint8_t *)v[i].base + off, v[i].len - off);
		n->out_to += (uint32_t)(v[i].len - off);
	}
	n->full = n->out_to > 0;
}

static int stream_send(struct net_device *d, const struct net_frame *f)
{
	struct linux_net *n = d->data;
	struct host_iovec v[1 + NET_PIECES_MAX];
	uint32_t len = 0;
	uint8_t prefix[PREFIX];
	long done;

	if (n->dead || f->nr_pieces > NET_PIECES_MAX)
		return -EIO;
	if (!drain(n))
		return -ENOBUFS;
	for (unsigned i = 0; i < f->nr_pieces; i++) {
		v[1 + i] = (struct host_iovec){ f->pieces[i].data, f->pieces[i].len };
		len += f->pieces[i].len;
	}
	if (len > LINUX_NET_FRAME_MAX)
		return -EIO;
	prefix[0] = (uint8_t)(len >> 24);
	prefix[1] = (uint8_t)(len >> 16);
	prefix[2] = (uint8_t)(len >> 8);
	prefix[3] = (uint8_t)len;
	v[0] = (struct host_iovec){ prefix, sizeof prefix };
	do
		done = host_call3(HOST_writev, n->fd, (long)v, 1 + f->nr_pieces);
	while (done == -EINTR);
	if (done == -EAGAIN) {
		n->full = true;
		return -ENOBUFS;
	}
	if (done >= 0)
		keep(n, v, 1u + f->nr_pieces, (size_t)done);
	return 1;
}

const struct net_device_ops linux_net_stream_ops = {
	.send = stream_send,
	.flush = linux_net_flush,
	.poll = stream_poll,
};
