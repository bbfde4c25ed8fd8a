/* SPDX-License-Identifier: MIT */
/*
 * The table at the end says how an argument is shown, by the call, the argument's name and its
 * type. What no row knows is shown by its type alone, so a new system call needs nothing here.
 */
#include "tool/trace/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SHOWN 4096

/* How an argument is shown. The first row that fits is taken; NULL fits all. */
struct rule {
	const char *calls; /* " name name " */
	const char *arg;
	const char *type;
	decode_fn *fn;
	const struct flag_set *flags;
	bool output;
};

static const struct rule rules[];
static const size_t nr_rules;

static bool fits(const struct rule *r, const struct trace_call *call, const struct trace_arg *arg)
{
	char word[64];

	snprintf(word, sizeof word, " %s ", call->name);
	return (!r->calls || strstr(r->calls, word)) && (!r->arg || !strcmp(r->arg, arg->name)) &&
	       (!r->type || !strcmp(r->type, arg->type));
}

static const struct rule *find_rule(const struct decode *d, int i)
{
	for (size_t k = 0; k < nr_rules; k++) {
		if (fits(&rules[k], d->call, &d->call->args[i]))
			return &rules[k];
	}
	return NULL;
}

static bool is_pointer(const char *type)
{
	return type[0] && type[strlen(type) - 1] == '*';
}

bool decode_is_output(const struct decode *d, int i)
{
	const struct rule *r = find_rule(d, i);

	return r && r->output;
}

int decode_nr_args(const struct decode *d)
{
	int last = d->call->nr_args - 1;

	if (strncmp(d->call->name, "open", 4) == 0 && last >= 1 &&
	    strcmp(d->call->args[last].name, "mode") == 0 &&
	    !(d->args[last - 1] & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))))
		return last;
	return d->call->nr_args;
}

bool decode_read(const struct decode *d, uint64_t addr, void *to, size_t n, struct buf *out)
{
	if (d->target->ops->read(d->target, addr, to, n) == n)
		return true;
	buf_addf(out, "%#lx", addr);
	return false;
}

static void add_quoted(const unsigned char *s, size_t n, struct buf *out)
{
	static const char plain[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";

	buf_add_text(out, "\"");
	for (size_t i = 0; i < n; i++) {
		const char *known = s[i] ? strchr(plain, s[i]) : NULL;
		bool digit_next = i + 1 < n && s[i + 1] >= '0' && s[i + 1] <= '7';

		if (s[i] == '"' || s[i] == '\\')
			buf_addf(out, "\\%c", s[i]);
		else if (s[i] >= ' ' && s[i] < 0x7f)
			buf_add(out, &s[i], 1);
		else if (known)
			buf_addf(out, "\\%c", letters[known - plain]);
		else
			buf_addf(out, digit_next ? "\\%03o" : "\\%o", s[i]);
	}
	buf_add_text(out, "\"");
}

void decode_bytes(const struct decode *d, uint64_t addr, size_t n, struct buf *out)
{
	unsigned char *bytes = mem_alloc(d->string_max + 1);
	size_t part = MIN(n, d->string_max);

	if (decode_read(d, addr, bytes, part, out)) {
		add_quoted(bytes, part, out);
		if (part < n)
			buf_add_text(out, "...");
	}
	free(bytes);
}

static void decode_path(const struct decode *d, int i, struct buf *out)
{
	unsigned char text[PATH_SHOWN];
	size_t n = d->target->ops->read(d->target, d->args[i], text, sizeof text);
	const unsigned char *end = memchr(text, 0, n);

	if (!n)
		buf_addf(out, "%#lx", d->args[i]);
	else
		add_quoted(text, end ? (size_t)(end - text) : n, out);
	if (n && !end)
		buf_add_text(out, "...");
}

/* Bytes that the call reads: the length is the next argument. */
static void decode_in(const struct decode *d, int i, struct buf *out)
{
	decode_bytes(d, d->args[i], i + 1 < TRACE_ARGS_MAX ? d->args[i + 1] : 0, out);
}

/* Bytes that the call wrote: as many as it says. */
static void decode_out(const struct decode *d, int i, struct buf *out)
{
	if (d->result < 0)
		buf_addf(out, "%#lx", d->args[i]);
	else
		decode_bytes(d, d->args[i], (size_t)d->result, out);
}

static void decode_dir(const struct decode *d, int i, struct buf *out)
{
	if ((int)d->args[i] == AT_FDCWD)
		buf_add_text(out, "AT_FDCWD");
	else
		buf_addf(out, "%d", (int)d->args[i]);
}

static void decode_octal(const struct decode *d, int i, struct buf *out)
{
	buf_addf(out, "%#03lo", d->args[i] & 0xffffffff);
}

static void decode_hex(const struct decode *d, int i, struct buf *out)
{
	if (d->args[i])
		buf_addf(out, "%#lx", d->args[i]);
	else
		buf_add_text(out, "NULL");
}

/* The third argument of fcntl(), by the second. */
static void decode_fcntl(const struct decode *d, int i, struct buf *out)
{
	switch (d->args[1]) {
	case F_SETFL:
		flags_add(&flags_open, d->args[i] & 0xffffffff, out);
		break;
	case F_SETFD:
		flags_add(&flags_fd, d->args[i], out);
		break;
	default:
		buf_addf(out, d->args[i] > 0xffff ? "%#lx" : "%ld", d->args[i]);
		break;
	}
}

/* Without a row: by its type. */
static void decode_plain(const struct decode *d, int i, struct buf *out)
{
	const char *type = d->call->args[i].type;
	uint64_t value = d->args[i];

	if (is_pointer(type))
		decode_hex(d, i, out);
	else if (strcmp(type, "int") == 0)
		buf_addf(out, "%d", (int)value);
	else if (strcmp(type, "unsigned") == 0)
		buf_addf(out, "%u", (unsigned)value);
	else if (strcmp(type, "long") == 0 || strcmp(type, "int64_t") == 0)
		buf_addf(out, "%ld", (long)value);
	else if (strcmp(type, "uintptr_t") == 0)
		buf_addf(out, "%#lx", value);
	else
		buf_addf(out, "%lu", value);
}

void decode_arg(const struct decode *d, int i, struct buf *out)
{
	const struct rule *r = find_rule(d, i);
	const char *type = d->call->args[i].type;
	bool narrow = strcmp(type, "int") == 0 || strcmp(type, "unsigned") == 0;

	if (is_pointer(type) && !d->args[i])
		buf_add_text(out, "NULL");
	else if (r && r->flags)
		flags_add(r->flags, narrow ? (uint32_t)d->args[i] : d->args[i], out);
	else if (r && r->output && d->result < 0 && r->fn != decode_iovec)
		buf_addf(out, "%#lx", d->args[i]);
	else if (r)
		r->fn(d, i, out);
	else
		decode_plain(d, i, out);
}

static bool one_of(const char *name, const char *names)
{
	char word[64];

	snprintf(word, sizeof word, " %s ", name);
	return strstr(names, word);
}

void decode_result(const struct decode *d, struct buf *out)
{
	int64_t r = d->result;
	const char *name = r < 0 && r > -4096 ? strerrorname_np((int)-r) : NULL;

	if (name)
		buf_addf(out, "-1 %s (%s)", name, strerror((int)-r));
	else if (one_of(d->call->name, " mmap mremap brk "))
		buf_addf(out, "%#lx", r);
	else if (one_of(d->call->name, " umask "))
		buf_addf(out, "%#03lo", r);
	else
		buf_addf(out, "%ld", r);
}

static const struct rule rules[] = {
	{ " write pwrite64 ", "buf", NULL, decode_in, NULL, false },
	{ " read pread64 getrandom readlink readlinkat getcwd ", "buf", NULL, decode_out, NULL,
	  true },
	{ " readv preadv ", "iov", NULL, decode_iovec, NULL, true },
	{ NULL, "iov", NULL, decode_iovec, NULL, false },
	{ NULL, NULL, "const char *", decode_path, NULL, false },
	{ NULL, "dir", NULL, decode_dir, NULL, false },
	{ NULL, "from_dir", NULL, decode_dir, NULL, false },
	{ NULL, "to_dir", NULL, decode_dir, NULL, false },
	{ " access faccessat faccessat2 ", "mode", NULL, NULL, &flags_access, false },
	{ " fallocate ", "mode", NULL, decode_hex, NULL, false },
	{ NULL, "mode", NULL, decode_octal, NULL, false },
	{ " umask ", "mask", NULL, decode_octal, NULL, false },
	{ " statx ", "mask", NULL, NULL, &flags_statx, false },
	{ " open openat ", "flags", NULL, NULL, &flags_open, false },
	{ " dup3 pipe2 inotify_init1 epoll_create1 signalfd4 ", "flags", NULL, NULL, &flags_open,
	  false },
	{ " mmap ", "flags", NULL, NULL, &flags_map, false },
	{ " mremap ", "flags", NULL, NULL, &flags_mremap, false },
	{ " msync ", "flags", NULL, NULL, &flags_msync, false },
	{ " getrandom ", "flags", NULL, NULL, &flags_random, false },
	{ " renameat2 ", "flags", NULL, NULL, &flags_rename, false },
	{ " memfd_create ", "flags", NULL, NULL, &flags_memfd, false },
	{ " timerfd_create ", "flags", NULL, NULL, &flags_timerfd, false },
	{ " eventfd2 ", "flags", NULL, NULL, &flags_eventfd, false },
	{ " clone ", "flags", NULL, NULL, &flags_clone, false },
	{ " clock_nanosleep timer_settime timerfd_settime ", "flags", NULL, NULL, &flags_timer,
	  false },
	{ " newfstatat unlinkat linkat fchownat faccessat2 statx utimensat fchmodat2 execveat ",
	  "flags", NULL, NULL, &flags_at, false },
	{ " mmap ", "addr", NULL, decode_hex, NULL, false },
	{ " brk ", "end", NULL, decode_hex, NULL, false },
	{ NULL, "prot", NULL, NULL, &flags_prot, false },
	{ NULL, "whence", NULL, NULL, &flags_whence, false },
	{ NULL, "clock", NULL, NULL, &flags_clock, false },
	{ " futex ", "op", NULL, NULL, &flags_futex, false },
	{ " flock ", "op", NULL, NULL, &flags_lock, false },
	{ " epoll_ctl ", "op", NULL, NULL, &flags_epoll_op, false },
	{ NULL, "sig", NULL, NULL, &flags_signal, false },
	{ NULL, "how", NULL, NULL, &flags_how, false },
	{ " fcntl ", "cmd", NULL, NULL, &flags_fcntl, false },
	{ " fcntl ", "arg", NULL, decode_fcntl, NULL, false },
	{ " ioctl ", "cmd", NULL, NULL, &flags_ioctl, false },
	{ " madvise ", "advice", NULL, NULL, &flags_madvise, false },
	{ " fadvise64 ", "advice", NULL, NULL, &flags_advice, false },
	{ NULL, "resource", NULL, NULL, &flags_rlimit, false },
	{ " getrusage ", "who", NULL, NULL, &flags_who, false },
	{ " prctl ", "option", NULL, NULL, &flags_prctl, false },
	{ " arch_prctl ", "code", NULL, NULL, &flags_arch, false },
	{ NULL, NULL, "struct linux_stat *", decode_stat, NULL, true },
	{ NULL, NULL, "struct linux_statx *", decode_statx, NULL, true },
	{ " pselect6 ppoll ", NULL, "struct linux_timespec *", decode_timespec, NULL, false },
	{ NULL, NULL, "struct linux_timespec *", decode_timespec, NULL, true },
	{ " utimensat ", NULL, "const struct linux_timespec *", decode_hex, NULL, false },
	{ NULL, NULL, "const struct linux_timespec *", decode_timespec, NULL, false },
	{ " gettimeofday ", NULL, "struct linux_timeval *", decode_timeval, NULL, true },
	{ NULL, NULL, "struct linux_timeval *", decode_timeval, NULL, false },
	{ NULL, NULL, "const struct linux_timeval *", decode_timeval, NULL, false },
	{ NULL, NULL, "struct linux_itimerspec *", decode_itimerspec, NULL, true },
	{ NULL, NULL, "const struct linux_itimerspec *", decode_itimerspec, NULL, false },
	{ NULL, NULL, "struct linux_itimerval *", decode_itimerval, NULL, true },
	{ NULL, NULL, "const struct linux_itimerval *", decode_itimerval, NULL, false },
	{ NULL, "fds", "struct linux_pollfd *", decode_pollfd, NULL, true },
	{ " rt_sigprocmask rt_sigpending ", NULL, "uint64_t *", decode_sigset, NULL, true },
	{ " rt_sigprocmask rt_sigsuspend rt_sigtimedwait ppoll epoll_pwait signalfd signalfd4 ",
	  NULL, "const uint64_t *", decode_sigset, NULL, false },
	{ NULL, NULL, "const struct linux_sigaction *", decode_sigaction, NULL, false },
	{ NULL, NULL, "struct linux_sigaction *", decode_sigaction, NULL, true },
	{ NULL, NULL, "const struct linux_rlimit *", decode_rlimit, NULL, false },
	{ NULL, NULL, "struct linux_rlimit *", decode_rlimit, NULL, true },
	{ NULL, NULL, "struct linux_utsname *", decode_utsname, NULL, true },
	{ NULL, NULL, "const struct linux_stack *", decode_stack, NULL, false },
	{ NULL, NULL, "struct linux_stack *", decode_stack, NULL, true },
	{ " rt_sigtimedwait ", NULL, "struct linux_siginfo *", decode_siginfo, NULL, true },
	{ NULL, NULL, "const struct linux_siginfo *", decode_siginfo, NULL, false },
	{ " pipe pipe2 ", "fds", NULL, decode_two_ints, NULL, true },
	{ " epoll_ctl ", "event", NULL, decode_epoll_event, NULL, false },
	{ " epoll_wait epoll_pwait epoll_pwait2 ", "events", NULL, decode_epoll_events, NULL,
	  true },
	{ NULL, NULL, "unsigned *", decode_int_at, NULL, true },
};
static const size_t nr_rules = nitems(rules);
