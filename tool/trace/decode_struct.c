/* SPDX-License-Identifier: MIT */
/*
 * Structures, as Linux lays them out on x86-64.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>

#include "tool/trace/decode.h"

#define LIST_MAX 16 /* elements of a list that are shown */

static void add_mode(uint32_t mode, struct buf *out)
{
	flags_add(&flags_file_type, mode & S_IFMT, out);
	if (mode & (S_ISUID | S_ISGID | S_ISVTX)) {
		buf_add_text(out, "|");
		flags_add(&flags_mode_bits, mode & (S_ISUID | S_ISGID | S_ISVTX), out);
	}
	buf_addf(out, "|%#03o", mode & 0777);
}

void decode_stat(const struct decode *d, int i, struct buf *out)
{
	struct stat st;

	if (!decode_read(d, d->args[i], &st, sizeof st, out))
		return;
	buf_add_text(out, "{st_mode=");
	add_mode(st.st_mode, out);
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		buf_addf(out, ", st_rdev=makedev(%#x, %#x), ...}", major(st.st_rdev),
			 minor(st.st_rdev));
	else
		buf_addf(out, ", st_size=%ld, ...}", (long)st.st_size);
}

void decode_statx(const struct decode *d, int i, struct buf *out)
{
	struct statx st;

	if (!decode_read(d, d->args[i], &st, sizeof st, out))
		return;
	buf_add_text(out, "{stx_mask=");
	flags_add(&flags_statx, st.stx_mask, out);
	buf_add_text(out, ", stx_mode=");
	add_mode(st.stx_mode, out);
	buf_addf(out, ", stx_size=%llu, ...}", (unsigned long long)st.stx_size);
}

static void add_timespec(const struct timespec *t, struct buf *out)
{
	buf_addf(out, "{tv_sec=%ld, tv_nsec=%ld}", t->tv_sec, t->tv_nsec);
}

void decode_timespec(const struct decode *d, int i, struct buf *out)
{
	struct timespec t;

	if (decode_read(d, d->args[i], &t, sizeof t, out))
		add_timespec(&t, out);
}

static void add_timeval(const struct timeval *t, struct buf *out)
{
	buf_addf(out, "{tv_sec=%ld, tv_usec=%ld}", t->tv_sec, t->tv_usec);
}

void decode_timeval(const struct decode *d, int i, struct buf *out)
{
	struct timeval t;

	if (decode_read(d, d->args[i], &t, sizeof t, out))
		add_timeval(&t, out);
}

void decode_itimerspec(const struct decode *d, int i, struct buf *out)
{
	struct itimerspec t;

	if (!decode_read(d, d->args[i], &t, sizeof t, out))
		return;
	buf_add_text(out, "{it_interval=");
	add_timespec(&t.it_interval, out);
	buf_add_text(out, ", it_value=");
	add_timespec(&t.it_value, out);
	buf_add_text(out, "}");
}

void decode_itimerval(const struct decode *d, int i, struct buf *out)
{
	struct itimerval t;

	if (!decode_read(d, d->args[i], &t, sizeof t, out))
		return;
	buf_add_text(out, "{it_interval=");
	add_timeval(&t.it_interval, out);
	buf_add_text(out, ", it_value=");
	add_timeval(&t.it_value, out);
	buf_add_text(out, "}");
}

void decode_iovec(const struct decode *d, int i, struct buf *out)
{
	struct iovec iov[LIST_MAX];
	size_t n = MIN((size_t)(uint32_t)d->args[i + 1], (size_t)LIST_MAX);
	bool output = decode_is_output(d, i);
	size_t left = d->result > 0 ? (size_t)d->result : 0;

	if (!decode_read(d, d->args[i], iov, n * sizeof *iov, out))
		return;
	buf_add_text(out, "[");
	for (size_t k = 0; k < n; k++) {
		size_t part = output ? MIN(left, iov[k].iov_len) : iov[k].iov_len;

		buf_add_text(out, k ? ", {iov_base=" : "{iov_base=");
		if (iov[k].iov_base)
			decode_bytes(d, (uint64_t)(uintptr_t)iov[k].iov_base, part, out);
		else
			buf_add_text(out, "NULL");
		buf_addf(out, ", iov_len=%zu}", iov[k].iov_len);
		left -= output ? part : 0;
	}
	buf_add_text(out, n < (uint32_t)d->args[i + 1] ? ", ...]" : "]");
}

void decode_pollfd(const struct decode *d, int i, struct buf *out)
{
	struct pollfd p[LIST_MAX];
	size_t n = MIN((size_t)d->args[i + 1], (size_t)LIST_MAX);

	if (!decode_read(d, d->args[i], p, n * sizeof *p, out))
		return;
	buf_add_text(out, "[");
	for (size_t k = 0; k < n; k++) {
		buf_addf(out, "%s{fd=%d, events=", k ? ", " : "", p[k].fd);
		flags_add(&flags_poll, (uint16_t)p[k].events, out);
		if (p[k].revents) {
			buf_add_text(out, ", revents=");
			flags_add(&flags_poll, (uint16_t)p[k].revents, out);
		}
		buf_add_text(out, "}");
	}
	buf_add_text(out, n < d->args[i + 1] ? ", ...]" : "]");
}

static void add_sigset(uint64_t set, struct buf *out)
{
	bool inverse = __builtin_popcountll(set) > 32;
	const char *between = "";

	buf_add_text(out, inverse ? "~[" : "[");
	for (int sig = 1; sig <= 64; sig++) {
		const char *name = sig < 32 ? sigabbrev_np(sig) : NULL;

		if ((bool)(set >> (sig - 1) & 1) == inverse)
			continue;
		if (name)
			buf_addf(out, "%s%s", between, name);
		else
			buf_addf(out, "%sRT_%d", between, sig - 32);
		between = " ";
	}
	buf_add_text(out, "]");
}

void decode_sigset(const struct decode *d, int i, struct buf *out)
{
	uint64_t set;

	if (decode_read(d, d->args[i], &set, sizeof set, out))
		add_sigset(set, out);
}

void decode_sigaction(const struct decode *d, int i, struct buf *out)
{
	struct {
		uint64_t handler, flags, restorer, mask;
	} a;

	if (!decode_read(d, d->args[i], &a, sizeof a, out))
		return;
	if (a.handler > 1)
		buf_addf(out, "{sa_handler=%#lx, sa_mask=", a.handler);
	else
		buf_addf(out, "{sa_handler=%s, sa_mask=", a.handler ? "SIG_IGN" : "SIG_DFL");
	add_sigset(a.mask, out);
	buf_add_text(out, ", sa_flags=");
	flags_add(&flags_action, a.flags, out);
	if (a.restorer)
		buf_addf(out, ", sa_restorer=%#lx", a.restorer);
	buf_add_text(out, "}");
}

static void add_limit(rlim_t limit, struct buf *out)
{
	if (limit == RLIM_INFINITY)
		buf_add_text(out, "RLIM64_INFINITY");
	else if (limit > 1024 && limit % 1024 == 0)
		buf_addf(out, "%lu*1024", limit / 1024);
	else
		buf_addf(out, "%lu", limit);
}

void decode_rlimit(const struct decode *d, int i, struct buf *out)
{
	struct rlimit r;

	if (!decode_read(d, d->args[i], &r, sizeof r, out))
		return;
	buf_add_text(out, "{rlim_cur=");
	add_limit(r.rlim_cur, out);
	buf_add_text(out, ", rlim_max=");
	add_limit(r.rlim_max, out);
	buf_add_text(out, "}");
}

void decode_utsname(const struct decode *d, int i, struct buf *out)
{
	struct utsname u;

	if (decode_read(d, d->args[i], &u, sizeof u, out))
		buf_addf(out, "{sysname=\"%.64s\", nodename=\"%.64s\", ...}", u.sysname,
			 u.nodename);
}

void decode_two_ints(const struct decode *d, int i, struct buf *out)
{
	int two[2];

	if (decode_read(d, d->args[i], two, sizeof two, out))
		buf_addf(out, "[%d, %d]", two[0], two[1]);
}

void decode_int_at(const struct decode *d, int i, struct buf *out)
{
	unsigned value;

	if (decode_read(d, d->args[i], &value, sizeof value, out))
		buf_addf(out, "[%u]", value);
}

static void add_epoll_event(const struct epoll_event *e, struct buf *out)
{
	buf_add_text(out, "{events=");
	flags_add(&flags_epoll, e->events, out);
	buf_addf(out, ", data=%#llx}", (unsigned long long)e->data.u64);
}

void decode_epoll_event(const struct decode *d, int i, struct buf *out)
{
	struct epoll_event e;

	if (decode_read(d, d->args[i], &e, sizeof e, out))
		add_epoll_event(&e, out);
}

void decode_epoll_events(const struct decode *d, int i, struct buf *out)
{
	struct epoll_event e[LIST_MAX];
	size_t n = MIN((size_t)MAX(d->result, 0), (size_t)LIST_MAX);

	if (!decode_read(d, d->args[i], e, n * sizeof *e, out))
		return;
	buf_add_text(out, "[");
	for (size_t k = 0; k < n; k++) {
		buf_add_text(out, k ? ", " : "");
		add_epoll_event(&e[k], out);
	}
	buf_add_text(out, (int64_t)n < d->result ? ", ...]" : "]");
}

void decode_stack(const struct decode *d, int i, struct buf *out)
{
	stack_t s;

	if (decode_read(d, d->args[i], &s, sizeof s, out))
		buf_addf(out, "{ss_sp=%p, ss_flags=%#x, ss_size=%zu}", s.ss_sp,
			 (unsigned)s.ss_flags, s.ss_size);
}

void decode_siginfo(const struct decode *d, int i, struct buf *out)
{
	siginfo_t s;

	if (!decode_read(d, d->args[i], &s, sizeof s, out))
		return;
	buf_add_text(out, "{si_signo=");
	flags_add(&flags_signal, (uint64_t)(unsigned)s.si_signo, out);
	buf_addf(out, ", si_code=%d, ...}", s.si_code);
}
