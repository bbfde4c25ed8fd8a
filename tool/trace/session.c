/* SPDX-License-Identifier: MIT */
#include "tool/trace/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/build/build.h"
#include "tool/running/state.h"

static void tell(void *arg, pid_t pid)
{
	const int *ready = arg;

	(void)!write(*ready, &pid, sizeof pid);
	close(*ready);
}

static _Noreturn void be_runner(struct session *s, struct run_options *o, int ready, pid_t parent)
{
	static struct diag d;
	struct run_watch watch = { .started = tell, .arg = &ready, .gdb = s->socket, .hold = true };
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(DIAG_EXIT_STATUS);
	if (s->input == SESSION_APART) {
		int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

		if (null < 0 || dup2(null, 0) < 0 || setpgid(0, 0))
			_exit(DIAG_EXIT_STATUS);
	}
	s->launch.watch = &watch;
	status = launch_run(&s->launch, o, &d);
	if (status < 0)
		status = diag_print(&d);
	fflush(NULL);
	_exit(status);
}

static pid_t the_runner;

static void pass_on(int sig)
{
	if (the_runner > 0)
		kill(the_runner, sig);
}

/*
 * The terminal's keys reach the runner, too, and what it does with the others is right: it and the
 * image end, and so do we.
 */
static void leave_signals(void)
{
	static const int keys[] = { SIGINT, SIGQUIT, SIGTSTP }, others[] = { SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = pass_on, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < nitems(keys); i++)
		signal(keys[i], SIG_IGN);
	for (size_t i = 0; i < nitems(others); i++)
		sigaction(others[i], &act, NULL);
}

static int start(struct session *s, struct run_options *o, struct diag *d)
{
	pid_t parent = getpid();
	int ready[2];
	ssize_t n;

	if (pipe2(ready, O_CLOEXEC))
		return diag_fail(d, errno, "run '%s'", s->launch.name);
	fflush(NULL);
	s->runner = fork();
	if (s->runner == 0) {
		close(ready[0]);
		be_runner(s, o, ready[1], parent);
	}
	close(ready[1]);
	if (s->runner < 0)
		return diag_fail(d, errno, "run '%s'", s->launch.name);
	the_runner = s->runner;
	leave_signals();
	do
		n = read(ready[0], &s->pid, sizeof s->pid);
	while (n < 0 && errno == EINTR);
	close(ready[0]);
	s->ours = true;
	/* The runner has said why. */
	if (n != (ssize_t)sizeof s->pid)
		return diag_fail(d, 0, "'%s' did not start", s->launch.name);
	return 0;
}

/* It stands beside an image; that of a source has no name any more, and gets one. */
static int name_debug_file(struct session *s, struct diag *d)
{
	struct buf path = { 0 };
	char bytes[65536];
	int to, err = 0;
	ssize_t n;

	if (!build_is_source(s->launch.path)) {
		buf_addf(&path, "%s.debug", s->launch.path);
		s->debug_file = path.data;
		return 0;
	}
	s->debug_file = workdir_path(&s->work, "image.debug");
	to = open(s->debug_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (to < 0)
		return diag_fail(d, errno, "open '%s'", s->debug_file);
	while (!err && (n = read(s->launch.debug_fd, bytes, sizeof bytes)) > 0)
		err = write(to, bytes, (size_t)n) == n ? 0 : -EIO;
	close(to);
	return err ? diag_fail(d, -err, "write '%s'", s->debug_file) : 0;
}

static int open_started(struct session *s, struct run_options *o, char *const *operands,
			struct diag *d)
{
	int err;

	s->launch.want_debug = true;
	err = launch_open(&s->launch, o, operands, d);
	if (err)
		return err;
	s->qemu = s->launch.qemu;
	if (s->launch.debug_fd < 0)
		return diag_fail(d, 0,
				 "this needs '%s.debug', which pith build leaves beside an image",
				 s->launch.path);
	err = workdir_create(&s->work, d);
	if (!err)
		err = name_debug_file(s, d);
	if (!err)
		err = image_open_debug(&s->launch.image, s->debug_file, &s->graph, d);
	if (!err && s->qemu)
		s->socket = workdir_path(&s->work, "gdb");
	return err ? err : start(s, o, d);
}

static int open_found(struct session *s, const struct state *st, struct diag *d)
{
	struct buf path = { 0 };
	int err;

	s->qemu = strcmp(st->on, "qemu") == 0;
	s->pid = st->process.pid;
	if (s->qemu)
		s->socket = state_path(st, "gdb");
	if (s->qemu && access(s->socket, F_OK))
		return diag_fail(d, 0,
				 "'%s' is a machine without a door: pith run --debug makes one",
				 st->name);
	err = image_open(&s->image, st->image, d);
	if (err)
		return err;
	buf_addf(&path, "%s.debug", st->image);
	s->debug_file = path.data;
	if (access(s->debug_file, R_OK))
		return diag_fail(d, 0, "this needs '%s', which pith build leaves beside an image",
				 s->debug_file);
	return image_open_debug(&s->image, s->debug_file, &s->graph, d);
}

int session_open(struct session *s, struct run_options *o, char *const *operands,
		 enum session_input input, struct diag *d)
{
	struct diag unsaid;
	struct state st;
	int err;

	*s = (struct session){ .launch = { .fd = -1, .debug_fd = -1 }, .input = input };
	s->launch.network.pcap = -1;
	if (operands[1] || access(operands[0], F_OK) == 0 || state_find(&st, operands[0], &unsaid))
		return open_started(s, o, operands, d);
	if (o->pcap)
		err = diag_fail(d, 0,
				"--pcap '%s': '%s' runs already: packets are written from an "
				"image's start on",
				o->pcap, st.name);
	else if (st.phase == STATE_RUNNING && st.process.pid)
		err = open_found(s, &st, d);
	else
		err = diag_fail(d, 0, "'%s' does not run", st.name);
	state_free(&st);
	return err;
}

int session_wait(struct session *s)
{
	int raw = 0;

	if (s->runner <= 0)
		return 0;
	while (waitpid(s->runner, &raw, 0) < 0 && errno == EINTR)
		;
	s->runner = 0;
	the_runner = 0;
	return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

void session_close(struct session *s)
{
	if (s->runner > 0) {
		kill(s->runner, SIGKILL);
		session_wait(s);
	}
	if (s->graph.n)
		graph_close(&s->graph);
	if (s->image.path)
		image_close(&s->image);
	launch_close(&s->launch);
	workdir_destroy(&s->work);
	free(s->debug_file);
	free(s->socket);
}
