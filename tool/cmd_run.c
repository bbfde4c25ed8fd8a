/* SPDX-License-Identifier: MIT */
/*
 * pith run: start an image, or a source that is built first, and end as it ends.
 *
 * This file turns flags into a request and an outcome into an exit status; the two ways to run are
 * vmm_qemu.c and run_process.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config_type.h"
#include "include/pith/image.h"
#include "tool/build/build.h"
#include "tool/command.h"
#include "tool/run/host.h"
#include "tool/inspect/image.h"
#include "tool/link/workdir.h"
#include "tool/options.h"
#include "tool/run/run.h"
#include "tool/run/config.h"

#define DEFAULT_MEMORY (512ull << 20)

struct run_options {
	const char *on;
	const char *machine;
	const char *memory;
	const char *cpus;
	const char *workdir;
	const char *name;
	const char *timeout;
	struct strings env;
	struct strings set;
	struct strings ports;
	struct strings volumes;
	bool detach;
	bool interactive;
	bool tty;
	bool verbose;
};

static const struct option_set run_set;

/* What the flags say, once they are checked, and what to run. */
struct plan {
	const char *name; /* of the image, for people */
	char *const *args;
	int fd;          /* the image */
	uint64_t memory; /* 0: not given */
	int64_t timeout_ns;
	bool qemu;
	bool kvm;
};

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

/* What is known but not there yet is refused, not ignored. */
static int refuse_later(const struct run_options *o, struct diag *d)
{
	if (o->ports.n)
		return diag_fail(d, 0, "-p '%s': ports come with a later release",
				 o->ports.items[0]);
	if (o->volumes.n)
		return diag_fail(d, 0, "-v '%s': volumes come with a later release",
				 o->volumes.items[0]);
	if (o->detach)
		return diag_fail(d, 0, "-d: running in the background comes with a later release");
	if (o->cpus && strcmp(o->cpus, "1") != 0)
		return diag_fail(d, 0, "-c '%s': more than one CPU comes with a later release",
				 o->cpus);
	return 0;
}

static int check_options(struct run_options *o, struct plan *p, struct diag *d)
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
		err = parse_memory(o->memory, &p->memory, d);
	if (!err && o->timeout)
		err = parse_timeout(o->timeout, &p->timeout_ns, d);
	return err;
}

static void say(const struct run_options *o, const char *what, const char *why)
{
	if (o->verbose || tool_verbose)
		fprintf(stderr, "pith: %s%s%s%s\n", what, why ? " (" : "", why ? why : "",
			why ? ")" : "");
}

/* Choose between machine and process. */
static int choose_way(const struct run_options *o, const struct image *image, struct plan *p,
		      struct diag *d)
{
	enum host_kvm kvm = host_kvm();
	bool vm = image->targets & PITH_TARGET_VM, process = image->targets & PITH_TARGET_PROCESS;

	if (strcmp(o->on, "auto") == 0)
		p->qemu = vm && (kvm == HOST_KVM_READY || !process);
	else
		p->qemu = strcmp(o->on, "qemu") == 0;
	if (p->qemu ? !vm : !process)
		return diag_fail(d, 0, "'%s' was built for a %s: build it with --target any",
				 image->path, image_targets_text(image->targets));
	p->kvm = p->qemu && kvm == HOST_KVM_READY;
	if (p->kvm)
		say(o, "running as a machine on QEMU with KVM", NULL);
	else if (p->qemu)
		say(o, "running as a machine on QEMU without KVM", host_kvm_text(kvm));
	else
		say(o, "running as a process", strcmp(o->on, "auto") ? NULL : host_kvm_text(kvm));
	return 0;
}

/*
 * The keys, and for a machine the streams and arguments too: those come to a process by
 * themselves.
 */
static int write_config(struct run_options *o, const struct image *image, const struct plan *p,
			struct buf *out, struct diag *d)
{
	char memory[32];
	struct run_config c = {
		.env = &o->env,
		.set = &o->set,
		.workdir = o->workdir,
		.hostname = o->name,
		.schema = &image->schema,
		.values = image->values,
	};
	int err;

	snprintf(memory, sizeof memory, "%llu", (unsigned long long)p->memory);
	if (p->memory && !p->qemu)
		c.memory = memory;
	if (isatty(0) && isatty(1) && strings_find(&o->env, "TERM") == o->env.n)
		strings_add(&o->env, "TERM");
	if (p->qemu) {
		run_config_add(out, "console.control", "debugcon");
		run_config_add_console(out, !run_same_file(1, 2));
	}
	err = run_config_write(&c, out, d);
	if (!err && p->qemu)
		run_config_add_args(out, p->args);
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

static int run_image(struct run_options *o, const struct image *image, struct plan *p,
		     struct diag *d)
{
	struct buf config = { 0 };
	struct run_outcome outcome = { 0 };
	int err = choose_way(o, image, p, d);

	if (!err)
		err = write_config(o, image, p, &config, d);
	if (!err) {
		struct run_request r = {
			.name = p->name,
			.image_fd = p->fd,
			.config = buf_text(&config),
			.args = p->args,
			.machine = o->machine ? o->machine : "microvm",
			.memory = p->memory ? p->memory : DEFAULT_MEMORY,
			.timeout_ns = p->timeout_ns,
			.kvm = p->kvm,
		};

		err = p->qemu ? run_qemu(&r, &outcome, d) : run_process(&r, &outcome, d);
	}
	buf_free(&config);
	return err ? err : report(&outcome, p->name, d);
}

/* Build (source) into (w), as (*image). The image itself lives on as long as it is open. */
static int build_source(struct workdir *w, const char *source, const char *name, char **image,
			struct diag *d)
{
	struct build_options o = { .no_debug = true };
	int err = workdir_create(w, d);

	if (err)
		return err;
	*image = workdir_path(w, name);
	o.output = *image;
	return build_image(&o, source, d);
}

/* The image's name without its folder; of a source, without its ending. */
static void set_name(const char *path, char *name, size_t size)
{
	char *real = build_is_source(path) ? realpath(path, NULL) : NULL;
	const char *base = path_base(real ? real : path);

	snprintf(name, size, "%.*s", (int)(strlen(base) - (text_ends(base, ".c") ? 2 : 0)), base);
	free(real);
}

/* Open the image, which is built first when it is a source. */
static int open_path(struct image *image, const char *path, struct plan *p, struct diag *d)
{
	struct workdir scratch = { .path = NULL };
	char *built = NULL;
	int err = 0;

	if (build_is_source(path))
		err = build_source(&scratch, path, p->name, &built, d);
	if (!err)
		err = image_open(image, built ? built : path, d);
	if (!err) {
		p->fd = open(image->path, O_RDONLY | O_CLOEXEC);
		if (p->fd < 0) {
			err = diag_fail(d, errno, "open '%s'", path);
			image_close(image);
		}
		image->path = path;
	}
	workdir_destroy(&scratch);
	free(built);
	return err;
}

static int run_path(struct run_options *o, const char *path, struct plan *p, struct diag *d)
{
	struct image image;
	char name[256];
	int err;

	set_name(path, name, sizeof name);
	p->name = name;
	err = open_path(&image, path, p, d);
	if (err)
		return err;
	err = run_image(o, &image, p, d);
	close(p->fd);
	image_close(&image);
	return err;
}

static void free_options(struct run_options *o)
{
	strings_free(&o->env);
	strings_free(&o->set);
	strings_free(&o->ports);
	strings_free(&o->volumes);
}

int cmd_run(int argc, char **argv, struct diag *d)
{
	struct run_options o = { 0 };
	struct plan p = { 0 };
	int n, err = options_parse(&run_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (!err && n == 0)
		err = diag_fail(d, 0, "no image given (see pith run --help)");
	if (!err)
		err = check_options(&o, &p, d);
	p.args = argv + 2;
	if (!err)
		err = run_path(&o, argv[1], &p, d);
	free_options(&o);
	return err;
}

#define FIELD(field) offsetof(struct run_options, field)

static const struct option run_table[] = {
	{ 0, "on", OPTION_VALUE, FIELD(on), "WHERE", "auto (the default), process or qemu" },
	{ 0, "machine", OPTION_VALUE, FIELD(machine), "TYPE",
	  "QEMU's machine: microvm (the default), microvm,acpi=off, pc or q35" },
	{ 'm', "memory", OPTION_VALUE, FIELD(memory), "SIZE", "memory, such as 64M (512M)" },
	{ 'c', "cpus", OPTION_VALUE, FIELD(cpus), "N", "virtual CPUs: 1 for now" },
	{ 'e', "env", OPTION_LIST, FIELD(env), "NAME[=VALUE]",
	  "an environment variable; without a value, the one here" },
	{ 0, "set", OPTION_LIST, FIELD(set), "KEY=VALUE",
	  "a configuration key (pith inspect lists them)" },
	{ 'w', "workdir", OPTION_VALUE, FIELD(workdir), "FOLDER", "where the application starts" },
	{ 0, "name", OPTION_VALUE, FIELD(name), "NAME",
	  "name of the running image, and its host name" },
	{ 'i', "interactive", OPTION_SWITCH, FIELD(interactive), NULL,
	  "keep standard input open (it always is)" },
	{ 't', "tty", OPTION_SWITCH, FIELD(tty), NULL,
	  "want a terminal (it is used where there is one)" },
	{ 0, "timeout", OPTION_VALUE, FIELD(timeout), "TIME",
	  "stop it after TIME (30, 500ms, 2m) with status 124" },
	{ 'p', "publish", OPTION_LIST, FIELD(ports), "HOST:GUEST", "a port; with a later release" },
	{ 'v', "volume", OPTION_LIST, FIELD(volumes), "SRC:DST", "a volume; with a later release" },
	{ 'd', "detach", OPTION_SWITCH, FIELD(detach), NULL,
	  "in the background; with a later release" },
	{ 0, "verbose", OPTION_SWITCH, FIELD(verbose), NULL, "say where it runs, and why" },
};

static const struct option_set run_set = {
	.usage = "pith run [OPTION...] IMAGE|SOURCE [ARG...]",
	.summary = "Run an image, or a .c file or folder that is built first: as a process of\n"
		   "this host, or as a machine. The exit status is the application's; 128+N when\n"
		   "signal N killed it, 124 after a timeout, 125 for errors of Pith itself.",
	.options = run_table,
	.nr_options = nitems(run_table),
	.stop_at_operand = true,
};
