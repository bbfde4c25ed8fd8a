/* SPDX-License-Identifier: MIT */
#include "abi/linux/ipc/msg.h"

#include "abi/linux/signal/deliver.h"
#include "base/errno.h"

struct ipc_table msg_table = { .max = MSG_MAX, .last = -1 };

/* Returns IPC_WAITING when it is to be done (again), after a change. */
static int do_once(int id, int mode, int (*act)(struct msg_queue *q, void *what), void *what,
		   bool again) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = ipc_find(&msg_table, id);
	struct msg_queue *q = container_of(o, struct msg_queue, ipc);
	struct ipc_wait w;
	int r;

	if (!o)
		return again ? -EIDRM : -EINVAL;
	r = ipc_permit(o, mode);
	if (!r)
		r = act(q, what);
	if (r != IPC_WAITING)
		return r;
	r = ipc_sleep(&w, &q->waits, NSEC_NEVER);
	return r ? r : IPC_WAITING;
}

int msg_do(int id, int mode, int (*act)(struct msg_queue *q, void *what), void *what)
{
	bool again = false;
	int r;

	do {
		mutex_lock(&ipc_lock);
		r = do_once(id, mode, act, what, again);
		mutex_unlock(&ipc_lock);
		again = true;
	} while (r == IPC_WAITING || (r == -EINTR && signal_none_ran(NULL)));
	return r;
}
