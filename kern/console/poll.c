/* SPDX-License-Identifier: MIT */
/*
 * What poll() tells of the console.
 */
#include "base/errno.h"
#include "kern/console/file.h"

/* What a driver holds cannot be looked at without taking it, so it goes where reads find it. */
unsigned console_file_poll(struct file *f, struct wait_queue **queues)
{
	unsigned events = f->can & FILE_WRITE ? FILE_POLL_OUT : 0;

	if (!(f->can & FILE_READ))
		return events;
	if (!console_file_has_input(f))
		return events | FILE_POLL_IN;
	queues[0] = console->input_queue();
	return console_input_ready(f) == -EAGAIN ? events : events | FILE_POLL_IN;
}
