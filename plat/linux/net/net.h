/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: the network device of a process, a descriptor of the host's. net.c
 * looks after it, open.c opens what the key says, frames.c moves a frame with each host
 * call (TAP and packet sockets), stream.c moves them behind each other (passt).
 */
#ifndef PLAT_LINUX_NET_NET_H
#define PLAT_LINUX_NET_NET_H

#include "base/errno.h"
#include "kern/dev/net_header.h"
#include "kern/dev/net_pool.h"
#include "kern/sched/timer.h"
#include "plat/linux/host.h"

/* A buffer, as far as it is the frame's. */
struct linux_net_buffer {
	struct net_buf b;
	uint8_t data[NET_BUFFER_SIZE - sizeof(struct net_buf)];
};

/* The longest frame is in so many: 64 KiB and its headers. */
#define LINUX_NET_PARTS 35

/* The longest frame of a stream. */
#define LINUX_NET_FRAME_MAX 65536

struct linux_net {
	struct net_device dev;
	int fd;       /* constant, as is (header) */
	bool header;  /* frames have a struct net_header, its old form */
	bool full;    /* the host takes no more until it says so */
	bool starved; /* the stack has all buffers: nothing is read until it gives one back */
	bool dead;
	struct net_pool pool;
	uint32_t nr_came; /* frames until now */

	/* pace.c: frames that come one close behind the other tell nobody, and (tick) looks. */
	bool dense;
	uint32_t came_before; /* until the period began */
	nsec_t period;        /* when that was */
	struct timer tick;

	/* frames.c: where the next frame goes. */
	struct net_header came;
	struct host_iovec room[1 + LINUX_NET_PARTS];
	struct net_buf *buffers[LINUX_NET_PARTS];
	unsigned nr_buffers;

	/* stream.c: what was read, and what is left of a frame that did not fit. */
	uint8_t *in, *out; /* of 4 + LINUX_NET_FRAME_MAX bytes each */
	uint32_t in_from, in_to;
	uint32_t out_from, out_to;
};

extern const struct net_device_ops linux_net_frames_ops, linux_net_stream_ops;

/* What both have in common: a buffer, which came back, and nothing that waits to be said. */
struct net_buf *linux_net_get(struct linux_net *n);
void linux_net_flush(struct net_device *d);

/* Let frames raise the host's signal, or none. Context: the first CPU. */
void linux_net_tell(const struct linux_net *n, bool on);

/*
 * Frames came: let there be no signals when these are many. Context: an interrupt of the first CPU.
 */
void linux_net_pace(struct linux_net *n);

/*
 * Open what (what) says, the value of the key `net.device`, as (n). A sentence and the end if that
 * cannot be. Context: boot.
 */
void linux_net_open(struct linux_net *n, const char *what);

/* Buffers of the stream. Errors: -ENOMEM. Context: boot. */
must_use int linux_net_stream_init(struct linux_net *n);

/* The host's descriptor failed: say so once, and use it no more. */
void linux_net_fail(struct linux_net *n, long err) cold;

/* What is not worth a word: try again later. */
static inline bool linux_net_is_busy(long err)
{
	return err == -EAGAIN || err == -EINTR || err == -ENOBUFS;
}

#endif
