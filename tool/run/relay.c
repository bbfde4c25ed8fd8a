/* SPDX-License-Identifier: MIT */
/*
 * The one loop of a running machine.
 *
 * Standard streams are shared with other processes, so they are never made non-blocking: a stream
 * is written only when poll says so, and no more than a pipe then surely takes. QEMU writes the
 * console one byte at a time; a short pause after a small read lets a few hundred of them come
 * together.
 */
#include "tool/run/relay.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/types.h"
#include "include/pith/control.h"
#include "tool/run/run.h"
#include "tool/run/terminal.h"

#define LINGER_MS 2000
#define HOLD_MS   2000

enum {
	POLL_SIGNALS,
	POLL_INPUT,
	POLL_CONSOLE_IN,
	POLL_CONSOLE_OUT,
	POLL_STDOUT,
	POLL_CONTROL,
	POLL_STDERR,
	POLL_NETWORK,
	POLL_COUNT
};

static bool buffer_empty(const struct relay_buffer *b)
{
	return b->from == b->to;
}

/* The descriptor to wait for, or -1: poll skips it. */
static int when(bool wanted, int fd)
{
	return wanted ? fd : -1;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/*
 * How long keys must still wait, in milliseconds. A UART that is being switched on loses what
 * comes in, and from a terminal there are no escapes to begin the input with: so it begins when
 * the machine says that it takes some, or when it should have long ago.
 */
static int hold_ms(const struct relay *r)
{
	int64_t ms = (r->hold_ns - now_ns() + 999999) / 1000000;

	return r->escape || r->control->takes_input || ms < 0 ? 0 : (int)ms;
}

static void set_polls(const struct relay *r, struct pollfd p[POLL_COUNT])
{
	bool in_room = buffer_empty(&r->in) && !hold_ms(r), out_room = buffer_empty(&r->out);
	bool frame_room = buffer_empty(&r->frames) && !r->stderr_left;
	const struct pollfd all[POLL_COUNT] = {
		[POLL_SIGNALS] = { r->signals, POLLIN, 0 },
		[POLL_INPUT] = { when(in_room, r->input), POLLIN, 0 },
		[POLL_CONSOLE_IN] = { when(!buffer_empty(&r->in), r->console_in), POLLOUT, 0 },
		[POLL_CONSOLE_OUT] = { when(out_room, r->console_out), POLLIN, 0 },
		[POLL_STDOUT] = { when(!out_room, 1), POLLOUT, 0 },
		[POLL_CONTROL] = { when(frame_room, r->control_in), POLLIN, 0 },
		[POLL_STDERR] = { when(r->stderr_left, 2), POLLOUT, 0 },
		[POLL_NETWORK] = { r->network ? r->network->first : -1, POLLIN, 0 },
	};

	memcpy(p, all, sizeof all);
}

/* Fill the empty buffer (b) from (fd). Returns false when nothing will come any more. */
static bool fill(struct relay_buffer *b, int fd, size_t max)
{
	ssize_t n = read(fd, b->bytes, max);

	b->from = 0;
	b->to = n > 0 ? (size_t)n : 0;
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Write what (fd) takes without waiting. Returns 0, or the negative errno that ended it. */
static int drain(const uint8_t **at, size_t *left, int fd)
{
	struct stat st;
	size_t max = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? *left : MIN(*left, PIPE_BUF);
	ssize_t n = write(fd, *at, max);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	*at += n;
	*left -= (size_t)n;
	return 0;
}

static int drain_buffer(struct relay_buffer *b, int fd)
{
	const uint8_t *at = b->bytes + b->from;
	size_t left = b->to - b->from;
	int err = drain(&at, &left, fd);

	b->from = b->to - left;
	return err;
}

/* What comes before escaped input, and may be lost in part: see control.h. */
static void begin_input(struct relay *r)
{
	memset(r->in.bytes, PITH_ESCAPE_IDLE, PITH_ESCAPE_LEAD);
	r->in.bytes[PITH_ESCAPE_LEAD] = PITH_ESCAPE;
	r->in.bytes[PITH_ESCAPE_LEAD + 1] = PITH_ESCAPE_START;
	r->in.to = PITH_ESCAPE_LEAD + 2;
}

/* Read standard input: as it is from a terminal, else with escapes and a mark at its end. */
static void read_input(struct relay *r)
{
	uint8_t *half = r->in.bytes + RELAY_CHUNK;
	uint8_t *to = r->in.bytes;
	ssize_t n;

	if (!r->escape) {
		if (!fill(&r->in, r->input, RELAY_CHUNK))
			r->input = -1;
		return;
	}
	n = read(r->input, half, RELAY_CHUNK);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	/*
	 * The bytes move from the upper half down; the end of the escaped ones never overtakes
	 * them.
	 */
	for (ssize_t i = 0; i < n; i++) {
		if (half[i] == PITH_ESCAPE)
			*to++ = PITH_ESCAPE;
		*to++ = half[i];
	}
	if (n <= 0) {
		*to++ = PITH_ESCAPE;
		*to++ = PITH_ESCAPE_END;
		r->input = -1;
	}
	r->in.from = 0;
	r->in.to = (size_t)(to - r->in.bytes);
}

static void write_console(struct relay *r)
{
	if (drain_buffer(&r->in, r->console_in) < 0) {
		r->in.from = r->in.to;
		r->input = -1;
	}
}

/* Whoever asks often fills the requests' socket, and then gets no answer. */
static void tell_time(struct relay *r)
{
	uint8_t frame[3 + 8] = { PITH_REQUEST_TIME, 8, 0 };
	struct timespec t;
	uint64_t ns;

	if (!r->control->asks_time)
		return;
	r->control->asks_time = false;
	clock_gettime(CLOCK_REALTIME, &t);
	ns = (uint64_t)t.tv_sec * NSEC_PER_SEC + (uint64_t)t.tv_nsec;
	memcpy(frame + 3, &ns, sizeof ns);
	(void)!write(r->requests, frame, sizeof frame);
}

/* Take the frames that have come; pieces of standard error go out one by one. */
static void read_frames(struct relay *r)
{
	struct relay_buffer *b = &r->frames;

	while (!buffer_empty(b) && !r->stderr_left)
		b->from += control_read(r->control, b->bytes + b->from, b->to - b->from,
					&r->stderr_at, &r->stderr_left);
	tell_time(r);
}

/* Does Linux end a process that has not asked for (sig)? */
static bool default_ends(int sig)
{
	return sig != SIGCHLD && sig != SIGCONT && sig != SIGWINCH && sig != SIGURG && sig > 0;
}

/*
 * Ask the machine for the signal. A third one of a person means that it does not listen. Returns
 * whether it was asked.
 */
static bool ask(struct relay *r, const struct signalfd_siginfo *info)
{
	const uint8_t frame[] = { PITH_REQUEST_SIGNAL, 1, 0, (uint8_t)r->signal };

	if ((int)info->ssi_signo != RUN_REQUEST_SIGNAL && ++r->asked >= 3)
		return false;
	if (write(r->requests, frame, sizeof frame) != (ssize_t)sizeof frame)
		return false;
	r->forwarded = r->signal;
	return true;
}

/* A signal for the tool. Returns true when it must stop. */
static bool take_signal(struct relay *r)
{
	struct signalfd_siginfo info;

	if (read(r->signals, &info, sizeof info) != (ssize_t)sizeof info)
		return false;
	switch (info.ssi_signo) {
	case SIGCHLD:
	case SIGWINCH:
	case SIGCONT:
		return false;
	case SIGTSTP:
		terminal_restore();
		kill(r->machine, SIGSTOP);
		raise(SIGSTOP);
		kill(r->machine, SIGCONT);
		terminal_raw();
		return false;
	}
	r->signal = run_signal_meant(&info);
	if (r->control->listens && r->signal != SIGKILL && ask(r, &info))
		return false;
	return default_ends(r->signal);
}

static bool ready(const struct pollfd *p)
{
	return p->fd >= 0 && p->revents;
}

/* Move what poll found ready. Returns 0, or the negative errno of standard output. */
static int move(struct relay *r, const struct pollfd p[POLL_COUNT])
{
	const struct timespec pause = { .tv_nsec = 300000 };
	bool few = false;
	int err = 0;

	if (ready(&p[POLL_INPUT]))
		read_input(r);
	if (ready(&p[POLL_CONSOLE_IN]))
		write_console(r);
	if (ready(&p[POLL_CONSOLE_OUT])) {
		if (!fill(&r->out, r->console_out, RELAY_CHUNK))
			r->console_out = -1;
		few = r->out.to > 0 && r->out.to < PIPE_BUF;
	}
	if (ready(&p[POLL_STDOUT]))
		err = drain_buffer(&r->out, 1);
	if (ready(&p[POLL_CONTROL])) {
		if (!fill(&r->frames, r->control_in, RELAY_CHUNK))
			r->control_in = -1;
		few |= r->frames.to > 0 && r->frames.to < PIPE_BUF;
	}
	if (ready(&p[POLL_STDERR]) && drain(&r->stderr_at, &r->stderr_left, 2) < 0)
		r->stderr_left = 0;
	if (ready(&p[POLL_NETWORK]))
		network_wake(r->network);
	read_frames(r);
	run_note_addresses(r->watch, r->control);
	if (few)
		nanosleep(&pause, NULL);
	return err;
}

/* How long poll may wait, in milliseconds; -1: for ever. */
static int wait_ms(const struct relay *r)
{
	int64_t ms = -1;

	if (r->deadline_ns)
		ms = MAX((r->deadline_ns - now_ns() + 999999) / 1000000, 0);
	if (control_ended(r->control))
		ms = ms < 0 ? LINGER_MS : MIN(ms, LINGER_MS);
	if (hold_ms(r))
		ms = ms < 0 ? hold_ms(r) : MIN(ms, hold_ms(r));
	return (int)MIN(ms, INT_MAX);
}

static bool nothing_left(const struct relay *r)
{
	return buffer_empty(&r->out) && buffer_empty(&r->frames) && !r->stderr_left;
}

enum relay_end relay_run(struct relay *r)
{
	struct pollfd p[POLL_COUNT];

	if (r->escape)
		begin_input(r);
	r->hold_ns = now_ns() + HOLD_MS * 1000000ll;
	while (r->console_out >= 0 || r->control_in >= 0 || !nothing_left(r)) {
		int n;

		set_polls(r, p);
		n = poll(p, POLL_COUNT, wait_ms(r));
		if (n < 0)
			continue;
		if (r->deadline_ns && now_ns() >= r->deadline_ns)
			return RELAY_TIMEOUT;
		if (n == 0 && control_ended(r->control) && nothing_left(r))
			return RELAY_LINGERS;
		if (ready(&p[POLL_SIGNALS]) && take_signal(r))
			return RELAY_SIGNAL;
		r->err = -move(r, p);
		if (r->err)
			return RELAY_BROKEN;
	}
	return RELAY_CLOSED;
}
