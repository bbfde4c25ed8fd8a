/* SPDX-License-Identifier: MIT */
/* semctl(2) */
#include "abi/linux/ipc/sem.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"

enum {
	GETPID = 11,
	GETVAL,
	GETALL,
	GETNCNT,
	GETZCNT,
	SETVAL,
	SETALL,
	SEM_STAT,
	SEM_INFO,
	SEM_STAT_ANY,
};

/* struct semid64_ds */
struct linux_semid {
	struct linux_ipc_perm perm;
	int64_t operated;
	uint64_t unused_1;
	int64_t changed;
	uint64_t unused_2;
	uint64_t nr;
	uint64_t unused_words[2];
};
static_assert(sizeof(struct linux_semid) == 104, "struct semid64_ds");

/* struct seminfo: of SEM_INFO (undo_size) and (adjust_max) count sets and semaphores. */
struct linux_seminfo {
	int map, sets, semaphores, undos, set_size, ops, undo_entries, undo_size, value_max,
		adjust_max;
};

static int all_semaphores(void) REQUIRES(&ipc_lock)
{
	const struct ipc_object *o = NULL;
	int n = 0;

	while ((o = ipc_next(&sem_table, o)))
		n += (int)container_of(o, const struct sem_set, ipc)->nr;
	return n;
}

static int tell_limits(int cmd, void *to)
{
	struct linux_seminfo l = {
		.map = SEM_MAX * SEM_SET_MAX,
		.sets = SEM_MAX,
		.semaphores = SEM_MAX * SEM_SET_MAX,
		.undos = SEM_MAX * SEM_SET_MAX,
		.set_size = SEM_SET_MAX,
		.ops = SEM_OPS_MAX,
		.undo_entries = SEM_OPS_MAX,
		.undo_size = 20,
		.value_max = SEM_VALUE_MAX,
		.adjust_max = SEM_VALUE_MAX,
	};
	int highest;

	mutex_lock(&ipc_lock);
	highest = ipc_highest(&sem_table);
	if (cmd == SEM_INFO) {
		l.undo_size = (int)sem_table.nr;
		l.adjust_max = all_semaphores();
	}
	mutex_unlock(&ipc_lock);
	return user_put(to, &l, sizeof l) ? -EFAULT : highest;
}

static int fill(int id, int cmd, struct linux_semid *d) REQUIRES(&ipc_lock)
{
	struct ipc_object *o;
	const struct sem_set *s;
	int r = ipc_look(&sem_table, id, cmd, SEM_STAT_ANY, &o);

	if (r < 0)
		return r;
	s = container_of(o, const struct sem_set, ipc);
	*d = (struct linux_semid){
		.perm = o->perm,
		.operated = s->changed,
		.changed = o->changed,
		.nr = s->nr,
	};
	return r;
}

static int tell(int id, int cmd, void *to)
{
	struct linux_semid d;
	int r;

	mutex_lock(&ipc_lock);
	r = fill(id, cmd, &d);
	mutex_unlock(&ipc_lock);
	return r < 0 || !user_put(to, &d, sizeof d) ? r : -EFAULT;
}

/* The set (id), which the application may use in the ways (mode). */
static int find(int id, int mode, struct sem_set **s) REQUIRES(&ipc_lock)
{
	struct ipc_object *o = ipc_find(&sem_table, id);

	if (!o)
		return -EINVAL;
	*s = container_of(o, struct sem_set, ipc);
	return mode ? ipc_permit(o, mode) : 0;
}

/* How many wait for semaphore (number): for more of it, or for none of it. */
static int count_waits(const struct sem_set *s, unsigned number, bool for_zero) REQUIRES(&ipc_lock)
{
	int n = 0;

	list_for_each (at, &s->waits) {
		const struct linux_sembuf *op =
			container_of(at, struct sem_wait, wait.link)->blocking;

		n += op->number == number && !op->change == for_zero;
	}
	return n;
}

static int ask(int id, int number, int cmd) REQUIRES(&ipc_lock)
{
	struct sem_set *s;
	int err = find(id, 0444, &s);

	if (err)
		return err;
	if (number < 0 || (unsigned)number >= s->nr)
		return -EINVAL;
	switch (cmd) {
	case GETVAL:
		return s->sems[number].value;
	case GETPID:
		return s->sems[number].last;
	default:
		return count_waits(s, (unsigned)number, cmd == GETZCNT);
	}
}

static void set_one(struct semaphore *sem, int value) REQUIRES(&ipc_lock)
{
	*sem = (struct semaphore){ .value = value, .last = ipc_process() };
}

static int set_value(int id, int number, int value) REQUIRES(&ipc_lock)
{
	struct sem_set *s;
	int err = value < 0 || value > SEM_VALUE_MAX ? -ERANGE : find(id, 0, &s);

	if (err)
		return err;
	if (number < 0 || (unsigned)number >= s->nr)
		return -EINVAL;
	err = ipc_permit(&s->ipc, 0222);
	if (err)
		return err;
	set_one(&s->sems[number], value);
	s->ipc.changed = ipc_now();
	sem_serve(s);
	return 0;
}

/* Move all values, (room) of them, from (values) or to it. Returns how many there are. */
static int move_all(int id, int cmd, uint16_t *values, unsigned room) REQUIRES(&ipc_lock)
{
	struct sem_set *s;
	int err = find(id, cmd == GETALL ? 0444 : 0222, &s);

	if (err)
		return err;
	if (s->nr > room)
		return (int)s->nr;
	for (unsigned i = 0; i < s->nr; i++)
		if (cmd == SETALL && values[i] > SEM_VALUE_MAX)
			return -ERANGE;
	for (unsigned i = 0; i < s->nr; i++) {
		if (cmd == GETALL)
			values[i] = (uint16_t)s->sems[i].value;
		else
			set_one(&s->sems[i], values[i]);
	}
	if (cmd == SETALL) {
		s->ipc.changed = ipc_now();
		sem_serve(s);
	}
	return (int)s->nr;
}

/* The size of a set never changes, but another could have its id. */
static int all_values(int id, int cmd, uint16_t *user)
{
	uint16_t *values = NULL;
	int n = 0, room;

	do {
		room = n;
		heap_free(values);
		values = heap_alloc((size_t)(room + 1) * sizeof *values);
		if (!values)
			return -ENOMEM;
		n = cmd == SETALL ? user_get(values, user, (size_t)room * sizeof *values) : 0;
		if (n)
			break;
		mutex_lock(&ipc_lock);
		n = move_all(id, cmd, values, (unsigned)room);
		mutex_unlock(&ipc_lock);
	} while (n > room);
	if (n > 0 && cmd == GETALL && user_put(user, values, (size_t)n * sizeof *values))
		n = -EFAULT;
	heap_free(values);
	return MIN(n, 0);
}

static int change(int id, int cmd, const struct linux_ipc_perm *perm) REQUIRES(&ipc_lock)
{
	struct sem_set *s;
	int err = find(id, 0, &s);

	if (err)
		return err;
	if (cmd == IPC_SET)
		return ipc_set(&s->ipc, perm);
	err = ipc_permit_owner(&s->ipc);
	if (err)
		return err;
	ipc_wake_all(&s->waits, -EIDRM);
	ipc_remove(&sem_table, &s->ipc);
	heap_free(s);
	return 0;
}

static int with_lock(int id, int number, int cmd, uintptr_t arg, const struct linux_ipc_perm *perm)
{
	int r;

	mutex_lock(&ipc_lock);
	if (cmd == IPC_RMID || cmd == IPC_SET)
		r = change(id, cmd, perm);
	else if (cmd == SETVAL)
		r = set_value(id, number, (int)arg);
	else
		r = ask(id, number, cmd);
	mutex_unlock(&ipc_lock);
	return r;
}

int sys_semctl(int id, int number, int cmd, uintptr_t arg)
{
	struct linux_semid d = { .nr = 0 };

	if (id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case SEM_INFO:
		return tell_limits(cmd, (void *)arg);
	case IPC_STAT:
	case SEM_STAT:
	case SEM_STAT_ANY:
		return tell(id, cmd, (void *)arg);
	case GETALL:
	case SETALL:
		return all_values(id, cmd, (uint16_t *)arg);
	case IPC_SET:
		if (user_get(&d, (const void *)arg, sizeof d))
			return -EFAULT;
		break;
	case IPC_RMID:
	case GETVAL:
	case GETPID:
	case GETNCNT:
	case GETZCNT:
	case SETVAL:
		break;
	default:
		return -EINVAL;
	}
	return with_lock(id, number, cmd, arg, &d.perm);
}
