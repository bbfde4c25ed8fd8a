/* SPDX-License-Identifier: MIT */
/* msgsnd(2) */
#include "abi/linux/ipc/msg.h"
#include "abi/linux/signal/deliver.h"
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

static int try_send(int id, struct message *m, int flags, struct msg_queue **out)
	REQUIRES(&ipc_lock)
{
	struct ipc_object *o = ipc_find(&msg_table, id);
	struct msg_queue *q;
	int err;

	if (!o)
		return *out ? -EIDRM : -EINVAL;
	*out = q = container_of(o, struct msg_queue, ipc);
	err = ipc_permit(o, 0222);
	if (err)
		return err;
	if (q->bytes + m->size > q->bytes_max || q->nr + 1 > q->bytes_max)
		return flags & IPC_NOWAIT ? -EAGAIN : IPC_WAITING;
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
	struct msg_queue *q = NULL;
	struct message *m = NULL;
	int r;

	if (size > MSG_SIZE_MAX || id < 0)
		return -EINVAL;
	r = take_message(message, size, &m);
	if (r)
		return r;
	do {
		mutex_lock(&ipc_lock);
		do {
			r = try_send(id, m, flags, &q);
			if (r != IPC_WAITING)
				break;
			r = msg_sleep(q);
		} while (!r);
		mutex_unlock(&ipc_lock);
	} while (r == -EINTR && signal_none_ran(NULL));
	if (r)
		heap_free(m);
	return r;
}
