/* SPDX-License-Identifier: MIT */
/* msgget(2) */
#include "abi/linux/ipc/msg.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

static int check(const struct ipc_object *o, size_t size)
{
	(void)o;
	(void)size;
	return 0;
}

static int create(const struct ipc_request *r, struct ipc_object **o)
{
	struct msg_queue *q = heap_alloc_zero(sizeof *q);

	(void)r;
	if (!q)
		return -ENOMEM;
	list_init(&q->messages);
	list_init(&q->waits);
	q->bytes_max = MSG_BYTES_MAX;
	*o = &q->ipc;
	return 0;
}

static void destroy(struct ipc_object *o)
{
	heap_free(container_of(o, struct msg_queue, ipc));
}

int sys_msgget(int key, int flags)
{
	return ipc_get(&(struct ipc_request){ &msg_table, key, flags, 0, check, create, destroy });
}
