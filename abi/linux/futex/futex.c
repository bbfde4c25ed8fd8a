/* SPDX-License-Identifier: MIT */
/* futex(2): what is asked for, and by which clock. */
#include "abi/linux/futex/futex.h"

#include "abi/linux/futex/pi.h"
#include "abi/linux/futex/requeue.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

enum {
	FUTEX_WAIT,
	FUTEX_WAKE,
	FUTEX_FD,
	FUTEX_REQUEUE,
	FUTEX_CMP_REQUEUE,
	FUTEX_WAKE_OP,
	FUTEX_LOCK_PI,
	FUTEX_UNLOCK_PI,
	FUTEX_TRYLOCK_PI,
	FUTEX_WAIT_BITSET,
	FUTEX_WAKE_BITSET,
	FUTEX_WAIT_REQUEUE_PI,
	FUTEX_CMP_REQUEUE_PI,
	FUTEX_LOCK_PI2,
};

#define FUTEX_PRIVATE        0x80
#define FUTEX_CLOCK_REALTIME 0x100
#define FUTEX_COMMAND        (~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME))

/* When (timeout), on the clock that (op) names, is on the monotonic clock. */
static int deadline_of(int op, const struct linux_timespec *timeout, nsec_t *deadline)
{
	int command = op & FUTEX_COMMAND, err;
	int64_t wall;
	nsec_t at;

	*deadline = NSEC_NEVER;
	if (!timeout)
		return 0;
	err = timespec_get(timeout, &at);
	if (err)
		return err;
	if (command == FUTEX_WAIT)
		return time_deadline(timeout, deadline);
	if (command == FUTEX_LOCK_PI || op & FUTEX_CLOCK_REALTIME) {
		wall = time_wall() - (int64_t)plat_clock(); /* when the monotonic clock began */
		at = (int64_t)at > wall ? at - (uint64_t)wall : 0;
	}
	*deadline = at;
	return 0;
}

/* A wait that a signal interrupted goes on, unless a handler ran that says otherwise. */
static noinline int wait_interrupted(const struct futex_wait *f)
{
	int err;

	do {
		enum signal_outcome outcome = signal_deliver_if_any();

		if (outcome == SIGNAL_REDO && f->deadline == NSEC_NEVER)
			return -ERESTART;
		if (outcome == SIGNAL_INTERRUPT || outcome == SIGNAL_REDO ||
		    (outcome == SIGNAL_RESTART && f->deadline != NSEC_NEVER))
			return -EINTR;
		err = futex_wait(f);
	} while (err == -EINTR);
	return err;
}

static int wait(struct futex_wait *f, int op, const struct linux_timespec *timeout)
{
	int err = deadline_of(op, timeout, &f->deadline);

	if (err)
		return err;
	if (!user_readable(f->word, sizeof *f->word))
		return -EFAULT;
	if (!f->bitset)
		return -EINVAL;
	err = futex_wait(f);
	return err == -EINTR ? wait_interrupted(f) : err;
}

static int two_words(struct futex_requeue *r, int command)
{
	bool pi = command == FUTEX_CMP_REQUEUE_PI;

	if ((uintptr_t)r->word2 % sizeof *r->word2)
		return -EINVAL;
	r->key2 = futex_key(r->word2, r->shared);
	if (command == FUTEX_WAKE_OP)
		return user_writable(r->word2, sizeof *r->word2) ? futex_wake_op(r) : -EFAULT;
	if (r->nr_wake < 0 || r->nr_move < 0 || (pi && (r->nr_wake != 1 || r->key == r->key2)))
		return -EINVAL;
	if ((r->shared && !user_readable(r->word2, sizeof *r->word2)) ||
	    (r->compare && !user_readable(r->word, sizeof *r->word)) ||
	    (pi && !user_writable(r->word2, sizeof *r->word2)))
		return -EFAULT;
	return pi ? futex_requeue_pi(r) : futex_requeue(r);
}

/* Wait for (f)'s word, and then for the lock (word2). */
static int wait_requeue_pi(struct futex_wait *f, int op, const struct linux_timespec *timeout,
			   const uint32_t *word2)
{
	struct futex_wait pi = { .word = word2, .key = futex_key(word2, f->key & 1) };
	int err = deadline_of(op, timeout, &f->deadline);

	if (err)
		return err;
	if ((uintptr_t)word2 % sizeof *word2 || pi.key == f->key)
		return -EINVAL;
	if (!user_readable(f->word, sizeof *f->word) ||
	    !user_writable((void *)(uintptr_t)word2, sizeof *word2))
		return -EFAULT;
	f->bitset = 0;
	pi.deadline = f->deadline;
	return futex_wait_requeue_pi(f, &pi);
}

static int lock_pi(struct futex_wait *f, int op, const struct linux_timespec *timeout)
{
	int command = op & FUTEX_COMMAND, err;

	if (!user_writable((void *)(uintptr_t)f->word, sizeof *f->word))
		return -EFAULT;
	if (command == FUTEX_UNLOCK_PI)
		return futex_unlock_pi(f);
	if (command == FUTEX_TRYLOCK_PI)
		return futex_lock_pi(f, true);
	err = deadline_of(op, timeout, &f->deadline);
	return err ? err : futex_lock_pi(f, false);
}

static bool takes_clock(int command)
{
	return command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI2 ||
	       command == FUTEX_WAIT_REQUEUE_PI;
}

/* All but the most frequent two. */
static noinline int do_futex(uint32_t *word, int op, uint32_t value,
			     const struct linux_timespec *timeout, uint32_t *word2, uint32_t value3)
{
	int command = op & FUTEX_COMMAND;
	bool shared = !(op & FUTEX_PRIVATE);
	struct futex_wait f = {
		.word = word,
		.key = futex_key(word, shared),
		.value = value,
		.bitset = command == FUTEX_WAIT ? FUTEX_ANY : value3,
	};
	struct futex_requeue r = {
		.word = word,
		.word2 = word2,
		.key = f.key,
		.nr_wake = (int)value,
		.nr_move = (int)(uintptr_t)timeout,
		.shared = shared,
		.compare = command == FUTEX_CMP_REQUEUE || command == FUTEX_CMP_REQUEUE_PI,
		.value = value3,
	};

	if ((uintptr_t)word % sizeof *word)
		return -EINVAL;
	/* A private one is an address; one that is shared must be memory. */
	if (!user_ok(word, sizeof *word) || (shared && !user_readable(word, sizeof *word)))
		return -EFAULT;
	if (op & FUTEX_CLOCK_REALTIME && !takes_clock(command))
		return -ENOSYS;
	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		return wait(&f, op, timeout);
	case FUTEX_WAKE:
		return futex_wake(f.key, MAX(value, 1u), FUTEX_ANY);
	case FUTEX_WAKE_BITSET:
		return value3 ? futex_wake(f.key, MAX(value, 1u), value3) : -EINVAL;
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
	case FUTEX_CMP_REQUEUE_PI:
	case FUTEX_WAKE_OP:
		return two_words(&r, command);
	case FUTEX_WAIT_REQUEUE_PI:
		return wait_requeue_pi(&f, op, timeout, word2);
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
	case FUTEX_TRYLOCK_PI:
	case FUTEX_UNLOCK_PI:
		return lock_pi(&f, op, timeout);
	default:
		unsupported_once("futex", "operation %d", command);
		return -ENOSYS;
	}
}

/* Is it aligned, and where the application's memory can be? */
static always_inline bool is_word(const uint32_t *word)
{
	return !((uintptr_t)word & ~(USER_HIGH - sizeof *word));
}

/* To wait for a private word for as long as it takes. Apart: who wakes is to save no registers. */
static noinline int wait_private(const uint32_t *word, uint32_t value)
{
	struct futex_wait f;
	int err;

	if (unlikely(user_touch_word(word)))
		return -EFAULT;
	err = futex_wait_word(word, futex_key(word, false), value, FUTEX_ANY, NSEC_NEVER);
	if (likely(err != -EINTR))
		return err;
	f = (struct futex_wait){ word, futex_key(word, false), value, FUTEX_ANY, NSEC_NEVER };
	return wait_interrupted(&f);
}

int sys_futex(uint32_t *word, int op, uint32_t value, const struct linux_timespec *timeout,
	      uint32_t *word2, uint32_t value3)
{
	if (likely(is_word(word))) {
		if (op == (FUTEX_WAKE | FUTEX_PRIVATE))
			return futex_wake(futex_key(word, false), MAX(value, 1u), FUTEX_ANY);
		if (op == (FUTEX_WAIT | FUTEX_PRIVATE) && !timeout)
			return wait_private(word, value);
	}
	return do_futex(word, op, value, timeout, word2, value3);
}
