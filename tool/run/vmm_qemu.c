/* SPDX-License-Identifier: MIT */
/*
 * An image as a machine under QEMU.
 *
 * The console is the machine's first serial port, on pipes that are QEMU's standard input and
 * output; the control channel is its ISA debug console, on a third pipe, and requests go to its
 * second serial port. Pipes, because QEMU
 * writes single bytes: a pipe gathers them in a page, a socket would spend a buffer on each and
 * take twice the time.
 *
 * QEMU has no monitor and no other door. It runs in a process group of its own, so that the
 * terminal's keys reach the tool alone, and gets SIGKILL when the tool is gone.
 */
#include "tool/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool/diag.h"
#include "tool/buf.h"
#include "tool/run/host.h"
#include "tool/run/network.h"
#include "tool/run/relay.h"
#include "tool/run/spawn.h"
#include "tool/run/terminal.h"
#include "tool/run_child.h"

#define QEMU_PROGRAM "qemu-system-x86_64"
#define QEMU_ARGS    64

struct pipe_ends {
	int read;
	int write;
};

/* One running QEMU, as the tool sees it. -1: not open. */
struct qemu {
	struct pipe_ends in;  /* its standard input: the console's keys */
	struct pipe_ends out; /* its standard output: the console's text */
	struct pipe_ends control;
	struct pipe_ends requests;
	int messages; /* a file for its standard error */
	int signals;
	pid_t pid;
};

/* The strings behind QEMU's command line, and the line itself. */
struct qemu_args {
	char kernel[32];
	char memory[32];
	char control[64];
	char requests[96];
	char name[128];
	char cpus[16];
	char gdb[4096];
	struct buf netdev;
	struct buf nic;
	char pcap[64];
	char disk[128];
	const char *argv[QEMU_ARGS];
	size_t n;
};

static void add(struct qemu_args *a, const char *arg)
{
	a->argv[a->n++] = arg;
	a->argv[a->n] = NULL;
}

static void add_pair(struct qemu_args *a, const char *option, const char *value)
{
	add(a, option);
	add(a, value);
}

/* In QEMU's option lists a comma is written twice. */
static void set_name(struct qemu_args *a, const char *name)
{
	size_t n = 0;

	for (; *name && n + 2 < sizeof a->name; name++) {
		if (*name == ',')
			a->name[n++] = ',';
		a->name[n++] = *name;
	}
	a->name[n] = '\0';
}

/* A stub for a debugger, at a socket that the caller made room for where only the user comes. */
static void add_debugger(struct qemu_args *a, const struct run_watch *w)
{
	snprintf(a->gdb, sizeof a->gdb, "socket,id=gdb,server=on,wait=off,path=%s", w->gdb);
	add_pair(a, "-chardev", a->gdb);
	add_pair(a, "-gdb", "chardev:gdb");
	if (w->hold)
		add(a, "-S");
}

/* QEMU's own network in user mode, with the ports that it is to forward. */
static void add_user_network(struct buf *out, const struct ports *ports)
{
	buf_add_text(out, "user,id=net");
	for (size_t i = 0; i < ports->n; i++) {
		const struct port *p = &ports->items[i];

		buf_addf(out, ",hostfwd=%s:%s:%u-:%u", p->udp ? "udp" : "tcp", p->address, p->host,
			 p->guest);
	}
}

static void add_tap(struct buf *out, const struct network *n)
{
	if (n->fd >= 0) {
		buf_addf(out, "tap,id=net,fd=%d", n->fd);
		return;
	}
	buf_addf(out, "tap,id=net,ifname=%s,script=no,downscript=no%s", n->tap,
		 n->pcap >= 0 ? ",vnet_hdr=off" : "");
	if (n->queues > 1)
		buf_addf(out, ",queues=%u", n->queues);
}

static void add_network(struct qemu_args *a, const struct network *n, bool microvm)
{
	if (!n || n->kind == NETWORK_NONE)
		return;
	if (n->kind == NETWORK_TAP)
		add_tap(&a->netdev, n);
	else if (n->kind == NETWORK_QEMU)
		add_user_network(&a->netdev, &n->ports);
	else
		buf_addf(&a->netdev, "stream,id=net,server=off,addr.type=fd,addr.str=%d", n->fd);
	/* There is no need for a program that would boot from it. */
	buf_addf(&a->nic, "%s,netdev=net,mac=%s%s",
		 microvm ? "virtio-net-device" : "virtio-net-pci", n->mac,
		 microvm ? "" : ",romfile=");
	if (n->queues > 1)
		buf_addf(&a->nic, ",mq=on,vectors=%u", 2 * n->queues + 2);
	add_pair(a, "-netdev", buf_text(&a->netdev));
	add_pair(a, "-device", buf_text(&a->nic));
	if (n->pcap < 0)
		return;
	/* QEMU makes the file anew. Of a TAP device's frames it keeps virtio's header, if any. */
	snprintf(a->pcap, sizeof a->pcap, "filter-dump,id=pcap,netdev=net,file=/dev/fd/%d",
		 n->pcap);
	add_pair(a, "-object", a->pcap);
}

/* The root file system that stands outside of the image. Nobody writes to it: no locks. */
static void add_disk(struct qemu_args *a, int fd, bool microvm)
{
	if (fd < 0)
		return;
	snprintf(a->disk, sizeof a->disk,
		 "driver=file,filename=/dev/fd/%d,node-name=root,read-only=on,locking=off", fd);
	add_pair(a, "-blockdev", a->disk);
	add_pair(a, "-device",
		 microvm ? "virtio-blk-device,drive=root" : "virtio-blk-pci,drive=root");
}

static void set_args(struct qemu_args *a, const struct run_request *r, const struct qemu *q)
{
	bool microvm = strncmp(r->machine, "microvm", strlen("microvm")) == 0;

	snprintf(a->kernel, sizeof a->kernel, "/dev/fd/%d", r->image_fd);
	snprintf(a->memory, sizeof a->memory, "%lluK", (unsigned long long)(r->memory / 1024));
	snprintf(a->control, sizeof a->control, "file,id=control,path=/dev/fd/%d",
		 q->control.write);
	snprintf(a->cpus, sizeof a->cpus, "%u", r->cpus);
	snprintf(a->requests, sizeof a->requests, "socket,id=requests,fd=%d", q->requests.read);
	set_name(a, r->name);
	add(a, QEMU_PROGRAM);
	add_pair(a, "-name", a->name);
	add_pair(a, "-M", r->machine);
	/* Without it an older QEMU runs all processors in turn, on one thread of the host. */
	add_pair(a, "-accel", r->kvm ? "kvm" : r->cpus > 1 ? "tcg,thread=multi" : "tcg");
	add_pair(a, "-cpu", r->kvm ? "host" : "max");
	add_pair(a, "-m", a->memory);
	/*
	 * QEMU 7.2 leaves out the fences of a guest whose machine can have one CPU only. But
	 * devices run beside it: one that looks for what the guest wants before that is written
	 * raises no interrupt, and a network stood still for ever.
	 */
	if (r->cpus > 1)
		add_pair(a, "-smp", a->cpus);
	else if (!r->kvm)
		add_pair(a, "-smp", "1,maxcpus=2");
	add(a, "-nodefaults");
	add(a, "-no-user-config");
	add_pair(a, "-display", "none");
	add(a, "-no-reboot");
	add_pair(a, "-kernel", a->kernel);
	add_pair(a, "-append", r->config);
	add_pair(a, "-chardev", "stdio,id=console,signal=off");
	add_pair(a, "-serial", "chardev:console");
	add_pair(a, "-chardev", a->control);
	add_pair(a, "-device", "isa-debugcon,iobase=0xe9,chardev=control");
	add_pair(a, "-chardev", a->requests);
	add_pair(a, "-device", "isa-serial,iobase=0x2f8,irq=3,chardev=requests");
	add_pair(a, "-device", "isa-debug-exit,iobase=0xf4,iosize=4");
	add_pair(a, "-device", microvm ? "virtio-rng-device" : "virtio-rng-pci");
	add_network(a, r->network, microvm);
	add_disk(a, r->root_fd, microvm);
	add_pair(a, "-monitor", "none");
	if (r->watch && r->watch->gdb)
		add_debugger(a, r->watch);
}

static int open_pipe(struct pipe_ends *p)
{
	int fd[2];

	if (pipe2(fd, O_CLOEXEC))
		return -errno;
	p->read = fd[0];
	p->write = fd[1];
	return 0;
}

/* QEMU takes a descriptor that it is to read from as a socket only. */
static int open_sockets(struct pipe_ends *p)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return -errno;
	p->read = fd[0];
	p->write = fd[1];
	return 0;
}

static void close_all(struct qemu *q)
{
	close_fd(&q->in.read);
	close_fd(&q->in.write);
	close_fd(&q->out.read);
	close_fd(&q->out.write);
	close_fd(&q->control.read);
	close_fd(&q->control.write);
	close_fd(&q->requests.read);
	close_fd(&q->requests.write);
	close_fd(&q->messages);
	close_fd(&q->signals);
}

static int open_all(struct qemu *q)
{
	int err = open_pipe(&q->in);

	if (!err)
		err = open_pipe(&q->out);
	if (!err)
		err = open_pipe(&q->control);
	if (!err)
		err = open_sockets(&q->requests);
	if (err)
		return err;
	q->messages = memfd_create("messages", MFD_CLOEXEC);
	if (q->messages < 0)
		return -errno;
	q->signals = run_take_signals();
	if (q->signals < 0)
		return -errno;
	/* More room in the console's pipe: fewer turns of the loop. It is a wish, not a need. */
	fcntl(q->out.read, F_SETPIPE_SZ, 1 << 18);
	if (fcntl(q->in.write, F_SETFL, O_NONBLOCK) ||
	    fcntl(q->requests.write, F_SETFL, O_NONBLOCK))
		return -errno;
	return 0;
}

static int start(struct qemu *q, const struct run_request *r, struct diag *d)
{
	static struct qemu_args args;
	struct spawn s = {
		.std = { q->in.read, q->out.write, q->messages },
		.keep = { q->control.write, q->requests.read, r->image_fd },
		.nr_keep = 3,
		.own_group = true,
		.envp = environ,
	};
	char path[4096];
	int err;

	args.n = 0;
	if (!host_find_program(QEMU_PROGRAM, path, sizeof path))
		return diag_fail(d, 0,
				 "run '%s': " QEMU_PROGRAM
				 " is not installed (apt-get install qemu-system-x86)",
				 r->name);
	spawn_keep(&s, r->network ? r->network->fd : -1);
	spawn_keep(&s, r->network ? r->network->pcap : -1);
	spawn_keep(&s, r->root_fd);
	set_args(&args, r, q);
	s.path = path;
	s.argv = (char *const *)args.argv;
	err = spawn_start(&s, &q->pid);
	close_fd(&q->in.read);
	close_fd(&q->out.write);
	close_fd(&q->control.write);
	close_fd(&q->requests.read);
	if (r->network)
		network_given(r->network);
	buf_free(&args.netdev);
	buf_free(&args.nic);
	if (!err && r->watch)
		r->watch->started(r->watch->arg, q->pid);
	return err ? diag_fail(d, -err, "start '%s'", path) : 0;
}

/* The last line that QEMU had to say, in (text), without its name. */
static void last_words(int messages, char *text, size_t size)
{
	static const char own_name[] = QEMU_PROGRAM ": ";
	char buf[4096];
	off_t end = lseek(messages, 0, SEEK_END);
	off_t from = MAX(end - (off_t)sizeof buf + 1, 0);
	ssize_t n = pread(messages, buf, sizeof buf - 1, from);
	char *line;

	if (n < 0)
		n = 0;
	while (n > 0 && buf[n - 1] == '\n')
		n--;
	buf[n] = '\0';
	line = strrchr(buf, '\n');
	line = line ? line + 1 : buf;
	if (strncmp(line, own_name, sizeof own_name - 1) == 0)
		line += sizeof own_name - 1;
	snprintf(text, size, "%.*s", (int)size - 1, line);
}

/* It went without a frame: what is known is QEMU's status and its last words. */
static void set_lost(struct run_outcome *o, const struct qemu *q, int status)
{
	char words[512];

	last_words(q->messages, words, sizeof words);
	o->end = RUN_LOST;
	if (*words)
		snprintf(o->text, sizeof o->text, "QEMU says: %s", words);
	else if (WIFSIGNALED(status))
		snprintf(o->text, sizeof o->text, "QEMU was killed by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) == 0)
		snprintf(o->text, sizeof o->text, "it was reset or powered off");
	else
		snprintf(o->text, sizeof o->text, "QEMU ended with status %d", WEXITSTATUS(status));
}

/* What the control channel said about the end. */
static void set_said(struct run_outcome *o, const struct relay *r)
{
	const struct control *c = r->control;

	if (c->refused) {
		o->end = RUN_REFUSED;
		snprintf(o->text, sizeof o->text, "%s", c->error);
	} else if (c->killed) {
		o->end = c->signal == r->forwarded ? RUN_STOPPED : RUN_KILLED;
		o->value = c->signal;
	} else {
		o->end = RUN_EXITED;
		o->value = c->status;
	}
}

static void set_outcome(struct run_outcome *o, enum relay_end end, const struct relay *r,
			const struct qemu *q, int status)
{
	o->value = 0;
	o->text[0] = '\0';
	switch (end) {
	case RELAY_CLOSED:
	case RELAY_LINGERS:
		if (control_ended(r->control))
			set_said(o, r);
		else
			set_lost(o, q, status);
		break;
	case RELAY_SIGNAL:
		o->end = RUN_STOPPED;
		o->value = r->signal;
		break;
	case RELAY_TIMEOUT:
		o->end = RUN_TIMED_OUT;
		break;
	case RELAY_BROKEN:
		o->end = RUN_NO_OUTPUT;
		o->value = r->err;
		break;
	}
}

static int64_t deadline(int64_t timeout_ns)
{
	struct timespec t;

	if (!timeout_ns)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec + timeout_ns;
}

static void attend(struct qemu *q, const struct run_request *r, struct run_outcome *o)
{
	static struct relay relay;
	struct control control = { .exited = false };
	enum relay_end end;
	int status = 0;

	relay.input = fcntl(0, F_GETFD) < 0 ? -1 : 0;
	relay.escape = !isatty(0);
	relay.console_in = q->in.write;
	relay.console_out = q->out.read;
	relay.control_in = q->control.read;
	relay.requests = q->requests.write;
	relay.signals = q->signals;
	relay.machine = q->pid;
	relay.deadline_ns = deadline(r->timeout_ns);
	relay.network = r->network;
	relay.control = &control;
	relay.watch = r->watch;

	terminal_raw();
	end = relay_run(&relay);
	terminal_restore();
	if (end != RELAY_CLOSED || !spawn_wait(q->pid, 1000, &status))
		status = spawn_end(q->pid);
	set_outcome(o, end, &relay, q, status);
}

int run_qemu(const struct run_request *r, struct run_outcome *o, struct diag *d)
{
	struct qemu q = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 }, -1, -1, 0 };
	int err = open_all(&q);

	if (err)
		err = diag_fail(d, -err, "run '%s'", r->name);
	else
		err = start(&q, r, d);
	if (!err)
		attend(&q, r, o);
	close_all(&q);
	return err;
}
