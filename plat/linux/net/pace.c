/* SPDX-License-Identifier: MIT */
/*
 * Frames that come one close behind the other. A host signal for each costs more than the frame,
 * and costs the sender, too, whose CPU interrupts ours for it. So then the descriptor has no
 * owner. The CPU looks whenever it rests, which is soon where all wait for frames, and a timer
 * looks where somebody computes.
 */
#include "kern/dev/plat.h"
#include "plat/linux/net/net.h"

#define PERIOD 500000 /* nanoseconds: so long a frame may wait for who computes */
#define DENSE  8      /* frames that come in a period, when they come close */

/* Did many come since the period began? The next one begins. */
static bool end_period(struct linux_net *n, nsec_t now)
{
	bool many = n->nr_came - n->came_before >= DENSE;

	n->period = now;
	n->came_before = n->nr_came;
	return many;
}

static void tick(struct timer *t)
{
	struct linux_net *n = container_of(t, struct linux_net, tick);

	net_device_attend(&n->dev);
	n->dense = end_period(n, plat_clock());
	if (n->dense) {
		timer_set(t, n->period + PERIOD);
	} else {
		linux_net_tell(n, true);
		net_device_attend(&n->dev); /* what came before has told nobody */
	}
}

void linux_net_pace(struct linux_net *n)
{
	nsec_t now;

	if (n->dense)
		return;
	now = plat_clock();
	if (now - n->period >= PERIOD)
		(void)end_period(n, now);
	if (n->nr_came - n->came_before < DENSE)
		return;
	n->dense = end_period(n, now);
	linux_net_tell(n, false);
	n->tick.expired = tick;
	timer_set(&n->tick, now + PERIOD);
}
