/* SPDX-License-Identifier: MIT */
/*
 * Objects of System V IPC (svipc(7)): what shared memory, semaphores and message queues have in
 * common. There is one process, which may have threads.
 *
 * Locks: ipc_lock is around all of it. It is a mutex; memory of the application is not touched with
 * it held, nor is anything mapped, for the last to let go of shared memory takes it.
 */
#ifndef ABI_LINUX_IPC_IPC_H
#define ABI_LINUX_IPC_IPC_H

#include "base/list.h"
#include "base/types.h"
#include "kern/sched/mutex.h"
#include "kern/sched/thread.h"
#include "kern/sched/wait.h"

#define IPC_PRIVATE 0 /* as a key */

#define IPC_CREAT  01000
#define IPC_EXCL   02000
#define IPC_NOWAIT 04000

enum { IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO };

#define IPC_MODE 0777u /* in struct linux_ipc_perm's (mode) */

/* struct ipc64_perm */
struct linux_ipc_perm {
	int key;
	uint32_t uid;
	uint32_t gid;
	uint32_t creator_uid;
	uint32_t creator_gid;
	uint32_t mode;
	uint16_t seq;
	uint16_t padding;
	uint64_t unused_words[2];
};

/* Guarded by ipc_lock, as all here. */
struct ipc_object {
	struct linux_ipc_perm perm;
	int id;
	int64_t changed; /* seconds since 1970 */
};

#define IPC_MAX 32000 /* of each kind; Linux has 4096 of shared memory */

struct ipc_table {
	struct ipc_object **slots; /* some NULL */
	unsigned nr_slots;
	unsigned nr; /* objects */
	unsigned max;
	int last; /* slot of the last that was made */
	uint16_t seq;
};

extern struct mutex ipc_lock;

/* What `...get` is told, and how a kind of object answers. */
struct ipc_request {
	struct ipc_table *table;
	int key;
	int flags;
	size_t size;
	/* May (size) be had of the object (o)? Errors: -EINVAL. */
	int (*check)(const struct ipc_object *o, size_t size);
	/* Make one. Errors: -EINVAL, -ENOMEM, -ENOSPC. */
	int (*create)(const struct ipc_request *r, struct ipc_object **o);
	void (*destroy)(struct ipc_object *o);
};

/* The id of the object of (r)'s key, which is made if it is to be. Takes the lock. */
int ipc_get(const struct ipc_request *r);

/* The object with (id), or at place (id) of the table; or NULL. */
struct ipc_object *ipc_find(const struct ipc_table *t, int id) REQUIRES(&ipc_lock);
struct ipc_object *ipc_at(const struct ipc_table *t, int slot) REQUIRES(&ipc_lock);

/* The object at the first place that is used, or the first one behind that of (o); or NULL. */
struct ipc_object *ipc_next(const struct ipc_table *t, const struct ipc_object *o)
	REQUIRES(&ipc_lock);

/* The last place that is used, or 0. */
int ipc_highest(const struct ipc_table *t) REQUIRES(&ipc_lock);

/* Take (o) out of (t). */
void ipc_remove(struct ipc_table *t, const struct ipc_object *o) REQUIRES(&ipc_lock);

/* May the application use (o) in the ways (mode)? Errors: -EACCES. */
must_use int ipc_permit(const struct ipc_object *o, int mode) REQUIRES(&ipc_lock);

/*
 * The object that `...ctl` is to tell about: for IPC_STAT the one with (id), for others the one at
 * that place of the table; for (any) the application need not be one that may read it. Returns what
 * the call answers. Errors: -EINVAL, -EACCES.
 */
must_use int ipc_look(const struct ipc_table *t, int id, int cmd, int any, struct ipc_object **o)
	REQUIRES(&ipc_lock);

/* May it change or remove (o)? Errors: -EPERM. */
must_use int ipc_permit_owner(const struct ipc_object *o) REQUIRES(&ipc_lock);

/* IPC_SET: take owner and mode from (perm). Errors: -EPERM, -EINVAL. */
must_use int ipc_set(struct ipc_object *o, const struct linux_ipc_perm *perm) REQUIRES(&ipc_lock);

/* Seconds since 1970, and the process that does things: there is one. */
int64_t ipc_now(void);

static inline int ipc_process(void)
{
	return (int)thread_first.tid;
}

/* A thread that waits for a change of an object, on its stack. */
struct ipc_wait {
	struct list link;
	struct waiter waiter;
	int result; /* IPC_WAITING until it was woken */
};

#define IPC_WAITING 1

/*
 * Sleep in (queue), of the object, until somebody says how it ended, or (deadline): the lock is
 * given up meanwhile. Errors: what was said; -EAGAIN at the deadline; -EINTR.
 */
must_use int ipc_sleep(struct ipc_wait *w, struct list *queue, nsec_t deadline) REQUIRES(&ipc_lock);

/* Wake (w), which then returns (result); or all in (queue). */
void ipc_wake(struct ipc_wait *w, int result) REQUIRES(&ipc_lock);
void ipc_wake_all(struct list *queue, int result) REQUIRES(&ipc_lock);

#endif
