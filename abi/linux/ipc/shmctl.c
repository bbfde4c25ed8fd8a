/* SPDX-License-Identifier: MIT */
/* shmctl(2) */
#include "abi/linux/ipc/shm.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"

enum { SHM_LOCK = 11, SHM_UNLOCK, SHM_STAT, SHM_INFO, SHM_STAT_ANY };

/* struct shmid64_ds */
struct linux_shmid {
	struct linux_ipc_perm perm;
	uint64_t size;
	int64_t attach_time;
	int64_t detach_time;
	int64_t change_time;
	int creator;
	int last;
	uint64_t attached;
	uint64_t unused_words[2];
};
static_assert(sizeof(struct linux_shmid) == 112, "struct shmid64_ds");

/* struct shminfo64 */
struct linux_shm_limits {
	uint64_t max, min, ids, segments, all;
	uint64_t unused_words[4];
};

/* struct shm_info */
struct linux_shm_info {
	int used_ids;
	uint64_t pages, resident, swapped;
	uint64_t swap_attempts, swap_successes;
};

static int tell_limits(void *to)
{
	struct linux_shm_limits l = {
		.max = SHM_MAX_SIZE,
		.min = 1,
		.ids = SHM_MAX,
		.segments = SHM_MAX,
		.all = SHM_MAX_SIZE,
	};
	int highest;

	mutex_lock(&ipc_lock);
	highest = ipc_highest(&shm_table);
	mutex_unlock(&ipc_lock);
	return user_put(to, &l, sizeof l) ? -EFAULT : highest;
}

static int tell_info(void *to)
{
	struct linux_shm_info i = { 0 };
	int highest;

	mutex_lock(&ipc_lock);
	highest = ipc_highest(&shm_table);
	i.used_ids = (int)shm_table.nr;
	i.pages = i.resident = shm_pages();
	mutex_unlock(&ipc_lock);
	return user_put(to, &i, sizeof i) ? -EFAULT : highest;
}

static int fill(int id, int cmd, struct linux_shmid *d) REQUIRES(&ipc_lock)
{
	struct ipc_object *o;
	const struct shm *s;
	int r = ipc_look(&shm_table, id, cmd, SHM_STAT_ANY, &o);

	if (r < 0)
		return r;
	s = container_of(o, const struct shm, ipc);
	*d = (struct linux_shmid){
		.perm = o->perm,
		.size = s->size,
		.attach_time = s->attach_time,
		.detach_time = s->detach_time,
		.change_time = o->changed,
		.creator = s->creator,
		.last = s->last,
		.attached = __atomic_load_n(&s->attached, __ATOMIC_RELAXED),
	};
	return r;
}

static int tell(int id, int cmd, void *to)
{
	struct linux_shmid d;
	int r;

	mutex_lock(&ipc_lock);
	r = fill(id, cmd, &d);
	mutex_unlock(&ipc_lock);
	return r < 0 || !user_put(to, &d, sizeof d) ? r : -EFAULT;
}

/* Locked memory is as any other here, and says that it is locked. */
static int change(int id, int cmd, const struct linux_ipc_perm *perm) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = ipc_find(&shm_table, id);
	int err;

	if (!o)
		return -EINVAL;
	if (cmd == IPC_SET)
		return ipc_set(o, perm);
	err = ipc_permit_owner(o);
	if (err)
		return err;
	if (cmd == IPC_RMID)
		shm_remove(container_of(o, struct shm, ipc));
	else if (cmd == SHM_LOCK)
		o->perm.mode |= SHM_LOCKED;
	else
		o->perm.mode &= ~SHM_LOCKED;
	return 0;
}

int sys_shmctl(int id, int cmd, void *arg)
{
	struct linux_shmid d = { .size = 0 };
	int err;

	if (id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
		return tell_limits(arg);
	case SHM_INFO:
		return tell_info(arg);
	case IPC_STAT:
	case SHM_STAT:
	case SHM_STAT_ANY:
		return tell(id, cmd, arg);
	case IPC_SET:
		if (user_get(&d, arg, sizeof d))
			return -EFAULT;
		break;
	case IPC_RMID:
	case SHM_LOCK:
	case SHM_UNLOCK:
		break;
	default:
		return -EINVAL;
	}
	mutex_lock(&ipc_lock);
	err = change(id, cmd, &d.perm);
	mutex_unlock(&ipc_lock);
	return err;
}
