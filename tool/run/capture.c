/* SPDX-License-Identifier: MIT */
/*
 * Frames are carried whole, one direction like the other. What comes is read as long as there is
 * room, also while the other end takes nothing: passt loses what it cannot write at once, and then
 * waits for seconds.
 */
#include "tool/run/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tool/buf.h"
#include "tool/run/spawn.h"

#define PREFIX    4
#define FRAME_MAX 65536
#define AREA      (64 * (PREFIX + FRAME_MAX))

/* What a file begins with, and each packet in it: libpcap's pcap-savefile(5). */
struct pcap_file {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy;
	uint32_t longest;
	uint32_t link;
};

struct pcap_packet {
	uint32_t seconds, microseconds;
	uint32_t kept, length;
};

#define PCAP_MAGIC    0xa1b2c3d4u
#define PCAP_ETHERNET 1

struct way {
	int from, to;
	bool from_tap, to_tap; /* one frame a call, without a prefix */
	uint8_t *area;
	size_t sent;  /* of the area: written to (to) */
	size_t whole; /* complete frames end here */
	size_t have;  /* read */
};

struct carrier {
	struct way out, in;
	int file; /* -1: it cannot be written any more */
};

int capture_open(const char *path, int *fd, struct diag *d)
{
	const struct pcap_file header = { .magic = PCAP_MAGIC,
					  .major = 2,
					  .minor = 4,
					  .longest = FRAME_MAX,
					  .link = PCAP_ETHERNET };
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), err = 0;

	if (file < 0)
		return diag_fail(d, errno, "open '%s'", path);
	if (write(file, &header, sizeof header) != (ssize_t)sizeof header)
		err = diag_fail(d, errno, "write '%s'", path);
	if (err)
		close(file);
	else
		*fd = file;
	return err;
}

static void note(struct carrier *c, uint8_t *frame, size_t len)
{
	struct pcap_packet p = { .kept = (uint32_t)len, .length = (uint32_t)len };
	struct iovec v[] = { { &p, sizeof p }, { frame, len } };
	struct timespec now;

	if (c->file < 0)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	p.seconds = (uint32_t)now.tv_sec;
	p.microseconds = (uint32_t)(now.tv_nsec / 1000);
	if (writev(c->file, v, 2) == (ssize_t)(sizeof p + len))
		return;
	fprintf(stderr, "error: write the captured packets: %s\n", strerror(errno));
	c->file = -1;
}

static size_t length_at(const uint8_t *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void set_length(uint8_t *p, size_t len)
{
	for (int i = 0; i < PREFIX; i++)
		p[i] = (uint8_t)(len >> (24 - 8 * i));
}

static bool is_busy(void)
{
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS;
}

/* Read behind what is there. Returns false when that end is closed. */
static bool fill(struct way *w)
{
	uint8_t *at = w->area + w->have;
	size_t prefix = w->from_tap ? PREFIX : 0;
	ssize_t n = read(w->from, at + prefix, w->from_tap ? FRAME_MAX : AREA - w->have);

	if (n < 0)
		return is_busy();
	if (w->from_tap)
		set_length(at, (size_t)n);
	w->have += prefix + (size_t)n;
	return n > 0;
}

/* Find what is complete. Returns false when that is no stream of frames. */
static bool scan(struct carrier *c, struct way *w)
{
	while (w->have - w->whole >= PREFIX) {
		uint8_t *at = w->area + w->whole;
		size_t len = length_at(at);

		if (len > FRAME_MAX)
			return false;
		if (w->have - w->whole < PREFIX + len)
			break;
		note(c, at + PREFIX, len);
		w->whole += PREFIX + len;
	}
	return true;
}

/* Write complete frames, as much as is taken. Returns false when that end is closed. */
static bool drain(struct way *w)
{
	size_t prefix = w->to_tap ? PREFIX : 0;

	while (w->sent < w->whole) {
		uint8_t *at = w->area + w->sent;
		size_t len = w->to_tap ? length_at(at) : w->whole - w->sent;
		ssize_t n = write(w->to, at + prefix, len);

		if (n < 0 && is_busy())
			return true;
		/* A frame that a TAP device does not take is lost, as on any wire. */
		if (n < 0 && !w->to_tap)
			return false;
		w->sent += w->to_tap ? prefix + len : (size_t)n;
	}
	return true;
}

/* Is there room for a frame behind what is there? That is moved to the front first, if need be. */
static bool has_room(struct way *w)
{
	if (w->sent && (w->sent == w->have || AREA - w->have < PREFIX + FRAME_MAX)) {
		memmove(w->area, w->area + w->sent, w->have - w->sent);
		w->have -= w->sent;
		w->whole -= w->sent;
		w->sent = 0;
	}
	return AREA - w->have >= PREFIX + FRAME_MAX;
}

static bool turn(struct carrier *c, struct way *w, const struct pollfd *from)
{
	if (from->fd >= 0 && from->revents && (!fill(w) || !scan(c, w)))
		return false;
	return drain(w);
}

static void carry(void *arg)
{
	struct carrier *c = arg;
	struct way *ways[] = { &c->out, &c->in };
	bool goes_on = true;

	while (goes_on) {
		struct pollfd p[4];

		for (size_t i = 0; i < 2; i++) {
			struct way *w = ways[i];

			p[2 * i] = (struct pollfd){ has_room(w) ? w->from : -1, POLLIN, 0 };
			p[2 * i + 1] =
				(struct pollfd){ w->sent < w->whole ? w->to : -1, POLLOUT, 0 };
		}
		if (poll(p, nitems(p), -1) >= 0)
			goes_on = turn(c, &c->out, &p[0]) && turn(c, &c->in, &p[2]);
	}
}

int capture_start(int far, bool is_tap, int file, int *near, pid_t *pid, struct diag *d)
{
	int ends[2] = { -1, -1 }, err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    fcntl(ends[1], F_SETFL, O_NONBLOCK) || fcntl(far, F_SETFL, O_NONBLOCK)) {
		err = -errno;
	} else {
		struct carrier c = {
			.out = { .from = ends[1], .to = far, .to_tap = is_tap },
			.in = { .from = far, .to = ends[1], .from_tap = is_tap },
			.file = file,
		};
		struct spawn s = {
			.run = carry,
			.arg = &c,
			.std = { -1, -1, 2 },
			.keep = { far, ends[1], file },
			.nr_keep = 3,
			.own_group = true,
		};

		c.out.area = mem_alloc(AREA);
		c.in.area = mem_alloc(AREA);
		err = spawn_start(&s, pid);
		free(c.out.area);
		free(c.in.area);
	}
	close(far);
	if (ends[1] >= 0)
		close(ends[1]);
	if (err && ends[0] >= 0)
		close(ends[0]);
	if (err)
		return diag_fail(d, -err, "capture packets");
	*near = ends[0];
	return 0;
}
