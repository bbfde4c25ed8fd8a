/* SPDX-License-Identifier: MIT */
/* Private to abi/linux/futex: operations on two words. */
#ifndef ABI_LINUX_FUTEX_REQUEUE_H
#define ABI_LINUX_FUTEX_REQUEUE_H

#include "base/types.h"

struct futex_requeue {
	uint32_t *word;
	uint32_t *word2;
	uintptr_t key, key2; /* of both */
	int nr_wake;         /* on (word) */
	int nr_move;         /* from (word) to (word2), or of those on (word2) to wake */
	bool compare;
	uint32_t value; /* what (*word) must be with (compare); or FUTEX_WAKE_OP's operation */
};

/*
 * Wake some who wait for one word, and let others wait for the other. Returns how many of both.
 * Errors:  -EAGAIN: the word is not what it must be. Context: thread.
 */
must_use int futex_requeue(const struct futex_requeue *r);

/*
 * Change (word2), wake on (word), and on (word2) if its old value was as the operation says.
 * Errors:  -ENOSYS: no such operation. Context: thread.
 */
must_use int futex_wake_op(const struct futex_requeue *r);

#endif
