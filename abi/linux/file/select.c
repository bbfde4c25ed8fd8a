/* SPDX-License-Identifier: MIT */
/*
 * select(2) and pselect6(2), as a poll of the descriptors in any of the three sets.
 *
 * A set is an array of 64-bit words, as many as (n) descriptors need.
 */
#include "abi/linux/file/poll.h"

#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/vfs/fd.h"

/* What in a poll makes a descriptor ready in each set (fs/select.c). */
#define READY_IN     (0x040u | 0x080u | FILE_POLL_IN | FILE_POLL_HUP | FILE_POLL_ERR)
#define READY_OUT    (0x200u | 0x100u | FILE_POLL_OUT | FILE_POLL_ERR)
#define READY_EXCEPT FILE_POLL_PRI

#define NSEC_PER_USEC 1000

enum { IN, OUT, EXCEPT, SETS };

static const uint16_t ready[SETS] = { READY_IN, READY_OUT, READY_EXCEPT };

struct selection {
	uint64_t *set[SETS]; /* the application's, or NULL */
	int n;
	unsigned nr_polled;
	struct linux_pollfd *polled;
};

static bool set_has(const uint64_t *set, int fd)
{
	return set && set[fd / 64] >> fd % 64 & 1;
}

static int selection_begin(struct selection *s)
{
	size_t bytes = (size_t)(s->n + 63) / 64 * sizeof(uint64_t);

	if (s->n < 0)
		return -EINVAL;
	/* As Linux: what the table has no room for is not looked at, and is no error. */
	s->n = MIN(s->n, (int)fd_end());
	for (unsigned i = 0; i < SETS; i++)
		if (s->set[i] && !user_writable(s->set[i], bytes))
			return -EFAULT;
	s->nr_polled = 0;
	s->polled = s->n ? heap_alloc((size_t)s->n * sizeof *s->polled) : NULL;
	if (s->n && !s->polled)
		return -ENOMEM;
	for (int fd = 0; fd < s->n; fd++) {
		unsigned events = 0;

		for (unsigned i = 0; i < SETS; i++)
			events |= set_has(s->set[i], fd) ? ready[i] : 0u;
		if (events)
			s->polled[s->nr_polled++] = (struct linux_pollfd){ fd, (int16_t)events, 0 };
	}
	return 0;
}

/* Replace the sets by what is ready in each, and count the bits. */
static int selection_store(struct selection *s)
{
	int total = 0;

	for (unsigned k = 0; k < s->nr_polled; k++)
		if ((uint16_t)s->polled[k].revents & FILE_POLL_NVAL)
			return -EBADF;
	for (unsigned k = 0; k < s->nr_polled; k++) {
		int fd = s->polled[k].fd;

		for (unsigned i = 0; i < SETS; i++) {
			if (!set_has(s->set[i], fd))
				continue;
			if ((uint16_t)s->polled[k].revents & ready[i])
				total++;
			else
				s->set[i][fd / 64] &= ~(1ull << fd % 64);
		}
	}
	return total;
}

static int select_once(struct selection *s, nsec_t deadline)
{
	int err = selection_begin(s);

	if (err < 0)
		return err;
	err = poll_wait(s->polled, s->nr_polled, deadline);
	if (err >= 0)
		err = selection_store(s);
	heap_free(s->polled);
	return err;
}

static int do_select(struct selection *s, nsec_t deadline, const uint64_t *mask)
{
	struct signal_mask saved;
	int r;

	signal_mask_set(&saved, mask);
	do {
		r = select_once(s, deadline);
	} while (signal_mask_again(&saved, r));
	signal_mask_restore(&saved);
	return r;
}

int sys_pselect6(int n, uint64_t *in, uint64_t *out, uint64_t *except,
		 struct linux_timespec *timeout, const struct linux_sigset_arg *mask)
{
	struct selection s = { .set = { in, out, except }, .n = n };
	struct linux_sigset_arg m = { .set = NULL };
	nsec_t deadline;
	uint64_t set;
	int r;

	if (mask && user_get(&m, mask, sizeof m))
		return -EFAULT;
	if (m.set && m.size != sizeof set)
		return -EINVAL;
	if (m.set && user_get(&set, m.set, sizeof set))
		return -EFAULT;
	r = time_deadline(timeout, &deadline);
	if (r < 0)
		return r;
	r = do_select(&s, deadline, m.set ? &set : NULL);
	time_store_rest(timeout, deadline);
	return r;
}

int sys_select(int n, uint64_t *in, uint64_t *out, uint64_t *except, struct linux_timeval *timeout)
{
	struct selection s = { .set = { in, out, except }, .n = n };
	struct linux_timeval tv;
	struct linux_timespec ts;
	nsec_t deadline = NSEC_NEVER, length;
	int r;

	if (timeout) {
		if (user_get(&tv, timeout, sizeof tv))
			return -EFAULT;
		if (tv.tv_sec < 0 || tv.tv_usec < 0)
			return -EINVAL;
		ts.tv_sec = tv.tv_sec + tv.tv_usec / 1000000;
		ts.tv_nsec = tv.tv_usec % 1000000 * NSEC_PER_USEC;
		r = timespec_check(&ts, &length);
		if (r < 0)
			return r;
		deadline = time_after(length);
	}
	r = do_select(&s, deadline, NULL);
	if (timeout && time_rest(deadline, &ts)) {
		tv = (struct linux_timeval){ ts.tv_sec, ts.tv_nsec / NSEC_PER_USEC };
		if (user_put(timeout, &tv, sizeof tv))
			return r; /* as Linux: who cannot be told is not */
	}
	return r;
}
