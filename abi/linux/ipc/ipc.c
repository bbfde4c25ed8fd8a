/* SPDX-License-Identifier: MIT */
#include "abi/linux/ipc/ipc.h"

#include "abi/linux/identity/identity.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"

#define SLOTS_SHIFT 15 /* an id is a place in the table, and how often places were used above it */
#define SLOT_MASK   ((1 << SLOTS_SHIFT) - 1)
#define SLOTS_FIRST 16u

static_assert(sizeof(struct linux_ipc_perm) == 48, "struct ipc64_perm");

struct mutex ipc_lock;

int64_t ipc_now(void)
{
	return time_wall() / (int64_t)NSEC_PER_SEC;
}

struct ipc_object *ipc_at(const struct ipc_table *t, int slot)
{
	return slot >= 0 && (unsigned)slot < t->nr_slots ? t->slots[slot] : NULL;
}

struct ipc_object *ipc_find(const struct ipc_table *t, int id)
{
	struct ipc_object *o = id < 0 ? NULL : ipc_at(t, id & SLOT_MASK);

	return o && o->id == id ? o : NULL;
}

struct ipc_object *ipc_next(const struct ipc_table *t, const struct ipc_object *o)
{
	unsigned i = o ? (unsigned)(o->id & SLOT_MASK) + 1 : 0;

	while (i < t->nr_slots && !t->slots[i])
		i++;
	return i < t->nr_slots ? t->slots[i] : NULL;
}

int ipc_highest(const struct ipc_table *t)
{
	unsigned n = t->nr_slots;

	while (n && !t->slots[n - 1])
		n--;
	return n ? (int)n - 1 : 0;
}

static struct ipc_object *find_key(const struct ipc_table *t, int key) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = NULL;

	while ((o = ipc_next(t, o)) && o->perm.key != key)
		;
	return o;
}

/* The table with twice the places. */
static int grow(struct ipc_table *t) REQUIRES(&ipc_lock)
{
	unsigned n = MAX(t->nr_slots * 2, SLOTS_FIRST);
	struct ipc_object **slots = heap_alloc_zero(n * sizeof *slots);

	if (!slots)
		return -ENOMEM;
	if (t->nr_slots)
		memcpy(slots, t->slots, t->nr_slots * sizeof *slots);
	heap_free(t->slots);
	t->slots = slots;
	t->nr_slots = n;
	return 0;
}

/* Put (o), which is new, in the first free place behind the last one that was taken. */
static int add(struct ipc_table *t, struct ipc_object *o) REQUIRES(&ipc_lock)
{
	int slot = t->nr_slots ? t->last : -1, err;

	if (t->nr == t->nr_slots) {
		err = grow(t);
		if (err)
			return err;
	}
	do
		slot = (slot + 1) % (int)t->nr_slots;
	while (t->slots[slot]);
	if (slot <= t->last && t->nr)
		t->seq++;
	t->last = slot;
	t->slots[slot] = o;
	t->nr++;
	o->perm.seq = t->seq;
	o->id = (t->seq & 0xffff) << SLOTS_SHIFT | slot;
	return 0;
}

static int create(const struct ipc_request *r) REQUIRES(&ipc_lock)
{
	struct ipc_object *o;
	int err;

	if (r->table->nr >= r->table->max)
		return -ENOSPC;
	err = r->create(r, &o);
	if (err)
		return err;
	o->perm.key = r->key;
	o->perm.mode = (uint32_t)r->flags & IPC_MODE;
	o->perm.uid = o->perm.creator_uid = identity_user.effective;
	o->perm.gid = o->perm.creator_gid = identity_group.effective;
	o->changed = ipc_now();
	err = add(r->table, o);
	if (err)
		r->destroy(o);
	return err ? err : o->id;
}

static int get(const struct ipc_request *r) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = r->key == IPC_PRIVATE ? NULL : find_key(r->table, r->key);
	int err;

	if (!o)
		return r->key == IPC_PRIVATE || r->flags & IPC_CREAT ? create(r) : -ENOENT;
	if (r->flags & IPC_CREAT && r->flags & IPC_EXCL)
		return -EEXIST;
	err = r->check(o, r->size);
	if (!err)
		err = ipc_permit(o, r->flags);
	return err ? err : o->id;
}

int ipc_get(const struct ipc_request *r)
{
	int id;

	mutex_lock(&ipc_lock);
	id = get(r);
	mutex_unlock(&ipc_lock);
	return id;
}

void ipc_remove(struct ipc_table *t, const struct ipc_object *o)
{
	t->slots[o->id & SLOT_MASK] = NULL;
	t->nr--;
}

int ipc_permit(const struct ipc_object *o, int mode)
{
	uint32_t wanted = (uint32_t)(mode >> 6 | mode >> 3 | mode), granted = o->perm.mode;
	uint32_t user = identity_user.effective, group = identity_group.effective;

	if (user == o->perm.creator_uid || user == o->perm.uid)
		granted >>= 6;
	else if (group == o->perm.creator_gid || group == o->perm.gid)
		granted >>= 3;
	return wanted & ~granted & 7 && user ? -EACCES : 0;
}

int ipc_look(const struct ipc_table *t, int id, int cmd, int any, struct ipc_object **o)
{
	int err;

	*o = cmd == IPC_STAT ? ipc_find(t, id) : ipc_at(t, id);
	if (!*o)
		return -EINVAL;
	err = cmd == any ? 0 : ipc_permit(*o, 0444);
	if (err)
		return err;
	return cmd == IPC_STAT ? 0 : (*o)->id;
}

int ipc_permit_owner(const struct ipc_object *o)
{
	uint32_t user = identity_user.effective;

	return !user || user == o->perm.creator_uid || user == o->perm.uid ? 0 : -EPERM;
}

int ipc_set(struct ipc_object *o, const struct linux_ipc_perm *perm)
{
	int err = ipc_permit_owner(o);

	if (err)
		return err;
	if (perm->uid == UINT32_MAX || perm->gid == UINT32_MAX)
		return -EINVAL;
	o->perm.uid = perm->uid;
	o->perm.gid = perm->gid;
	o->perm.mode = (o->perm.mode & ~IPC_MODE) | (perm->mode & IPC_MODE);
	o->changed = ipc_now();
	return 0;
}

int ipc_sleep(struct ipc_wait *w, struct list *queue, nsec_t deadline)
{
	int err = 0;

	wait_init(&w->waiter);
	w->result = IPC_WAITING;
	list_push_back(queue, &w->link);
	while (w->result == IPC_WAITING && !err) {
		mutex_unlock(&ipc_lock);
		err = wait_sleep(&w->waiter, deadline);
		mutex_lock(&ipc_lock);
	}
	if (w->result != IPC_WAITING)
		return w->result;
	list_remove(&w->link);
	return err == -ETIMEDOUT ? -EAGAIN : err;
}

void ipc_wake(struct ipc_wait *w, int result)
{
	list_remove(&w->link);
	w->result = result;
	wait_wake_one(&w->waiter);
}

void ipc_wake_all(struct list *queue, int result)
{
	while (!list_empty(queue))
		ipc_wake(list_first(queue, struct ipc_wait, link), result);
}
