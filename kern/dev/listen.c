/* SPDX-License-Identifier: MIT */
/* Signals from outside: apart from the rest of the channel, because few images handle any. */
#include "kern/dev/control.h"

void (*control_listener)(uint64_t set);

void control_listen(uint64_t set)
{
	if (control_listener)
		control_listener(set);
}
