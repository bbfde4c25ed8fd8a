/* SPDX-License-Identifier: MIT */
/* Signals from outside: apart from the rest of the channel, because few images handle any. */
#include "kern/dev/control.h"

static struct control_source *sources; /* constant after boot */

void control_add(struct control_source *s)
{
	s->next = sources;
	sources = s;
}

void control_listen(uint64_t set)
{
	for (struct control_source *s = sources; s && set; s = s->next)
		s->listen(set);
}
