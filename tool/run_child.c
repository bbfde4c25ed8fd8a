/* SPDX-License-Identifier: MIT */
/*
 * Child programs with collected output.
 *
 * The child asks for SIGKILL at its parent's death, so that nothing outlives the tool however it
 * ends. Both pipes are read in one poll() loop: a child that fills one while the other is read
 * would hang.
 */
#include "tool/run_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/command.h"

static volatile sig_atomic_t interrupted;

static void note_signal(int sig)
{
	interrupted = sig;
}

void child_catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = note_signal };

	for (size_t i = 0; i < nitems(signals); i++) {
		struct sigaction old;

		/* A signal that our parent had us ignore (nohup) stays ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
	}
}

void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int child_interrupted(void)
{
	return interrupted;
}

/* One pipe to the child's standard output or error. */
struct collector {
	struct buf *to;
	int fd[2]; /* -1 once closed */
};

static void show_command(const struct strings *args)
{
	for (size_t i = 0; i < args->n; i++)
		fprintf(stderr, "%s%s", i ? " " : "", args->items[i]);
	fputc('\n', stderr);
}

/* The life of the child until exec. */
static _Noreturn void child_main(const struct child *c, const struct collector pipes[2],
				 pid_t parent, int report)
{
	int err = 0, in;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(DIAG_EXIT_STATUS);
	if (!isatty(0))
		setpgid(0, 0);
	for (int i = 0; i < 2; i++) {
		if (pipes[i].to && dup2(pipes[i].fd[1], 1 + i) < 0)
			goto fail;
	}
	if (c->input) {
		in = open(c->input, O_RDONLY | O_CLOEXEC);
		if (in < 0 || dup2(in, 0) < 0)
			goto fail;
	}
	if (c->folder && chdir(c->folder))
		goto fail;
	if (c->variable && putenv((char *)(uintptr_t)c->variable))
		goto fail;
	execvp(c->args->items[0], c->args->items);
fail:
	err = errno;
	while (write(report, &err, sizeof err) < 0 && errno == EINTR)
		;
	_exit(DIAG_EXIT_STATUS);
}

static void read_some(struct collector *p)
{
	char bytes[16384];
	ssize_t n = read(p->fd[0], bytes, sizeof bytes);

	if (n > 0)
		buf_add(p->to, bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		close_fd(&p->fd[0]);
}

/* Read both pipes until the child closed them. */
static int collect(struct collector pipes[2])
{
	while (pipes[0].fd[0] >= 0 || pipes[1].fd[0] >= 0) {
		struct pollfd fds[2];

		for (int i = 0; i < 2; i++)
			fds[i] = (struct pollfd){ .fd = pipes[i].fd[0], .events = POLLIN };
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (interrupted)
			return -EINTR;
		for (int i = 0; i < 2; i++) {
			if (fds[i].revents)
				read_some(&pipes[i]);
		}
	}
	return 0;
}

static int reap(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
		if (interrupted)
			return -EINTR;
	}
	return interrupted ? -EINTR : 0;
}

/* Follow the child to its end; when the tool is to stop, the child stops first. */
static int follow(pid_t pid, struct collector pipes[2], int *status)
{
	int err = collect(pipes), raw = 0;

	if (!err)
		err = reap(pid, &raw);
	if (err) {
		/* A compiler has children of its own; on a terminal its keys reach them. */
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		while (waitpid(pid, &raw, 0) < 0 && errno == EINTR)
			;
		return err;
	}
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return 0;
}

/* Fork the child. Returns 0, or the negative errno of what stopped it before or at exec. */
static int start(const struct child *c, struct collector pipes[2], pid_t *pid)
{
	pid_t parent = getpid();
	int report[2], err = 0;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	*pid = fork();
	if (*pid == 0)
		child_main(c, pipes, parent, report[1]);
	if (*pid < 0)
		err = errno;
	close(report[1]);
	close_fd(&pipes[0].fd[1]);
	close_fd(&pipes[1].fd[1]);
	if (*pid > 0) {
		ssize_t n;

		do
			n = read(report[0], &err, sizeof err);
		while (n < 0 && errno == EINTR && !interrupted);
		if (n == (ssize_t)sizeof err)
			waitpid(*pid, NULL, 0);
	}
	close(report[0]);
	return -err;
}

int child_run(const struct child *c, int *status, struct diag *d)
{
	struct collector pipes[2] = { { c->out, { -1, -1 } }, { c->err, { -1, -1 } } };
	const char *name = c->args->items[0];
	int err = 0;
	pid_t pid = 0;

	if (interrupted)
		return diag_fail(d, EINTR, "run '%s'", name);
	if (tool_verbose)
		show_command(c->args);
	for (int i = 0; i < 2 && !err; i++) {
		if (pipes[i].to && pipe2(pipes[i].fd, O_CLOEXEC))
			err = -errno;
	}
	if (!err)
		err = start(c, pipes, &pid);
	if (!err)
		err = follow(pid, pipes, status);
	for (int i = 0; i < 2; i++) {
		close_fd(&pipes[i].fd[0]);
		close_fd(&pipes[i].fd[1]);
	}
	return err ? diag_fail(d, err, "run '%s'", name) : 0;
}

int child_exec(const struct strings *args, struct diag *d)
{
	if (tool_verbose)
		show_command(args);
	fflush(NULL);
	execvp(args->items[0], args->items);
	return diag_fail(d, errno, "run '%s'", args->items[0]);
}
