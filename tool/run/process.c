/* SPDX-License-Identifier: MIT */
/*
 * An image as a process of this host.
 *
 * It has the tool's standard streams themselves, so there is nothing to carry. It gets the keys
 * in PITH_CONFIG and nothing else of the tool's environment or descriptors. A control pipe tells
 * what an exit status cannot: why it refused to start, or which host call broke its seal.
 */
#include "tool/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool/run/control.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/run/network.h"
#include "tool/run/spawn.h"

struct process {
	pid_t pid;
	int control; /* read end */
	int signals;
	int forwarded; /* the last signal that was passed on, or 0 */
	int64_t deadline_ns;
	bool timed_out;
	const struct run_watch *watch;
	struct control said;
};

int run_take_signals(void)
{
	static const int which[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGTSTP };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < nitems(which); i++)
		sigaddset(&set, which[i]);
	sigaddset(&set, RUN_REQUEST_SIGNAL);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int run_signal_meant(const struct signalfd_siginfo *info)
{
	bool request = (int)info->ssi_signo == RUN_REQUEST_SIGNAL;

	return request ? info->ssi_int : (int)info->ssi_signo;
}

void run_note_addresses(const struct run_watch *w, struct control *c)
{
	struct buf all = { 0 };

	if (!c->told)
		return;
	c->told = false;
	for (size_t i = 0; i < CONTROL_INTERFACES_MAX; i++) {
		const char *text = c->addresses[i] + strspn(c->addresses[i], " ");

		if (*text)
			buf_addf(&all, "%s%s", all.len ? " " : "", text);
	}
	if (w && w->addressed)
		w->addressed(w->arg, buf_text(&all));
	buf_free(&all);
}

bool run_same_file(int a, int b)
{
	struct stat sa, sb;

	return fstat(a, &sa) == 0 && fstat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
	       sa.st_ino == sb.st_ino && sa.st_rdev == sb.st_rdev;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* argv: the image's name, then the application's arguments. */
static char **make_argv(const struct run_request *r)
{
	size_t n = 0;
	char **argv;

	while (r->args[n])
		n++;
	argv = calloc(n + 2, sizeof *argv);
	if (!argv)
		return NULL;
	argv[0] = (char *)r->name;
	memcpy(argv + 1, r->args, n * sizeof *argv);
	return argv;
}

/* The variable with the keys: the tool's own, then those that were asked for. */
static void write_config(const struct run_request *r, int control, struct buf *out)
{
	const struct network *n = r->network;

	buf_addf(out, "PITH_CONFIG=console.control=fd:%d ", control);
	if (n && n->fd >= 0)
		buf_addf(out, "net.device=fd:%d ", n->fd);
	else if (n && n->kind == NETWORK_TAP)
		buf_addf(out, "net.device=tap:%s ", n->tap);
	if (n && n->mtu)
		buf_addf(out, "net.mtu=%u ", n->mtu);
	if (r->root_fd >= 0)
		buf_addf(out, "root=fd:%d ", r->root_fd);
	buf_add_text(out, r->config);
}

static int start(struct process *p, const struct run_request *r, struct diag *d)
{
	struct buf config = { 0 };
	int control[2];
	char **argv = make_argv(r);
	int err;

	if (!argv || pipe2(control, O_CLOEXEC)) {
		free(argv);
		return diag_fail(d, argv ? errno : ENOMEM, "run '%s'", r->name);
	}
	p->control = control[0];
	write_config(r, control[1], &config);
	struct spawn s = {
		.image_fd = r->image_fd,
		.argv = argv,
		.envp = (char *[]){ config.data, NULL },
		.std = { 0, 1, 2 },
		.keep = { control[1] },
		.nr_keep = 1,
		.hold = r->watch && r->watch->hold,
	};
	spawn_keep(&s, r->network ? r->network->fd : -1);
	spawn_keep(&s, r->root_fd);
	err = spawn_start(&s, &p->pid);
	close(control[1]);
	if (r->network)
		network_given(r->network);
	buf_free(&config);
	free(argv);
	if (!err && r->watch)
		r->watch->started(r->watch->arg, p->pid);
	return err ? diag_fail(d, -err, "run '%s'", r->name) : 0;
}

/*
 * Pass a signal on. A key of the terminal has reached the process already; a third signal means
 * that it does not listen.
 */
static void forward(struct process *p, const struct signalfd_siginfo *info)
{
	static int count;
	int sig = (int)info->ssi_signo;

	if (sig == SIGTSTP) {
		if (info->ssi_code != SI_KERNEL)
			kill(p->pid, SIGTSTP);
		raise(SIGSTOP);
		kill(p->pid, SIGCONT);
		return;
	}
	if (sig == SIGCHLD)
		return;
	if (sig == RUN_REQUEST_SIGNAL) {
		p->forwarded = run_signal_meant(info);
		kill(p->pid, p->forwarded);
		return;
	}
	p->forwarded = sig;
	if (++count >= 3)
		kill(p->pid, SIGKILL);
	else if (info->ssi_code != SI_KERNEL)
		kill(p->pid, sig);
}

static void read_control(struct process *p)
{
	uint8_t bytes[1024];
	ssize_t n = read(p->control, bytes, sizeof bytes);
	const uint8_t *err;
	size_t err_n;

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close(p->control);
		p->control = -1;
		return;
	}
	for (size_t at = 0; at < (size_t)n;)
		at += control_read(&p->said, bytes + at, (size_t)n - at, &err, &err_n);
	run_note_addresses(p->watch, &p->said);
}

static int wait_ms(const struct process *p)
{
	if (!p->deadline_ns)
		return -1;
	return (int)MIN(MAX((p->deadline_ns - now_ns() + 999999) / 1000000, 0), 1000000000);
}

/* Wait for its end; returns its wait status. */
static int attend(struct process *p)
{
	int status = 0;

	for (;;) {
		struct pollfd polls[] = {
			{ p->signals, POLLIN, 0 },
			{ p->control, POLLIN, 0 },
		};
		struct signalfd_siginfo info;

		if (waitpid(p->pid, &status, WNOHANG) == p->pid)
			break;
		if (poll(polls, nitems(polls), wait_ms(p)) < 0)
			continue;
		if (p->deadline_ns && now_ns() >= p->deadline_ns) {
			p->timed_out = true;
			return spawn_end(p->pid);
		}
		if (polls[1].fd >= 0 && polls[1].revents)
			read_control(p);
		if (polls[0].revents &&
		    read(p->signals, &info, sizeof info) == (ssize_t)sizeof info)
			forward(p, &info);
	}
	while (p->control >= 0)
		read_control(p);
	return status;
}

static void set_outcome(struct run_outcome *o, const struct process *p, int status)
{
	o->text[0] = '\0';
	o->value = 0;
	if (p->timed_out) {
		o->end = RUN_TIMED_OUT;
	} else if (p->said.seal_broken) {
		o->end = RUN_SEALED;
		o->value = (int)p->said.host_call;
	} else if (p->said.refused) {
		o->end = RUN_REFUSED;
		snprintf(o->text, sizeof o->text, "%s", p->said.error);
	} else if (WIFSIGNALED(status)) {
		o->end = WTERMSIG(status) == p->forwarded ? RUN_STOPPED : RUN_KILLED;
		o->value = WTERMSIG(status);
	} else {
		o->end = RUN_EXITED;
		o->value = WEXITSTATUS(status);
	}
}

int run_process(const struct run_request *r, struct run_outcome *o, struct diag *d)
{
	struct process p = { .control = -1, .signals = run_take_signals(), .watch = r->watch };
	int err = 0;

	if (p.signals < 0)
		return diag_fail(d, errno, "run '%s'", r->name);
	if (r->timeout_ns)
		p.deadline_ns = now_ns() + r->timeout_ns;
	err = start(&p, r, d);
	if (!err)
		set_outcome(o, &p, attend(&p));
	if (p.control >= 0)
		close(p.control);
	close(p.signals);
	return err;
}
