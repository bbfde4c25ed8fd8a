/* SPDX-License-Identifier: MIT */
/*
 * When the network device of a process asks the host for signals.
 *
 * Links: plat/linux/net/pace.c
 */
#include "kern/dev/plat.h"
#include "plat/linux/net/net.h"

#include "test/unit/tap.h"

#define USEC 1000ull

static struct linux_net net;
static nsec_t now = 1000 * NSEC_PER_SEC;
static struct timer *set; /* and when it expires; NULL: none is */
static bool signals = true;
static unsigned nr_calls, nr_looks, nr_waiting;

nsec_t plat_clock(void)
{
	return now;
}

void timer_set(struct timer *t, nsec_t deadline)
{
	set = t;
	t->deadline = deadline;
}

void linux_net_tell(const struct linux_net *n, bool on)
{
	(void)n;
	signals = on;
	nr_calls++;
}

/* The device is looked at: what waits is taken. */
void net_device_attend(struct net_device *d)
{
	(void)d;
	nr_looks++;
	net.nr_came += nr_waiting;
	nr_waiting = 0;
}

/* Time goes on for (usec), and the timer expires in it. */
static void pass(unsigned usec)
{
	nsec_t until = now + usec * USEC;

	while (set && set->deadline <= until) {
		struct timer *t = set;

		now = t->deadline;
		set = NULL;
		t->expired(t);
	}
	now = until;
}

/* (n) frames come, one each (usec); the CPU is interrupted where it is told of them, or rests. */
static void frames(unsigned n, unsigned usec, bool rests)
{
	for (unsigned i = 0; i < n; i++) {
		pass(usec);
		nr_waiting++;
		if (!signals && !rests)
			continue;
		net_device_attend(&net.dev);
		linux_net_pace(&net);
	}
}

static void test_sparse(void)
{
	frames(1000, 100, false);
	ok(signals, "10,000 frames in a second: a signal for each");
	ok_int(nr_calls, 0, "and no host call more");
	ok(!set, "and no timer");
}

static void test_dense(void)
{
	frames(8, 20, false);
	ok(!signals, "50,000 a second: after eight there are no signals");
	ok(set, "but a timer");
	nr_calls = nr_looks = 0;
	frames(1000, 20, false);
	ok_int(nr_calls, 0, "nothing changes while they come");
	ok_int(nr_looks, 1000 * 20 / 500, "and who computes is interrupted each 500 us");
	frames(1000, 20, true);
	ok_int(nr_calls, 0, "nor while they are looked for when the CPU rests");
}

static void test_end(void)
{
	frames(20, 20, true);
	pass(500);
	ok(!signals, "a period that began with many: it goes on");
	nr_waiting = 3;
	nr_looks = 0;
	pass(500);
	ok(signals, "when few came there are signals again");
	ok_int(nr_waiting, 0, "and what came before is there");
	ok_int(nr_looks, 2, "looked for before there are signals, and once more then");
	ok(!set, "and the timer rests");
	frames(9, 20, true);
	ok(!signals && set, "and all of that again");
	pass(2000);
	ok(signals && !set, "until nothing comes");
}

int main(void)
{
	test_sparse();
	test_dense();
	test_end();
	return tap_done();
}
