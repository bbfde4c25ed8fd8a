/* SPDX-License-Identifier: MIT */
/*
 * Memory of the application: pointers that it passes may be wrong.
 *
 * It shares our address space, so its pages are used where they are, after a touch of each has
 * shown that it is there: what is yet to come comes by that touch, and what is not to be had is
 * -EFAULT. Such a check holds as long as no other thread unmaps the page; where many bytes are
 * moved, user_copy() and user_zero() need none.
 *
 * Context: thread; no spin lock held, because a touch may be a page fault.
 */
#ifndef KERN_MEM_USER_H
#define KERN_MEM_USER_H

#include "base/errno.h"
#include "base/types.h"

#define USER_BITS 47
#define USER_HIGH (1ul << USER_BITS)

/*
 * Move or clear (n) bytes, of which either side may be the application's, where user_ok() said so.
 * Returns how many bytes at the end could not be.
 */
must_use size_t user_copy(void *to, const void *from, size_t n);
must_use size_t user_zero(void *to, size_t n);

/*
 * Store (ns), below 2^63, at (p) as two words: seconds, and nanoseconds. For what is asked for so
 * often that each instruction counts. Errors: -EFAULT.
 */
must_use int user_put_time(void *p, nsec_t ns);

/* Bring in the word at (p), which is aligned and user_ok(). Errors: -EFAULT. */
must_use int user_touch_word(const uint32_t *p);

/*
 * How many of the (n) bytes at (p) cannot be read, or written, from the first such one on; to a
 * page.
 */
must_use size_t user_reach_read(const void *p, size_t n);
must_use size_t user_reach_write(void *p, size_t n);

/* Are these addresses that an application could have? Nothing is touched. */
static inline bool user_ok(const void *p, size_t n)
{
	uintptr_t a = (uintptr_t)p;

	return !((a | n | (a + n)) >> USER_BITS);
}

/* Can [p, p + n) be read? */
static inline bool user_readable(const void *p, size_t n)
{
	return !user_reach_read(p, n);
}

/* Can [p, p + n) be written? */
static inline bool user_writable(void *p, size_t n)
{
	return !user_reach_write(p, n);
}

/* Copy (n) bytes to, or from, the application. Errors: -EFAULT, with some perhaps copied. */
static inline must_use int user_put(void *to, const void *from, size_t n)
{
	return user_ok(to, n) && !user_copy(to, from, n) ? 0 : -EFAULT;
}

static inline must_use int user_get(void *to, const void *from, size_t n)
{
	return user_ok(from, n) && !user_copy(to, from, n) ? 0 : -EFAULT;
}

/*
 * The length of the text at (s), or (max) when it does not end before that.
 * Errors:  -EFAULT.
 */
must_use ssize_t user_strnlen(const char *s, size_t max);

#endif
