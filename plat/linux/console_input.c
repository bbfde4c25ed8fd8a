/* SPDX-License-Identifier: MIT */
/*
 * Console input of a process: descriptor 0 of the host. The reader does not block in the host's
 * read(), which would stop every thread of the image, but waits as for any device.
 */
#include "base/errno.h"
#include "kern/dev/console.h"
#include "kern/dev/driver.h"
#include "kern/sched/wait.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

static struct wait_queue queue = WAIT_QUEUE_INIT(queue);

struct wait_queue *host_console_input_queue(void)
{
	return &queue;
}

ssize_t host_console_read(char *buf, size_t n);

ssize_t host_console_read(char *buf, size_t n)
{
	struct host_pollfd p = { 0, HOST_POLLIN, 0 };
	struct host_timespec now = { 0, 0 };
	ssize_t done;

	if (host_call6(HOST_ppoll, (long)&p, 1, (long)&now, 0, 0, 0) <= 0)
		return -EAGAIN;
	done = host_call3(HOST_read, 0, (long)buf, (long)n);
	return done == -EINTR ? -EAGAIN : done;
}

/* Listed so that an image that reads its console has this half; the other half registers both. */
static int input_probe(void)
{
	return 0;
}

const struct driver host_console_input_driver = {
	.plat = PLAT_LINUX,
	.probe = input_probe,
};
