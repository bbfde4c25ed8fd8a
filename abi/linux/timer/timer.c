/* SPDX-License-Identifier: MIT */
/* timer_create(2) and what goes with it. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/sched/find.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/timer/interval.h"
#include "base/errno.h"
#include "base/list.h"
#include "kern/mem/heap.h"
#include "kern/sched/lock.h"
#include "kern/sched/mutex.h"

#define TIMERS_MAX    4096 /* as Linux with a queue of so many signals */
#define TIMER_ABSTIME 1

enum { SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID = 4 };

struct posix_timer {
	struct list node;
	int id;
	int overrun; /* of the last signal that was taken; atomic */
	struct interval interval;
};

static struct mutex calls;                                 /* one call at a time */
static struct spinlock list_lock = LOCK_INIT(LOCK_TIMERS); /* guards: */
static struct list timers = LIST_INIT(timers);
static int count, last_id = -1;

static struct posix_timer *find(int id) REQUIRES(&list_lock)
{
	list_for_each (n, &timers) {
		struct posix_timer *p = container_of(n, struct posix_timer, node);

		if (p->id == id)
			return p;
	}
	return NULL;
}

static struct posix_timer *get(int id)
{
	struct posix_timer *p;

	spin_lock(&list_lock);
	p = find(id);
	spin_unlock(&list_lock);
	return p;
}

/* --- Making --- */

static int check_clock(int clock, struct interval *i)
{
	if (!clock_is_common(clock)) {
		i->clock = INTERVAL_USED;
		return time_used_clock(clock, &i->used_by) < 0 ? -EINVAL : 0;
	}
	switch (clock) {
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		i->clock = INTERVAL_MONOTONIC;
		return 0;
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		i->clock = INTERVAL_WALL;
		return 0;
	default:
		return -EOPNOTSUPP; /* the raw and the coarse ones have no timers */
	}
}

static int check_event(const struct linux_sigevent *e, struct interval *i)
{
	struct thread *t;

	if (e->sigev_notify == SIGEV_NONE)
		return 0;
	if (e->sigev_notify != SIGEV_SIGNAL && e->sigev_notify != SIGEV_THREAD &&
	    e->sigev_notify != (SIGEV_SIGNAL | SIGEV_THREAD_ID))
		return -EINVAL;
	if (!signal_valid(e->sigev_signo))
		return -EINVAL;
	if (e->sigev_notify & SIGEV_THREAD_ID) {
		t = e->sigev_tid > 0 ? thread_get(e->sigev_tid) : NULL;
		if (!t)
			return -EINVAL;
		thread_put(t);
		i->to = e->sigev_tid;
	}
	i->signal = e->sigev_signo;
	return 0;
}

/* Numbers come round, so that none is soon another timer's. */
static int insert(struct posix_timer *p)
{
	int err = 0;

	spin_lock(&list_lock);
	if (count == TIMERS_MAX) {
		err = -EAGAIN;
	} else {
		do {
			last_id = last_id == INT32_MAX ? 0 : last_id + 1;
		} while (find(last_id));
		p->id = last_id;
		p->interval.info.si_pid = p->id;
		count++;
		list_push_back(&timers, &p->node);
	}
	spin_unlock(&list_lock);
	return err;
}

static int make(int clock, const struct linux_sigevent *event, int *id)
{
	struct posix_timer *p = heap_alloc_zero(sizeof *p);
	struct linux_sigevent e = { .sigev_signo = SIGALRM };
	int err;

	if (!p)
		return -EAGAIN;
	if (event)
		e = *event;
	err = check_clock(clock, &p->interval);
	if (!err)
		err = check_event(&e, &p->interval);
	p->interval.expires = NSEC_NEVER;
	p->interval.info.si_signo = p->interval.signal;
	p->interval.info.si_code = SI_TIMER;
	p->interval.info.si_value = e.sigev_value;
	if (!err)
		err = insert(p);
	if (err)
		goto fail;
	/* Nobody knows the number before it is stored, but one can be guessed. */
	if (!event)
		p->interval.info.si_value = (uint64_t)p->id;
	*id = p->id;
	return 0;
fail:
	heap_free(p);
	return err;
}

int sys_timer_create(int clock, const struct linux_sigevent *event, int *id)
{
	int err;

	if (event && !user_readable(event, sizeof *event))
		return -EFAULT;
	if (!user_writable(id, sizeof *id))
		return -EFAULT;
	mutex_lock(&calls);
	err = make(clock, event, id);
	mutex_unlock(&calls);
	return err;
}

int sys_timer_delete(int id)
{
	struct posix_timer *p;

	mutex_lock(&calls);
	p = get(id);
	if (p) {
		interval_set(&p->interval, (struct interval_times){ 0 }, false);
		spin_lock(&list_lock);
		list_remove(&p->node);
		count--;
		spin_unlock(&list_lock);
		heap_free(p);
	}
	mutex_unlock(&calls);
	return p ? 0 : -EINVAL;
}

/* --- Setting --- */

void timers_forget(void)
{
	for (;;) {
		int id = -1;

		spin_lock(&list_lock);
		if (!list_empty(&timers))
			id = container_of(timers.next, struct posix_timer, node)->id;
		spin_unlock(&list_lock);
		if (id < 0 || sys_timer_delete(id))
			return;
	}
}

static struct linux_itimerspec spec_of(struct interval_times t)
{
	return (struct linux_itimerspec){
		.it_interval = timespec_of((int64_t)t.again),
		.it_value = timespec_of((int64_t)t.first),
	};
}

int sys_timer_settime(int id, int flags, const struct linux_itimerspec *new,
		      struct linux_itimerspec *old)
{
	struct interval_times t, was;
	struct posix_timer *p;
	int err;

	if (!new)
		return -EINVAL;
	err = timespec_get(&new->it_interval, &t.again);
	if (!err)
		err = timespec_get(&new->it_value, &t.first);
	if (err)
		return err;
	if (old && !user_writable(old, sizeof *old))
		return -EFAULT;
	mutex_lock(&calls);
	p = get(id);
	if (p) {
		was = interval_get(&p->interval);
		interval_set(&p->interval, t, flags & TIMER_ABSTIME);
		__atomic_store_n(&p->overrun, 0, __ATOMIC_RELAXED);
	}
	mutex_unlock(&calls);
	if (p && old)
		*old = spec_of(was);
	return p ? 0 : -EINVAL;
}

int sys_timer_gettime(int id, struct linux_itimerspec *ts)
{
	struct interval_times t;
	struct posix_timer *p;

	mutex_lock(&calls);
	p = get(id);
	if (p)
		t = interval_get(&p->interval);
	mutex_unlock(&calls);
	if (!p)
		return -EINVAL;
	if (!user_writable(ts, sizeof *ts))
		return -EFAULT;
	*ts = spec_of(t);
	return 0;
}

int sys_timer_getoverrun(int id)
{
	struct posix_timer *p;
	int overrun = -EINVAL;

	spin_lock(&list_lock);
	p = find(id);
	if (p)
		overrun = __atomic_load_n(&p->overrun, __ATOMIC_RELAXED);
	spin_unlock(&list_lock);
	return overrun;
}

/* A timer's signal is about to be delivered. */
void timer_signal_taken(struct linux_siginfo *info)
{
	struct posix_timer *p;

	spin_lock(&list_lock);
	p = find(info->si_pid);
	if (p) {
		int n = interval_take_overruns(&p->interval);

		__atomic_store_n(&p->overrun, n, __ATOMIC_RELAXED);
		info->si_uid = (uint32_t)n;
	}
	spin_unlock(&list_lock);
}
