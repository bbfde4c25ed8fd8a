/* SPDX-License-Identifier: MIT */
/*
 * Interval timers on top of the scheduler's timers, which know the monotonic clock alone. Nobody
 * sets the wall clock, so a time on it is one on the monotonic clock. CPU time comes no sooner than
 * every CPU at work would make it come: then it is looked at again.
 */
#include "abi/linux/timer/interval.h"

#include "abi/linux/signal/again.h"
#include "abi/linux/signal/signal.h"
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"
#include "kern/sched/lock.h"
#include "kern/sched/run.h"

LINK_WITH(run_interrupted);
LINK_WITH(signal_interrupted);

/* No interrupt comes sooner than this after the last, however short the interval. */
#define STEP_LEAST 50000ull

static struct spinlock interval_lock = LOCK_INIT(LOCK_INTERVAL);

/* The time on the clock of (i); NSEC_NEVER when whose time it is has ended. */
static nsec_t now_of(const struct interval *i)
{
	int64_t now;

	if (i->clock == INTERVAL_MONOTONIC)
		return plat_clock();
	if (i->clock == INTERVAL_WALL)
		return (nsec_t)time_wall();
	return time_used_read(i->used_by, &now) < 0 ? NSEC_NEVER : (nsec_t)now;
}

static nsec_t add(nsec_t a, nsec_t b)
{
	return b < NSEC_NEVER - a ? a + b : NSEC_NEVER;
}

/* When to look at (i) again, which has (rest) to run. */
static nsec_t look_at(const struct interval *i, nsec_t rest)
{
	if (i->clock == INTERVAL_USED)
		rest = time_used_step(i->used_by, rest);
	return add(plat_clock(), rest);
}

/* Its time has come at (now): count, and set the next. */
static nsec_t advance(struct interval *i, nsec_t now) REQUIRES(&interval_lock)
{
	nsec_t missed;

	if (!i->again) {
		i->expires = NSEC_NEVER;
		return NSEC_NEVER;
	}
	missed = (now - i->expires) / i->again;
	i->overruns += missed;
	i->expires = add(i->expires, (missed + 1) * i->again);
	return look_at(i, MAX(i->expires - now, STEP_LEAST));
}

static void send(struct interval *i)
{
	int err;

	if (!i->signal)
		return;
	err = i->to ? signal_send_thread(&i->info, (uint32_t)i->to) : signal_send(&i->info);
	signal_again();
	if (err)
		(void)0; /* the thread ended, or the queue is full: as if it were lost */
}

static void expired(struct timer *t)
{
	struct interval *i = container_of(t, struct interval, timer);
	nsec_t now = now_of(i), next;
	bool waits = i->signal && i->info.si_code == SI_TIMER && signal_timer_waits(&i->info), due;

	spin_lock(&interval_lock);
	due = i->expires <= now && i->expires != NSEC_NEVER;
	if (due && waits)
		i->overruns++;
	if (due)
		next = advance(i, now);
	else
		next = now == NSEC_NEVER ? NSEC_NEVER : look_at(i, i->expires - now);
	spin_unlock(&interval_lock);
	if (due && !waits)
		send(i);
	timer_set(t, next);
}

struct interval_times interval_get(struct interval *i)
{
	nsec_t now = now_of(i);
	struct interval_times t = { 0, 0 };

	spin_lock(&interval_lock);
	t.again = i->again;
	if (i->expires != NSEC_NEVER && i->expires > now)
		t.first = i->expires - now;
	else if (i->expires != NSEC_NEVER)
		t.first = i->again ? i->again - (now - i->expires) % i->again : i->signal != 0;
	spin_unlock(&interval_lock);
	return t;
}

void interval_set(struct interval *i, struct interval_times t, bool absolute)
{
	nsec_t now;

	i->timer.expired = expired;
	timer_cancel(&i->timer);
	now = now_of(i);
	spin_lock(&interval_lock);
	i->again = t.first ? t.again : 0;
	i->overruns = 0;
	i->expires = !t.first ? NSEC_NEVER : absolute ? t.first : add(now, t.first);
	t.first = i->expires;
	spin_unlock(&interval_lock);
	if (t.first == NSEC_NEVER || now == NSEC_NEVER)
		return;
	timer_set(&i->timer, t.first > now ? look_at(i, t.first - now) : plat_clock());
}

int interval_take_overruns(struct interval *i)
{
	uint64_t n;

	spin_lock(&interval_lock);
	n = i->overruns;
	i->overruns = 0;
	spin_unlock(&interval_lock);
	return (int)MIN(n, (uint64_t)INT32_MAX);
}
