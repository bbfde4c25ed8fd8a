/* SPDX-License-Identifier: MIT */
/*
 * Who (pid) is, from /proc. A pidfd that is opened before the start time is compared holds on to
 * the process that was compared: a signal through it cannot reach another one.
 */
#include "tool/running/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define START_FIELD 22 /* of /proc/PID/stat, counted from 1 (proc(5)) */

/* State and start time of (pid). The name before them is in parentheses, and may hold any. */
static bool read_stat(pid_t pid, char *state, uint64_t *start)
{
	char path[32], text[1024], *at;
	int fd, field = 3;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	at = strrchr(text, ')');
	if (!at || at[1] != ' ')
		return false;
	*state = at[2];
	for (at += 2; at && field < START_FIELD; field++)
		at = strchr(at + 1, ' ');
	return at && sscanf(at, "%lu", start) == 1;
}

struct proc proc_of(pid_t pid)
{
	struct proc p = { .pid = pid };
	char state;

	if (!read_stat(pid, &state, &p.start))
		p.pid = 0;
	return p;
}

bool proc_alive(const struct proc *p)
{
	uint64_t start;
	char state;

	return p->pid > 0 && read_stat(p->pid, &state, &start) && start == p->start &&
	       state != 'Z' && state != 'X';
}

/* A descriptor for just this process. */
static int open_proc(const struct proc *p)
{
	int fd = p->pid > 0 ? (int)syscall(SYS_pidfd_open, p->pid, 0) : -1;

	if (fd < 0)
		return -ESRCH;
	if (!proc_alive(p)) {
		close(fd);
		return -ESRCH;
	}
	return fd;
}

int proc_signal(const struct proc *p, int sig, int value)
{
	siginfo_t info = { .si_signo = sig, .si_code = SI_QUEUE };
	int fd = open_proc(p), err = 0;

	if (fd < 0)
		return fd;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_int = value;
	if (syscall(SYS_pidfd_send_signal, fd, sig, &info, 0))
		err = -errno;
	close(fd);
	return err;
}

bool proc_wait(const struct proc *p, int ms)
{
	struct pollfd poll_it = { .events = POLLIN };
	int n;

	poll_it.fd = open_proc(p);
	if (poll_it.fd < 0)
		return true;
	n = poll(&poll_it, 1, ms);
	close(poll_it.fd);
	return n > 0;
}
