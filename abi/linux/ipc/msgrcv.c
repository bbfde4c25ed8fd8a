/* SPDX-License-Identifier: MIT */
/* msgrcv(2) */
#include "abi/linux/ipc/msg.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"

/* What is asked for, and what was got. */
struct wish {
	size_t size;
	long type;
	int flags;
	struct message *got;
};

static struct message *message_of(struct list *at)
{
	return container_of(at, struct message, link);
}

/* The message at place (n), or NULL. */
static struct message *find_place(struct msg_queue *q, long n) REQUIRES(&ipc_lock)
{
	list_for_each (at, &q->messages)
		if (!n--)
			return message_of(at);
	return NULL;
}

/* Of those up to type (max) the first of the lowest. */
static struct message *find_lowest(struct msg_queue *q, long max) REQUIRES(&ipc_lock)
{
	struct message *found = NULL;

	list_for_each (at, &q->messages) {
		struct message *m = message_of(at);

		if (m->type <= max && (!found || m->type < found->type))
			found = m;
	}
	return found;
}

static struct message *find(struct msg_queue *q, const struct wish *w) REQUIRES(&ipc_lock)
{
	if (w->flags & MSG_COPY)
		return find_place(q, w->type);
	if (w->type < 0)
		return find_lowest(q, w->type == INT64_MIN ? INT64_MAX : -w->type);
	list_for_each (at, &q->messages) {
		struct message *m = message_of(at);

		if (!w->type || (w->flags & MSG_EXCEPT ? m->type != w->type : m->type == w->type))
			return m;
	}
	return NULL;
}

/* A message like (m): it stays. */
static int copy_message(const struct message *m, struct message **out)
{
	struct message *copy = heap_alloc(sizeof *copy + m->size);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, m, sizeof *copy + m->size);
	*out = copy;
	return 0;
}

static void take_out(struct msg_queue *q, struct message *m) REQUIRES(&ipc_lock)
{
	list_remove(&m->link);
	q->nr--;
	q->bytes -= m->size;
	q->received = ipc_now();
	q->last_received = ipc_process();
	ipc_wake_all(&q->waits, 0);
}

static int receive(struct msg_queue *q, void *what) REQUIRES(&ipc_lock)
{
	struct wish *w = what;
	struct message *m = find(q, w);

	if (!m)
		return w->flags & IPC_NOWAIT ? -ENOMSG : IPC_WAITING;
	if (m->size > w->size && !(w->flags & MSG_NOERROR))
		return -E2BIG;
	if (w->flags & MSG_COPY)
		return copy_message(m, &w->got);
	take_out(q, m);
	w->got = m;
	return 0;
}

ssize_t sys_msgrcv(int id, void *message, size_t size, long type, int flags)
{
	struct wish w = { size, type, flags, NULL };
	struct message *m;
	size_t n;
	int err;

	if (id < 0 || size > INT64_MAX)
		return -EINVAL;
	if (flags & MSG_COPY && (flags & MSG_EXCEPT || !(flags & IPC_NOWAIT)))
		return -EINVAL;
	err = msg_do(id, 0444, receive, &w);
	if (err)
		return err;
	m = w.got;
	n = MIN(m->size, size);
	err = user_put(message, &m->type, sizeof m->type);
	if (!err)
		err = user_put((uint8_t *)message + sizeof m->type, m->bytes, n);
	heap_free(m);
	return err ? err : (ssize_t)n;
}
