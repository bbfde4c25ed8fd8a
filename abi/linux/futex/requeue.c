/* SPDX-License-Identifier: MIT */
/* Operations on two words: waking on one what waits on the other, and moving waiters. */
#include "abi/linux/futex/requeue.h"

#include "abi/linux/futex/futex.h"
#include "base/errno.h"

/* Two buckets, which may be one, in the order of their addresses. */
void futex_lock_two(struct futex_bucket *a, struct futex_bucket *b) NO_LOCK_CHECK
{
	struct futex_bucket *first = a < b ? a : b, *second = a < b ? b : a;

	lock_set_rank(&first->lock, LOCK_FUTEX);
	lock_set_rank(&second->lock, LOCK_FUTEX);
	spin_lock(&first->lock);
	if (second != first)
		spin_lock(&second->lock);
	if (!first->waiters.next)
		list_init(&first->waiters);
	if (!second->waiters.next)
		list_init(&second->waiters);
}

void futex_unlock_two(struct futex_bucket *a, struct futex_bucket *b) NO_LOCK_CHECK
{
	spin_unlock(&a->lock);
	if (a != b)
		spin_unlock(&b->lock);
}

void futex_move(struct futex_waiter *w, struct futex_bucket *from, struct futex_bucket *to,
		uintptr_t key)
{
	w->key = key;
	if (from == to)
		return;
	list_remove(&w->link);
	list_push_back(&to->waiters, &w->link);
	__atomic_fetch_sub(&from->count, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&to->count, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&w->bucket, to, __ATOMIC_RELEASE);
}

int futex_requeue(const struct futex_requeue *r) NO_LOCK_CHECK
{
	struct futex_bucket *from = futex_bucket(r->key);
	struct futex_bucket *to = futex_bucket(r->key2);
	int woken = 0, moved = 0;

	futex_lock_two(from, to);
	if (r->compare && __atomic_load_n(r->word, __ATOMIC_SEQ_CST) != r->value) {
		futex_unlock_two(from, to);
		return -EAGAIN;
	}
	list_for_each_safe (e, &from->waiters) {
		struct futex_waiter *w = list_entry(e, struct futex_waiter, link);

		if (w->key != r->key || !w->bitset)
			continue;
		if (woken < r->nr_wake) {
			futex_wake_one(from, w);
			woken++;
		} else if (moved < r->nr_move) {
			futex_move(w, from, to, r->key2);
			moved++;
		} else {
			break;
		}
	}
	futex_unlock_two(from, to);
	return woken + moved;
}

/* FUTEX_WAKE_OP's operation: four bits of what to do, of how to compare, twelve of each operand. */
#define OP_SHIFTED 8

enum { OP_SET, OP_ADD, OP_OR, OP_ANDN, OP_XOR };
enum { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

static int32_t signed12(uint32_t bits)
{
	return (int32_t)(bits << 20) >> 20;
}

static bool apply(uint32_t op, uint32_t old, uint32_t arg, uint32_t *new)
{
	switch (op) {
	case OP_SET:
		*new = arg;
		return true;
	case OP_ADD:
		*new = old + arg;
		return true;
	case OP_OR:
		*new = old | arg;
		return true;
	case OP_ANDN:
		*new = old & ~arg;
		return true;
	case OP_XOR:
		*new = old ^ arg;
		return true;
	default:
		return false;
	}
}

static int compare(uint32_t cmp, int32_t old, int32_t arg)
{
	switch (cmp) {
	case CMP_EQ:
		return old == arg;
	case CMP_NE:
		return old != arg;
	case CMP_LT:
		return old < arg;
	case CMP_LE:
		return old <= arg;
	case CMP_GT:
		return old > arg;
	case CMP_GE:
		return old >= arg;
	default:
		return -ENOSYS;
	}
}

/* Change (*word) as (op) says. Returns whether the old value compares so. */
static int change(uint32_t *word, uint32_t op)
{
	uint32_t what = op >> 28, arg = (uint32_t)signed12(op >> 12), old, new;

	if (what & OP_SHIFTED)
		arg = 1u << (arg & 31);
	old = __atomic_load_n(word, __ATOMIC_RELAXED);
	do {
		if (!apply(what & ~(uint32_t)OP_SHIFTED, old, arg, &new))
			return -ENOSYS;
	} while (!__atomic_compare_exchange_n(word, &old, new, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_RELAXED));
	return compare(op >> 24 & 15, (int32_t)old, signed12(op));
}

int futex_wake_op(const struct futex_requeue *r)
{
	int result = change(r->word2, r->value), woken;

	if (result < 0)
		return result;
	woken = futex_wake(r->key, (uint32_t)r->nr_wake, FUTEX_ANY);
	if (result)
		woken += futex_wake(r->key2, (uint32_t)r->nr_move, FUTEX_ANY);
	return woken;
}
