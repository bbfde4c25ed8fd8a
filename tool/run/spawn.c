/* SPDX-License-Identifier: MIT */
/*
 * Child processes that cannot outlive the tool.
 *
 * PR_SET_PDEATHSIG is what makes `kill -9` of the tool leave nothing behind: no handler of ours
 * runs then. The child asks for it itself, so it looks once more whether its parent is still
 * there.
 */
#include "tool/run/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Put (fd) in place of the standard descriptor (n). All sources are above 2. */
static int set_std(int fd, int n)
{
	if (fd == n)
		return fcntl(n, F_SETFD, 0);
	if (fd < 0)
		fd = open("/dev/null", n ? O_WRONLY : O_RDONLY);
	return fd < 0 || dup2(fd, n) < 0 ? -1 : 0;
}

static int set_descriptors(const struct spawn *s)
{
	for (int i = 0; i < 3; i++) {
		if (set_std(s->std[i], i))
			return -1;
	}
	if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC))
		return -1;
	for (size_t i = 0; i < s->nr_keep; i++) {
		if (fcntl(s->keep[i], F_SETFD, 0))
			return -1;
	}
	return 0;
}

void spawn_keep(struct spawn *s, int fd)
{
	if (fd < 0)
		return;
	if (s->nr_keep == nitems(s->keep))
		abort();
	s->keep[s->nr_keep++] = fd;
}

/* Close all descriptors above 2 that it does not keep. */
static int close_others(const struct spawn *s)
{
	unsigned from = 3, next;

	do {
		next = ~0u;
		for (size_t i = 0; i < s->nr_keep; i++)
			if (s->keep[i] >= (int)from && (unsigned)s->keep[i] < next)
				next = (unsigned)s->keep[i];
		if (next > from && syscall(SYS_close_range, from, next == ~0u ? next : next - 1, 0))
			return -1;
		from = next + 1;
	} while (next != ~0u);
	return 0;
}

/* The life of the child until exec; an errno through (report) says that it failed. */
static _Noreturn void child_main(const struct spawn *s, pid_t parent, int report)
{
	int err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	if (s->own_group)
		setpgid(0, 0);
	reset_signals();
	if (s->hold) {
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	}
	if (set_descriptors(s) == 0) {
		if (s->run && !close_others(s)) {
			s->run(s->arg);
			_exit(0);
		}
		if (s->path)
			execve(s->path, s->argv, s->envp);
		else
			fexecve(s->image_fd, s->argv, s->envp);
	}
	err = errno;
	while (write(report, &err, sizeof err) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* The host stops what is traced when it has been executed: let go of it, and leave it stopped. */
static int hold(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_DETACH, child, NULL, SIGSTOP))
		return -ECHILD;
	return 0;
}

int spawn_start(const struct spawn *s, pid_t *pid)
{
	pid_t parent = getpid();
	int report[2], err = 0;
	ssize_t n;
	pid_t child;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	child = fork();
	if (child == 0)
		child_main(s, parent, report[1]);
	if (child < 0)
		err = errno;
	close(report[1]);
	if (child > 0) {
		do
			n = read(report[0], &err, sizeof err);
		while (n < 0 && errno == EINTR);
		if (n == (ssize_t)sizeof err)
			waitpid(child, NULL, 0);
		else
			*pid = child;
	}
	close(report[0]);
	if (!err && s->hold)
		err = -hold(child);
	return -err;
}

bool spawn_wait(pid_t pid, int ms, int *status)
{
	const struct timespec step = { .tv_nsec = 1000000 };

	for (;; ms--) {
		pid_t got = waitpid(pid, status, WNOHANG);

		if (got == pid || (got < 0 && errno != EINTR))
			return true;
		if (ms <= 0)
			return false;
		nanosleep(&step, NULL);
	}
}

int spawn_end(pid_t pid)
{
	int status = 0;

	kill(pid, SIGTERM);
	if (!spawn_wait(pid, 1000, &status)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	return status;
}
