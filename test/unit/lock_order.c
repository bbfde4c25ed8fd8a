/* SPDX-License-Identifier: MIT */
/*
 * The checks of images that check themselves: locks out of order are reported, both of them.
 *
 * Links: test/unit/lock_order.c test/unit/mem_fake.c kern/sched/lock.c kern/sched/lock_check.c
 * Links: kern/sched/mutex.c kern/mem/frame.c kern/mem/frame_run.c base/format.c
 */
#include <string.h>

#include "kern/sched/mutex.h"
#include "kern/sched/run.h"
#include "kern/sched/run_int.h"
#include "kern/sched/wait.h"
#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"

static struct thread self;
static struct spinlock space = LOCK_INIT(LOCK_SPACE), frames = LOCK_INIT(LOCK_FRAMES), plain;
static struct spinlock buckets[2] = { LOCK_INIT(LOCK_FUTEX), LOCK_INIT(LOCK_FUTEX) };
static struct mutex inode = LOCK_INIT(LOCK_INODE), other = LOCK_INIT(LOCK_INODE),
		    pipe_lock = LOCK_INIT(LOCK_PIPE), file = LOCK_INIT(LOCK_FILE);

unsigned frame_map(unsigned long pa)
{
	return pa;
}

/* What mutex.c needs to wait; nobody does here. */
void wait_begin(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	(void)w;
}

void wait_sleep_deaf(struct waiter *w)
{
	(void)w;
}

void wait_end(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	(void)w;
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	(void)q;
	return n;
}

int thread_yield(void)
{
	return 0;
}

static void right(void)
{
	mutex_lock(&file);
	mutex_lock(&inode);
	mutex_lock(&other);
	mutex_lock(&pipe_lock);
	spin_lock(&buckets[0]);
	spin_lock(&buckets[1]);
	spin_lock(&space);
	spin_lock(&frames);
	spin_lock(&plain);
	spin_unlock(&plain);
	spin_unlock(&space); /* in any order */
	spin_unlock(&frames);
	spin_unlock(&buckets[1]);
	spin_unlock(&buckets[0]);
	mutex_unlock(&inode);
	mutex_unlock(&other);
	mutex_unlock(&pipe_lock);
	mutex_unlock(&file);
	lock_before_sleep();
}

static void spins_inverted(void)
{
	spin_lock(&frames);
	spin_lock(&space);
}

static void mutexes_inverted(void)
{
	mutex_lock(&pipe_lock);
	mutex_lock(&file);
}

static void mutex_under_spin(void)
{
	spin_lock(&plain);
	mutex_lock(&inode);
}

static void twice(void)
{
	mutex_lock(&inode);
	mutex_lock(&inode);
}

static void buckets_inverted(void)
{
	spin_lock(&buckets[1]);
	spin_lock(&buckets[0]);
}

static void sleep_with_spin(void)
{
	spin_lock(&space);
	lock_before_sleep();
}

static const struct {
	const char *what;
	void (*run)(void);
	const char *says[2]; /* parts of the report; NULL: there is none */
} cases[] = {
	{ "locks in their order are nobody's business", right, { NULL, NULL } },
	{ "a spin lock before one of a lower rank", spins_inverted, { "space at", "frames at" } },
	{ "the same with mutexes", mutexes_inverted, { "file at", "pipe at" } },
	{ "a mutex under a spin lock", mutex_under_spin, { "may sleep: inode", "no rank at" } },
	{ "the same lock twice", twice, { "taken twice: inode", "inode at" } },
	{ "two buckets against their addresses", buckets_inverted, { "futex bucket", "held" } },
	{ "a sleep with a spin lock", sleep_with_spin, { "a sleep", "space at" } },
};

int main(void)
{
	fake_cpu();
	for (size_t i = 0; i < nitems(cases); i++) {
		const char *why = NULL;

		lock_checks_begin();
		memset(&self, 0, sizeof self);
		cpu_first.current = &self;
		space.held = frames.held = plain.held = buckets[0].held = buckets[1].held = 0;
		inode.state = other.state = pipe_lock.state = file.state = 0;
		fake_panic_caught = &why;
		if (!setjmp(fake_panic))
			cases[i].run();
		fake_panic_caught = NULL;
		cpu_first.irq_depth = 0;
		cpu_first.current = NULL;
		ok(cases[i].says[0]
			   ? why && strstr(why, cases[i].says[0]) && strstr(why, cases[i].says[1])
			   : !why,
		   "%s (%s)", cases[i].what, why ? why : "no report");
	}
	return tap_done();
}
