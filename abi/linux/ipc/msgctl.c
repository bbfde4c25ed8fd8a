/* SPDX-License-Identifier: MIT */
/* msgctl(2) */
#include "abi/linux/identity/identity.h"
#include "abi/linux/ipc/msg.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

enum { MSG_STAT = 11, MSG_INFO, MSG_STAT_ANY };

/* struct msqid64_ds */
struct linux_msqid {
	struct linux_ipc_perm perm;
	int64_t sent;
	int64_t received;
	int64_t changed;
	uint64_t bytes;
	uint64_t nr;
	uint64_t bytes_max;
	int last_sent;
	int last_received;
	uint64_t unused_words[2];
};
static_assert(sizeof(struct linux_msqid) == 120, "struct msqid64_ds");

/* struct msginfo: of MSG_INFO (pool), (map) and (headers) count queues, messages and bytes. */
struct linux_msginfo {
	int pool, map, size_max, bytes_max, queues, segment_size, headers;
	uint16_t segments;
};

static void count_all(struct linux_msginfo *l) REQUIRES(&ipc_lock)
{
	const struct ipc_object *o = NULL;

	l->pool = (int)msg_table.nr;
	l->map = l->headers = 0;
	while ((o = ipc_next(&msg_table, o))) {
		const struct msg_queue *q = container_of(o, const struct msg_queue, ipc);

		l->map += (int)q->nr;
		l->headers += (int)q->bytes;
	}
}

static int tell_limits(int cmd, void *to)
{
	struct linux_msginfo l = {
		.pool = MSG_MAX * (MSG_BYTES_MAX / 1024),
		.map = MSG_BYTES_MAX,
		.size_max = MSG_SIZE_MAX,
		.bytes_max = MSG_BYTES_MAX,
		.queues = MSG_MAX,
		.segment_size = 16,
		.headers = MSG_BYTES_MAX,
		.segments = UINT16_MAX,
	};
	int highest;

	mutex_lock(&ipc_lock);
	highest = ipc_highest(&msg_table);
	if (cmd == MSG_INFO)
		count_all(&l);
	mutex_unlock(&ipc_lock);
	return user_put(to, &l, sizeof l) ? -EFAULT : highest;
}

static int fill(int id, int cmd, struct linux_msqid *d) REQUIRES(&ipc_lock)
{
	struct ipc_object *o;
	const struct msg_queue *q;
	int r = ipc_look(&msg_table, id, cmd, MSG_STAT_ANY, &o);

	if (r < 0)
		return r;
	q = container_of(o, const struct msg_queue, ipc);
	*d = (struct linux_msqid){
		.perm = o->perm,
		.sent = q->sent,
		.received = q->received,
		.changed = o->changed,
		.bytes = q->bytes,
		.nr = q->nr,
		.bytes_max = q->bytes_max,
		.last_sent = q->last_sent,
		.last_received = q->last_received,
	};
	return r;
}

static int tell(int id, int cmd, void *to)
{
	struct linux_msqid d;
	int r;

	mutex_lock(&ipc_lock);
	r = fill(id, cmd, &d);
	mutex_unlock(&ipc_lock);
	return r < 0 || !user_put(to, &d, sizeof d) ? r : -EFAULT;
}

static void destroy(struct msg_queue *q) REQUIRES(&ipc_lock)
{
	ipc_wake_all(&q->waits, -EIDRM);
	ipc_remove(&msg_table, &q->ipc);
	while (!list_empty(&q->messages)) {
		struct message *m = list_first(&q->messages, struct message, link);

		list_remove(&m->link);
		heap_free(m);
	}
	heap_free(q);
}

/* More room than is usual is given to root. */
static int set(struct msg_queue *q, const struct linux_msqid *d) REQUIRES(&ipc_lock)
{
	int err = ipc_permit_owner(&q->ipc);

	if (!err && d->bytes_max > MSG_BYTES_MAX && identity_user.effective)
		err = -EPERM;
	if (!err)
		err = ipc_set(&q->ipc, &d->perm);
	if (err)
		return err;
	q->bytes_max = d->bytes_max;
	ipc_wake_all(&q->waits, 0);
	return 0;
}

static int change(int id, int cmd, const struct linux_msqid *d) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = ipc_find(&msg_table, id);
	struct msg_queue *q = container_of(o, struct msg_queue, ipc);
	int err;

	if (!o)
		return -EINVAL;
	if (cmd == IPC_SET)
		return set(q, d);
	err = ipc_permit_owner(o);
	if (!err)
		destroy(q);
	return err;
}

int sys_msgctl(int id, int cmd, void *arg)
{
	struct linux_msqid d = { .nr = 0 };
	int err;

	if (id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case MSG_INFO:
		return tell_limits(cmd, arg);
	case IPC_STAT:
	case MSG_STAT:
	case MSG_STAT_ANY:
		return tell(id, cmd, arg);
	case IPC_SET:
		if (user_get(&d, arg, sizeof d))
			return -EFAULT;
		break;
	case IPC_RMID:
		break;
	default:
		return -EINVAL;
	}
	mutex_lock(&ipc_lock);
	err = change(id, cmd, &d);
	mutex_unlock(&ipc_lock);
	return err;
}
