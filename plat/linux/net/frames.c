/* SPDX-License-Identifier: MIT */
/*
 * TAP devices and packet sockets: each host call moves a frame, from where its pieces lie, to where
 * it stays. Before it stands what the host says of checksums and segments, as virtio has it.
 */
#include "base/errno.h"
#include "plat/linux/net/net.h"

/* Make room for the next frame; false when there is not enough for a short one. */
static bool make_room(struct linux_net *n)
{
	unsigned want = n->header ? LINUX_NET_PARTS : 1;

	while (n->nr_buffers < want) {
		struct net_buf *b = linux_net_get(n);

		if (!b)
			break;
		n->room[1 + n->nr_buffers] = (struct host_iovec){
			b->data,
			sizeof((struct linux_net_buffer *)0)->data,
		};
		n->buffers[n->nr_buffers++] = b;
	}
	n->starved = !n->nr_buffers;
	return n->nr_buffers;
}

/* What was read: a frame of (len) bytes, in the first buffers. Others take their place. */
static struct net_buf *take(struct linux_net *n, size_t len)
{
	struct net_buf *first = n->buffers[0], **end = &first;
	unsigned used = 0;

	do {
		struct net_buf *b = n->buffers[used];

		b->len = (uint32_t)MIN(len, n->room[1 + used].len);
		b->flags = 0;
		b->more = NULL;
		len -= b->len;
		*end = b;
		end = &b->more;
		used++;
	} while (len && used < n->nr_buffers);
	n->nr_buffers -= used;
	/* The last ones go to where the first ones were: all are alike. */
	for (unsigned i = 0; i < used && i < n->nr_buffers; i++) {
		unsigned from = MAX(n->nr_buffers, used) + i;

		n->buffers[i] = n->buffers[from];
		n->room[1 + i] = n->room[1 + from];
	}
	return first;
}

static bool frames_poll(struct net_device *d, unsigned budget)
{
	struct linux_net *n = d->data;
	size_t skip = n->header ? NET_HEADER_OLD : 0;

	if (n->dead)
		return false;
	n->full = false;
	n->room[0] = (struct host_iovec){ &n->came, skip };
	for (; budget; budget--) {
		struct net_buf *b;
		long len;

		if (!make_room(n))
			return false;
		len = host_call3(HOST_readv, n->fd, (long)n->room, 1 + n->nr_buffers);
		if (len < 0) {
			if (!linux_net_is_busy(len) && len != -ENETDOWN)
				linux_net_fail(n, len);
			return false;
		}
		if ((size_t)len < skip + NET_HEADER)
			continue;
		b = take(n, (size_t)len - skip);
		n->nr_came++;
		if (skip && net_header_is_checked(&n->came))
			b->flags = NET_BUF_CHECKED;
		if (n->pool.nr >= n->pool.max && !n->pool.spare)
			b->flags |= NET_BUF_SCARCE;
		d->received(d, b);
	}
	return true;
}

/* The host has a copy when it returns. What it does not take for good is as good as lost. */
static int frames_send(struct net_device *d, const struct net_frame *f)
{
	struct linux_net *n = d->data;
	struct host_iovec v[1 + NET_PIECES_MAX];
	struct net_header header;
	unsigned at = 0;
	long done;

	if (n->dead || f->nr_pieces > NET_PIECES_MAX)
		return -EIO;
	if (n->header) {
		net_header_fill(&header, f, true);
		v[at++] = (struct host_iovec){ &header, NET_HEADER_OLD };
	}
	for (unsigned i = 0; i < f->nr_pieces; i++)
		v[at++] = (struct host_iovec){ f->pieces[i].data, f->pieces[i].len };
	do
		done = host_call3(HOST_writev, n->fd, (long)v, at);
	while (done == -EINTR);
	if (done != -EAGAIN)
		return 1;
	n->full = true;
	return -ENOBUFS;
}

const struct net_device_ops linux_net_frames_ops = {
	.send = frames_send,
	.flush = linux_net_flush,
	.poll = frames_poll,
};
