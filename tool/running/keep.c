/* SPDX-License-Identifier: MIT */
/*
 * The keeper's life: fork the runner, read two pipes and a signalfd, reap, write the end.
 */
#include "tool/running/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/run/run.h"
#include "tool/running/log.h"

/* What the keeper has open, and what it knows. */
struct keeper {
	struct keep *keep;
	struct log_writer log;
	int streams[2]; /* read ends: the runner's standard output and error; -1 once closed */
	int signals;
	pid_t runner;
	int status; /* of the runner, as a shell has it */
	bool left;  /* nobody is left */
};

static int status_of(int raw)
{
	return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

static int open_signals(void)
{
	static const int which[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < nitems(which); i++)
		sigaddset(&set, which[i]);
	sigaddset(&set, RUN_REQUEST_SIGNAL);
	return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC);
}

/* The runner is as a foreground `pith run` whose streams are pipes and whose input is empty. */
static _Noreturn void be_runner(struct keep *k, const int out[2], const int err[2], pid_t keeper)
{
	static struct diag d;
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0)
		_exit(DIAG_EXIT_STATUS);
	close(out[0]);
	close(err[0]);
	if (out[1] > 2)
		close(out[1]);
	if (err[1] > 2)
		close(err[1]);
	status = k->run(k, &d);
	if (status < 0)
		status = diag_print(&d);
	fflush(NULL);
	_exit(status);
}

static int start_runner(struct keeper *p)
{
	pid_t keeper = getpid();
	int out[2], err[2];

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return -errno;
	p->runner = fork();
	if (p->runner == 0)
		be_runner(p->keep, out, err, keeper);
	close(out[1]);
	close(err[1]);
	p->streams[0] = out[0];
	p->streams[1] = err[0];
	return p->runner < 0 ? -errno : 0;
}

static void read_stream(struct keeper *p, int i)
{
	char bytes[65536];
	ssize_t n = read(p->streams[i], bytes, sizeof bytes);

	if (n > 0) {
		log_add(&p->log, (unsigned)i + 1, bytes, (size_t)n);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		close(p->streams[i]);
		p->streams[i] = -1;
	}
}

static void reap(struct keeper *p)
{
	int raw;
	pid_t pid;

	while ((pid = waitpid(-1, &raw, WNOHANG)) > 0) {
		if (pid == p->runner) {
			p->status = status_of(raw);
			p->runner = 0;
		}
	}
	p->left = pid < 0 && errno == ECHILD;
}

/* A request, or a signal that means one. */
static void pass_on(const struct keeper *p, const struct signalfd_siginfo *info)
{
	int sig = (int)info->ssi_signo;
	union sigval value = { .sival_int = sig };

	if (sig == RUN_REQUEST_SIGNAL)
		value.sival_int = info->ssi_int;
	if (p->runner <= 0)
		return;
	if (value.sival_int == SIGKILL)
		kill(p->runner, SIGKILL);
	else
		sigqueue(p->runner, RUN_REQUEST_SIGNAL, value);
}

static void keep_running(struct keeper *p)
{
	while (!p->left || p->streams[0] >= 0 || p->streams[1] >= 0) {
		struct pollfd polls[] = {
			{ p->streams[0], POLLIN, 0 },
			{ p->streams[1], POLLIN, 0 },
			{ p->signals, POLLIN, 0 },
		};
		struct signalfd_siginfo info;

		if (poll(polls, nitems(polls), -1) < 0)
			continue;
		for (int i = 0; i < 2; i++) {
			if (p->streams[i] >= 0 && polls[i].revents)
				read_stream(p, i);
		}
		if (!polls[2].revents || read(p->signals, &info, sizeof info) != sizeof info)
			continue;
		if (info.ssi_signo == SIGCHLD)
			reap(p);
		else
			pass_on(p, &info);
	}
}

/* Standard streams of nobody, a session of its own, no folder that it would hold. */
static int leave(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || setsid() < 0)
		return -errno;
	for (int i = 0; i < 3; i++) {
		if (dup2(null, i) < 0)
			return -errno;
	}
	if (chdir("/"))
		return -errno;
	return prctl(PR_SET_CHILD_SUBREAPER, 1) ? -errno : 0;
}

static _Noreturn void be_keeper(struct keep *k)
{
	static struct diag d;
	struct keeper p = { .keep = k, .streams = { -1, -1 }, .status = DIAG_EXIT_STATUS };
	bool failed;

	if (leave() || state_keep(k->state, &d))
		_exit(DIAG_EXIT_STATUS);
	p.signals = open_signals();
	log_open(&p.log, k->state);
	failed = p.signals < 0 || start_runner(&p) < 0;
	close(k->ready);
	if (!failed)
		keep_running(&p);
	log_close(&p.log);
	state_set_end(k->state, p.status);
	/* One that never ran is the tool's to remove, which says why. */
	if (k->state->remove && state_has_run(k->state))
		state_remove(k->state);
	_exit(0);
}

/* It ended before it ran: say what it said, and leave nothing. */
static int take_back(struct keep *k, pid_t keeper, int *status, struct diag *d)
{
	struct log_view whole = { .follow = false };
	struct state after;
	int err;

	waitpid(keeper, NULL, 0);
	*status = DIAG_EXIT_STATUS;
	err = log_print(k->state, &whole, d);
	if (!err && state_find(&after, k->state->name, d) == 0) {
		*status = after.phase == STATE_ENDED ? after.status : DIAG_EXIT_STATUS;
		state_free(&after);
	}
	state_remove(k->state);
	return err ? err : 1;
}

void keep_started(struct keep *k, pid_t pid)
{
	state_set_process(k->state, pid);
	(void)!write(k->ready, "", 1);
	close(k->ready);
}

int keep_start(struct keep *k, int *status, struct diag *d)
{
	int ready[2];
	pid_t keeper;
	ssize_t n;
	char byte;

	if (pipe2(ready, O_CLOEXEC))
		return diag_fail(d, errno, "run '%s'", k->state->name);
	fflush(NULL);
	keeper = fork();
	if (keeper < 0)
		return diag_fail(d, errno, "run '%s'", k->state->name);
	k->ready = ready[1];
	if (keeper == 0) {
		close(ready[0]);
		be_keeper(k);
	}
	close(ready[1]);
	do
		n = read(ready[0], &byte, 1);
	while (n < 0 && errno == EINTR);
	close(ready[0]);
	return n == 1 ? 0 : take_back(k, keeper, status, d);
}
