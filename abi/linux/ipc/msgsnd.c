/* SPDX-License-Identifier: MIT */
/* msgsnd(2) */
#include "abi/linux/ipc/msg.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

/* A copy of what is sent: its type, then the bytes. */
static int take_message(const void *from, size_t size, struct message **out)
{
	struct message *m;
	int err;

	m = heap_alloc(sizeof *m + size);
	if (!m)
		return -ENOMEM;
	err = user_get(&m->type, from, sizeof m->type);
	if (!err && m->type < 1)
		err = -EINVAL;
	if (!err)
		err = user_get(m->bytes, (const uint8_t *)from + sizeof m->type, size);
	if (err) {
		heap_free(m);
		return err;
	}
	m->size = size;
	*out = m;
	return 0;
}

struct sending {
	struct message *message;
	int flags;
};

static int send(struct msg_queue *q, void *what) REQUIRES(&ipc_lock)
{
	const struct sending *s = what;
	struct message *m = s->message;

	if (q->bytes + m->size > q->bytes_max || q->nr + 1 > q->bytes_max)
		return s->flags & IPC_NOWAIT ? -EAGAIN : IPC_WAITING;
	list_push_back(&q->messages, &m->link);
	q->nr++;
	q->bytes += m->size;
	q->sent = ipc_now();
	q->last_sent = ipc_process();
	ipc_wake_all(&q->waits, 0);
	return 0;
}

int sys_msgsnd(int id, const void *message, size_t size, int flags)
{
	struct sending s = { NULL, flags };
	int r;

	if (size > MSG_SIZE_MAX || id < 0)
		return -EINVAL;
	r = take_message(message, size, &s.message);
	if (r)
		return r;
	r = msg_do(id, 0222, send, &s);
	if (r)
		heap_free(s.message);
	return r;
}
