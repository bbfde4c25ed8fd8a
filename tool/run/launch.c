/* SPDX-License-Identifier: MIT */
/*
 * From flags to a request, and from an outcome to an exit status.
 *
 * What is wrong with flags, source, image or keys is said before anything starts.
 */
#include "tool/run/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config_type.h"
#include "include/pith/image.h"
#include "tool/build/build.h"
#include "tool/command.h"
#include "tool/link/workdir.h"
#include "tool/run/capture.h"
#include "tool/run/config.h"
#include "tool/run/host.h"
#include "tool/run_child.h"

#define DEFAULT_MEMORY (512ull << 20)

/* Docker writes sizes as 64m and 1g; the grammar of keys has capitals. */
static int parse_memory(const char *text, uint64_t *bytes, struct diag *d)
{
	char copy[32];
	size_t n = strlen(text);

	snprintf(copy, sizeof copy, "%s", text);
	if (n && n < sizeof copy && copy[n - 1] >= 'a' && copy[n - 1] <= 'z')
		copy[n - 1] = (char)(copy[n - 1] - 'a' + 'A');
	if (n >= sizeof copy || config_parse_size(copy, bytes) || *bytes < 1024)
		return diag_fail(d, 0, "--memory '%s': not a size such as 64M", text);
	return 0;
}

static int parse_timeout(const char *text, int64_t *ns, struct diag *d)
{
	nsec_t duration;
	int64_t seconds;

	if (config_parse_int(text, &seconds) == 0 && seconds > 0 &&
	    seconds < INT64_MAX / 2000000000)
		duration = (nsec_t)seconds * NSEC_PER_SEC;
	else if (config_parse_duration(text, &duration) || !duration || duration > INT64_MAX / 2)
		return diag_fail(d, 0, "--timeout '%s': not a time such as 30 or 500ms", text);
	*ns = (int64_t)duration;
	return 0;
}

static bool one_of(const char *word, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

static int parse_cpus(const char *text, unsigned *cpus, struct diag *d)
{
	int64_t n;

	if (config_parse_int(text, &n) || n < 1 || n > RUN_CPUS_MAX)
		return diag_fail(d, 0, "--cpus '%s': not a number from 1 to %d", text,
				 RUN_CPUS_MAX);
	*cpus = (unsigned)n;
	return 0;
}

/* What is known but not there yet is refused, not ignored. */
static int refuse_later(const struct run_options *o, struct diag *d)
{
	if (o->volumes.n)
		return diag_fail(d, 0, "-v '%s': volumes come with a later release",
				 o->volumes.items[0]);
	return 0;
}

static int check_options(struct run_options *o, struct launch *l, struct diag *d)
{
	static const char *const ways[] = { "auto", "process", "qemu" };
	static const char *const machines[] = { "microvm", "microvm,acpi=off", "pc", "q35" };
	int err = refuse_later(o, d);

	if (!o->on)
		o->on = o->machine ? "qemu" : "auto";
	if (!err && !one_of(o->on, ways, nitems(ways)))
		err = diag_fail(d, 0, "--on '%s': not auto, process or qemu", o->on);
	if (!err && o->machine && !one_of(o->machine, machines, nitems(machines)))
		err = diag_fail(d, 0, "--machine '%s': not microvm, microvm,acpi=off, pc or q35",
				o->machine);
	if (!err && o->machine && strcmp(o->on, "process") == 0)
		err = diag_fail(d, 0, "--machine '%s': a process has no machine", o->machine);
	if (!err && o->tty && !isatty(0))
		err = diag_fail(d, 0, "-t: standard input is not a terminal");
	if (!err && o->memory)
		err = parse_memory(o->memory, &l->memory, d);
	if (!err && o->timeout)
		err = parse_timeout(o->timeout, &l->timeout_ns, d);
	if (!err && o->cpus)
		err = parse_cpus(o->cpus, &l->cpus, d);
	return err;
}

/*
 * The network that was asked for, by flags, else by the build. A published port wants one; who says
 * nothing has none.
 */
static int take_network(const struct run_options *o, struct launch *l, struct diag *d)
{
	const char *net = o->net ? o->net : *l->image.net ? l->image.net : NULL;
	const struct strings *ports = o->ports.n ? &o->ports : &l->image.ports;
	int err = 0;

	for (size_t i = 0; !err && i < ports->n; i++)
		err = ports_add(&l->network.ports, ports->items[i],
				o->ports.n ? "-p " : "ports: ", d);
	if (!err)
		err = network_parse(&l->network, net ? net : ports->n ? "user" : "none", d);
	if (!err && l->network.kind != NETWORK_NONE && !l->image.has_network)
		err = diag_fail(d, 0, "'%s' has no network: nothing in it uses one", l->image.path);
	if (err || !o->pcap)
		return err;
	return l->network.kind == NETWORK_NONE
		       ? diag_fail(d, 0, "--pcap '%s': there is no network (--net says which)",
				   o->pcap)
		       : capture_open(o->pcap, &l->network.pcap, d);
}

/* What the build says of a machine; a process reads that by itself. */
static int take_machine(struct launch *l, struct diag *d)
{
	char *memory = run_config_find(l->image.values, "memory");
	char *cpus = run_config_find(l->image.values, "cpus");
	int err = 0;

	if (memory && !l->memory)
		err = parse_memory(memory, &l->memory, d);
	if (!err && cpus && !l->cpus)
		err = parse_cpus(cpus, &l->cpus, d);
	free(memory);
	free(cpus);
	return err;
}

static void say(const struct run_options *o, const char *what, const char *why)
{
	if (o->verbose || tool_verbose)
		fprintf(stderr, "pith: %s%s%s%s\n", what, why ? " (" : "", why ? why : "",
			why ? ")" : "");
}

/* Choose between machine and process. */
static int choose_way(const struct run_options *o, struct launch *l, struct diag *d)
{
	const struct image *image = &l->image;
	enum host_kvm kvm = host_kvm();
	bool vm = image->targets & PITH_TARGET_VM, process = image->targets & PITH_TARGET_PROCESS;

	if (strcmp(o->on, "auto") == 0)
		l->qemu = vm && (kvm == HOST_KVM_READY || !process);
	else
		l->qemu = strcmp(o->on, "qemu") == 0;
	if (l->qemu ? !vm : !process)
		return diag_fail(d, 0, "'%s' was built for a %s: build it with --target any",
				 image->path, image_targets_text(image->targets));
	l->kvm = l->qemu && kvm == HOST_KVM_READY;
	if (l->kvm)
		say(o, "running as a machine on QEMU with KVM", NULL);
	else if (l->qemu)
		say(o, "running as a machine on QEMU without KVM", host_kvm_text(kvm));
	else
		say(o, "running as a process", strcmp(o->on, "auto") ? NULL : host_kvm_text(kvm));
	return 0;
}

/*
 * The keys, and for a machine the streams and arguments too: those come to a process by
 * themselves.
 */
static int write_config(struct run_options *o, const struct launch *l, struct buf *out,
			struct diag *d)
{
	char memory[32], cpus[16];
	struct run_config c = {
		.env = &o->env,
		.set = &o->set,
		.workdir = o->workdir,
		.hostname = o->name,
		.schema = &l->image.schema,
		.values = l->image.values,
	};
	int err;

	snprintf(memory, sizeof memory, "%llu", (unsigned long long)l->memory);
	if (l->memory && !l->qemu)
		c.memory = memory;
	snprintf(cpus, sizeof cpus, "%u", l->cpus);
	if (l->cpus && !l->qemu)
		c.cpus = cpus;
	if (isatty(0) && isatty(1) && strings_find(&o->env, "TERM") == o->env.n)
		strings_add(&o->env, "TERM");
	if (l->qemu) {
		run_config_add(out, "console.control", "debugcon");
		run_config_add_console(out, !run_same_file(1, 2));
	}
	if (l->network.kind == NETWORK_PASST)
		run_config_add(out, "net.passt", "true");
	err = run_config_write(&c, out, d);
	if (!err && l->qemu)
		run_config_add_args(out, l->args);
	return err;
}

/*
 * Say how it ended, when there is something to say. Returns the exit status, or a negative errno.
 */
static int report(const struct run_outcome *o, const char *name, struct diag *d)
{
	const char *call;

	switch (o->end) {
	case RUN_EXITED:
		return o->value;
	case RUN_KILLED:
		/* Whoever closed the pipe knows; a shell does not say so either. */
		if (o->value == SIGPIPE)
			return RUN_STATUS_SIGNAL + SIGPIPE;
		diag_fail(d, 0, "'%s' was killed by signal %d (%s)", name, o->value,
			  strsignal(o->value));
		diag_print(d);
		return RUN_STATUS_SIGNAL + o->value;
	case RUN_STOPPED:
		return RUN_STATUS_SIGNAL + o->value;
	case RUN_SEALED:
		call = host_call_name((uint32_t)o->value);
		diag_fail(d, 0, "'%s' was stopped: host call %s (%d) is outside the seal", name,
			  call ? call : "without a name", o->value);
		diag_print(d);
		return RUN_STATUS_SIGNAL + SIGSYS;
	case RUN_TIMED_OUT:
		diag_fail(d, 0, "'%s' did not end in time and was stopped", name);
		diag_print(d);
		return RUN_STATUS_TIMEOUT;
	case RUN_REFUSED:
		return diag_fail(d, 0, "'%s' did not start: %s", name, o->text);
	case RUN_LOST:
		return diag_fail(d, 0, "the machine of '%s' ended without an exit status: %s", name,
				 o->text);
	case RUN_NO_OUTPUT:
		if (o->value == EPIPE)
			return RUN_STATUS_SIGNAL +
			       13; /* as if SIGPIPE had come to the application itself */
		return diag_fail(d, o->value, "write standard output");
	}
	return -EINVAL;
}

/* Devices of a microvm have one interrupt; QEMU's filter for packets looks at one queue. */
static int check_queues(const struct launch *l, const struct run_options *o, struct diag *d)
{
	if (l->network.queues <= 1)
		return 0;
	if (!l->qemu || !o->machine || text_begins(o->machine, "microvm"))
		return diag_fail(d, 0,
				 "--net: queues=%u: only machines with PCI have more than "
				 "one (--machine q35)",
				 l->network.queues);
	if (o->pcap)
		return diag_fail(d, 0, "--pcap: the packets of one queue, not of %u",
				 l->network.queues);
	return 0;
}

int launch_run(struct launch *l, struct run_options *o, struct diag *d)
{
	struct buf config = { 0 };
	struct run_outcome outcome = { 0 };
	int err = check_queues(l, o, d);

	if (!err)
		err = network_start(&l->network, l->qemu, d);
	if (err)
		return err;
	err = write_config(o, l, &config, d);
	if (!err) {
		struct run_request r = {
			.name = l->name,
			.image_fd = l->fd,
			.root_fd = l->root_fd,
			.config = buf_text(&config),
			.args = l->args,
			.machine = o->machine ? o->machine : "microvm",
			.memory = l->memory ? l->memory : DEFAULT_MEMORY,
			.cpus = l->cpus ? l->cpus : 1,
			.timeout_ns = l->timeout_ns,
			.network = &l->network,
			.kvm = l->kvm,
			.watch = l->watch,
		};

		err = l->qemu ? run_qemu(&r, &outcome, d) : run_process(&r, &outcome, d);
	}
	network_stop(&l->network);
	buf_free(&config);
	return err ? err : report(&outcome, l->name, d);
}

/* Build (source) into (w), as (*image). The image itself lives on as long as it is open. */
static int build_source(struct workdir *w, struct launch *l, char **image, struct diag *d)
{
	struct build_options o = { 0 };
	int err = workdir_create(w, d);

	if (err)
		return err;
	o.no_debug = !l->want_debug;
	*image = workdir_path(w, l->name);
	o.output = *image;
	return build_image(&o, l->path, d);
}

/* The image's name without its folder; of a source, without its ending. */
static void set_name(struct launch *l)
{
	char *real = build_is_source(l->path) ? realpath(l->path, NULL) : NULL;
	const char *base = path_base(real ? real : l->path);

	snprintf(l->name, sizeof l->name, "%.*s",
		 (int)(strlen(base) - (text_ends(base, ".c") ? 2 : 0)), base);
	free(real);
}

/* The file that has the root file system. What is in it the image looks at itself. */
static int open_root(struct launch *l, struct diag *d)
{
	struct buf path = { 0 };
	struct stat st;
	int err = 0;

	buf_addf(&path, "%s.root", l->image.path);
	l->root_fd = open(path.data, O_RDONLY | O_CLOEXEC);
	if (l->root_fd < 0 || fstat(l->root_fd, &st))
		err = diag_fail(d, errno, "open '%s', which has the files of '%s'", path.data,
				l->path);
	else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size != l->image.root_size)
		err = diag_fail(d, 0, "'%s' has %llu bytes, not the %llu that '%s' was built with",
				path.data, (unsigned long long)st.st_size,
				(unsigned long long)l->image.root_size, l->path);
	buf_free(&path);
	return err;
}

/* Keep what is open of the image: its folder may go. */
static int keep_files(struct launch *l, struct diag *d)
{
	struct buf debug = { 0 };

	l->fd = open(l->image.path, O_RDONLY | O_CLOEXEC);
	if (l->fd < 0)
		return diag_fail(d, errno, "open '%s'", l->path);
	if (l->want_debug) {
		buf_addf(&debug, "%s.debug", l->image.path);
		l->debug_fd = open(debug.data, O_RDONLY | O_CLOEXEC);
		buf_free(&debug);
	}
	return l->image.root_size ? open_root(l, d) : 0;
}

/* Open the image, which is built first when it is a source. */
static int open_path(struct launch *l, struct diag *d)
{
	struct workdir scratch = { .path = NULL };
	char *built = NULL;
	int err = 0;

	if (build_is_source(l->path))
		err = build_source(&scratch, l, &built, d);
	if (!err)
		err = image_open(&l->image, built ? built : l->path, d);
	if (!err) {
		err = keep_files(l, d);
		l->image.path = l->path;
	}
	workdir_destroy(&scratch);
	free(built);
	return err;
}

int launch_open(struct launch *l, struct run_options *o, char *const *operands, struct diag *d)
{
	int err = check_options(o, l, d);

	l->path = operands[0];
	l->args = operands + 1;
	l->fd = -1;
	l->debug_fd = -1;
	l->network.pcap = -1;
	l->root_fd = -1;
	if (err)
		return err;
	set_name(l);
	err = open_path(l, d);
	if (!err)
		err = choose_way(o, l, d);
	if (!err)
		err = take_network(o, l, d);
	if (!err && l->qemu)
		err = take_machine(l, d);
	if (err)
		launch_close(l);
	return err;
}

void launch_close(struct launch *l)
{
	if (l->fd >= 0)
		close(l->fd);
	if (l->debug_fd >= 0)
		close(l->debug_fd);
	if (l->root_fd >= 0)
		close(l->root_fd);
	if (l->image.path)
		image_close(&l->image);
	ports_free(&l->network.ports);
	close_fd(&l->network.pcap);
	l->fd = -1;
	l->debug_fd = -1;
	l->root_fd = -1;
	l->image.path = NULL;
}

void run_options_free(struct run_options *o)
{
	strings_free(&o->env);
	strings_free(&o->set);
	strings_free(&o->ports);
	strings_free(&o->volumes);
}

#define FIELD(field) offsetof(struct run_options, field)

const struct option run_option_rows[RUN_OPTION_ROWS] = {
	{ 0, "on", OPTION_VALUE, FIELD(on), "WHERE", "auto (the default), process or qemu" },
	{ 0, "machine", OPTION_VALUE, FIELD(machine), "TYPE",
	  "QEMU's machine: microvm (the default), microvm,acpi=off, pc or q35" },
	{ 'm', "memory", OPTION_VALUE, FIELD(memory), "SIZE", "memory, such as 64M (512M)" },
	{ 'c', "cpus", OPTION_VALUE, FIELD(cpus), "N", "virtual CPUs (1)" },
	{ 'e', "env", OPTION_LIST, FIELD(env), "NAME[=VALUE]",
	  "an environment variable; without a value, the one here" },
	{ 0, "set", OPTION_LIST, FIELD(set), "KEY=VALUE",
	  "a configuration key (pith inspect lists the application's)" },
	{ 'w', "workdir", OPTION_VALUE, FIELD(workdir), "FOLDER", "where the application starts" },
	{ 0, "name", OPTION_VALUE, FIELD(name), "NAME",
	  "name of the running image, and its host name" },
	{ 'i', "interactive", OPTION_SWITCH, FIELD(interactive), NULL,
	  "keep standard input open (it always is)" },
	{ 't', "tty", OPTION_SWITCH, FIELD(tty), NULL,
	  "want a terminal (it is used where there is one)" },
	{ 0, "timeout", OPTION_VALUE, FIELD(timeout), "TIME",
	  "stop it after TIME (30, 500ms, 2m) with status 124" },
	{ 0, "net", OPTION_VALUE, FIELD(net), "NETWORK",
	  "none, user (without rights, by passt or QEMU), passt or tap=NAME[,queues=N]; else what "
	  "pith.yaml says, or user with -p, or none" },
	{ 'p', "publish", OPTION_LIST, FIELD(ports), "[ADDRESS:]HOST:GUEST[/udp]",
	  "let this host's port HOST lead to its port GUEST; --net user unless another is said" },
	{ 0, "pcap", OPTION_VALUE, FIELD(pcap), "FILE",
	  "write its packets to FILE, for tcpdump and Wireshark" },
	{ 'v', "volume", OPTION_LIST, FIELD(volumes), "SRC:DST", "a volume; with a later release" },
	{ 0, "verbose", OPTION_SWITCH, FIELD(verbose), NULL, "say where it runs, and why" },
};
