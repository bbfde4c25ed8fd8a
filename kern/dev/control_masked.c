/* SPDX-License-Identifier: MIT */
/*
 * Frames of the control channel in an image whose interrupts send some, too: an interrupt does not
 * come into the middle of one. Linked with control_tell(); the strong control_send() is then
 * everybody's.
 */
#include "base/compiler.h"
#include "base/string.h"
#include "kern/dev/control.h"
#include "kern/sched/cpu.h"

extern __typeof__(control_send_shared) control_send_shared WEAK; /* where there are CPUs */

/* In pieces: who wrote more than a few bytes does not hold up what else comes. */
void control_send(uint8_t type, const void *data, size_t n)
{
	const char *at = data;

	do {
		char bytes[CONTROL_SHARED_MAX]; /* the application's memory may be yet to come */
		size_t part = MIN(n, sizeof bytes);

		memcpy(bytes, at, part);
		irq_disable();
		control_write(type, bytes, part);
		irq_enable();
		at += part;
		n -= part;
	} while (n);
}

void control_tell(uint8_t type, const void *data, size_t n)
{
	if (LINKED(control_send_shared))
		control_send_shared(type, data, n);
	else
		control_send(type, data, n);
}
