/* SPDX-License-Identifier: MIT */
/*
 * Message queues of System V. Who waits looks again after any change.
 */
#ifndef ABI_LINUX_IPC_MSG_H
#define ABI_LINUX_IPC_MSG_H

#include "abi/linux/ipc/ipc.h"

#define MSG_MAX       32000 /* queues */
#define MSG_SIZE_MAX  8192  /* bytes of a message */
#define MSG_BYTES_MAX 16384 /* of a queue, when nobody says */

#define MSG_NOERROR 010000
#define MSG_EXCEPT  020000
#define MSG_COPY    040000

struct message {
	struct list link;
	long type;
	size_t size;
	uint8_t bytes[];
};

struct msg_queue {
	struct ipc_object ipc;
	struct list messages; /* struct message, first come first */
	struct list waits;    /* struct ipc_wait: who sends, and who receives */
	uint64_t nr;
	uint64_t bytes;
	uint64_t bytes_max;
	int64_t sent; /* seconds since 1970 */
	int64_t received;
	int last_sent; /* processes */
	int last_received;
};

extern struct ipc_table msg_table;

/*
 * Do (act) with (what) to the queue (id), which the application may use in the ways (mode): again
 * after every change of the queue while it says IPC_WAITING. Takes the lock, which (act) has.
 * Errors: its own; -EINVAL, -EACCES; -EIDRM, -EINTR while it waits.
 */
must_use int msg_do(int id, int mode, int (*act)(struct msg_queue *q, void *what), void *what);

#endif
