/* SPDX-License-Identifier: MIT */
/*
 * A process's console: the host's descriptors 0, 1 and 2, and the control channel beside them.
 */
#include "plat/linux/names.h"

#include "base/errno.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/console.h"
#include "kern/dev/driver.h"
#include "kern/sched/thread.h"
#include "kern/sched/wait.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

extern __typeof__(control_send_shared) control_send_shared WEAK; /* where there are CPUs */

LINK_WITH(signal_broken_pipe); /* who reads our output may go */

/* Wait until (fd) can be written: somebody made it non-blocking and is slow to read. */
static void wait_writable(int fd)
{
	struct host_pollfd p = { fd, HOST_POLLOUT, 0 };

	host_call6(HOST_ppoll, (long)&p, 1, 0, 0, 0, 0);
}

/* A signal for the application ends it. Errors: -EINTR, the host's. */
static ssize_t write_fd(int fd, const char *buf, size_t n)
{
	for (;;) {
		ssize_t done = host_call3(HOST_write, fd, (long)buf, (long)n);

		if (done == -EAGAIN)
			wait_writable(fd);
		else if (done != -EINTR || thread_interrupted(thread_current()))
			return done;
	}
}

static ssize_t host_console_write(enum console_stream stream, const char *buf, size_t n)
{
	if (stream == CONSOLE_ERR && control_stderr) {
		if (LINKED(control_send_shared))
			return (ssize_t)control_send_shared(PITH_CONTROL_STDERR, buf, n);
		n = MIN(n, CONTROL_FRAME_MAX);
		control_send(PITH_CONTROL_STDERR, buf, n);
		return (ssize_t)n;
	}
	return write_fd(stream == CONSOLE_ERR ? 2 : 1, buf, n);
}

bool linux_control_open(const char *where)
{
	int fd = 0;

	if (where[0] != 'f' || where[1] != 'd' || where[2] != ':')
		return false;
	for (where += 3; *where >= '0' && *where <= '9' && fd < 10000; where++)
		fd = fd * 10 + (*where - '0');
	if (*where || fd < 3)
		return false;
	linux_control_fd = fd;
	return true;
}

void linux_control_write(const void *buf, size_t n)
{
	const char *p = buf;

	while (n) {
		ssize_t done = write_fd(linux_control_fd, p, n);

		if (done == -EINTR)
			continue;
		if (done <= 0)
			return;
		p += done;
		n -= (size_t)done;
	}
}

WEAK ssize_t host_console_read(char *buf, size_t n);

static const struct console host_console = {
	.write = host_console_write,
	.read = host_console_read,
	.input_queue = host_console_input_queue,
};

static int host_console_probe(void)
{
	console = &host_console;
	return 0;
}

const struct driver host_console_driver = {
	.plat = PLAT_LINUX,
	.probe = host_console_probe,
};
