/* SPDX-License-Identifier: MIT */
/*
 * pith doctor: what this host can do, found out by trying, and the one line that installs what is
 * missing.
 *
 * A thing is needed, or good to have: the exit status is 1 only when a needed one is missing.
 */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "tool/command.h"
#include "tool/run/host.h"
#include "tool/options.h"
#include "tool/run_child.h"

/* A question to the host. Puts into (detail) what was found, or why not. */
typedef bool check_fn(struct buf *detail);

struct check {
	const char *name;
	const char *purpose;
	check_fn *run;
	const char *package; /* what has it; NULL: no package helps */
	bool needed;
};

static const struct check checks[];

/* Add the program and its version, which follows (before) in what `(program) (option)` prints. */
static bool version_of(const char *program, const char *option, const char *before,
		       struct buf *detail)
{
	struct strings args = { 0 };
	struct buf out = { 0 }, err = { 0 };
	struct child child = { .args = &args, .input = "/dev/null", .out = &out, .err = &err };
	char path[4096];
	struct diag d;
	int status = 1;

	if (!host_find_program(program, path, sizeof path))
		return false;
	strings_add(&args, path);
	strings_add(&args, option);
	/* Some print their version and then fail: what counts is that they can be run. */
	if (child_run(&child, &status, &d) == 0 && status < 126) {
		const char *line = buf_text(out.len ? &out : &err);
		const char *at = strstr(line, before);

		at = at ? at + strlen(before) : line;
		buf_addf(detail, "%s%s %.*s", detail->len ? ", " : "", program,
			 (int)strcspn(at, " \n(,"), at);
	}
	strings_free(&args);
	buf_free(&out);
	buf_free(&err);
	return detail->len > 0;
}

static bool check_compiler(struct buf *detail)
{
	bool gcc = version_of("gcc", "--version", ") ", detail);
	bool clang = version_of("clang", "--version", "version ", detail);

	return gcc || clang;
}

static bool check_binutils(struct buf *detail)
{
	static const char *const programs[] = { "ar", "nm", "objcopy", "strip" };
	char path[4096];

	if (!version_of("ld", "--version", "Binutils for Debian) ", detail))
		return false;
	for (size_t i = 0; i < nitems(programs); i++) {
		if (host_find_program(programs[i], path, sizeof path))
			continue;
		buf_addf(detail, ", but no %s", programs[i]);
		return false;
	}
	return true;
}

static bool check_seccomp(struct buf *detail)
{
	unsigned action = SECCOMP_RET_TRAP;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0) {
		buf_add_text(detail, "filters of host calls");
		return true;
	}
	buf_addf(detail, "this kernel cannot filter host calls: %s", strerror(errno));
	return false;
}

static bool check_qemu(struct buf *detail)
{
	return version_of("qemu-system-x86_64", "--version", "version ", detail);
}

static bool check_kvm(struct buf *detail)
{
	enum host_kvm kvm = host_kvm();

	buf_add_text(detail,
		     kvm == HOST_KVM_READY ? "/dev/kvm" : host_kvm_text(kvm) + strlen("no: "));
	return kvm == HOST_KVM_READY;
}

static bool check_erofs(struct buf *detail)
{
	return version_of("mkfs.erofs", "-V", "mkfs.erofs ", detail);
}

static bool check_program(const char *name, struct buf *detail)
{
	char path[4096];
	bool found = host_find_program(name, path, sizeof path);

	if (found)
		buf_add_text(detail, path);
	return found;
}

static bool check_passt(struct buf *detail)
{
	return check_program("passt", detail);
}

static bool check_gdb(struct buf *detail)
{
	return check_program("gdb", detail);
}

static bool check_tun(struct buf *detail)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		buf_addf(detail, "/dev/net/tun: %s", strerror(errno));
		return false;
	}
	close(fd);
	buf_add_text(detail, "/dev/net/tun");
	return true;
}

static bool check_docker(struct buf *detail)
{
	const struct sockaddr_un where = { AF_UNIX, "/var/run/docker.sock" };
	char path[4096];
	bool answers;
	int fd;

	if (!host_find_program("docker", path, sizeof path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	answers = fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) == 0;
	if (fd >= 0)
		close(fd);
	buf_add_text(detail,
		     answers ? path : "the program is there, but its daemon does not answer");
	return answers;
}

static bool check_memory(struct buf *detail)
{
	uint64_t total, available;

	host_memory(&total, &available);
	buf_addf(detail, "%llu MiB, %llu MiB of it free", (unsigned long long)total >> 20,
		 (unsigned long long)available >> 20);
	return available >= 64ull << 20;
}

/* One line per check, then what to install. */
static bool print_text(void)
{
	struct buf install = { 0 };
	bool ready = true;

	for (const struct check *c = checks; c->name; c++) {
		struct buf detail = { 0 };
		bool found = c->run(&detail);
		const char *text = detail.len || found ? buf_text(&detail) : "not found";

		printf("%-10s %-4s %s\n", c->name, found ? "yes" : "no", text);
		if (!found)
			printf("%-15s %s%s\n", "", c->needed ? "needed " : "", c->purpose);
		if (!found && c->package && !detail.len)
			buf_addf(&install, " %s", c->package);
		ready = ready && (found || !c->needed);
		buf_free(&detail);
	}
	if (install.len)
		printf("\nTo install what is missing:\n  apt-get install%s\n", buf_text(&install));
	buf_free(&install);
	return ready;
}

static bool print_json(void)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "checks");
	bool ready = true;
	char *text;

	for (const struct check *c = checks; c->name; c++) {
		struct buf detail = { 0 };
		bool found = c->run(&detail);
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "name", c->name);
		cJSON_AddBoolToObject(item, "found", found);
		cJSON_AddBoolToObject(item, "needed", c->needed);
		cJSON_AddStringToObject(item, "purpose", c->purpose);
		cJSON_AddStringToObject(item, "detail", buf_text(&detail));
		if (c->package)
			cJSON_AddStringToObject(item, "package", c->package);
		cJSON_AddItemToArray(list, item);
		ready = ready && (found || !c->needed);
		buf_free(&detail);
	}
	cJSON_AddBoolToObject(root, "ready", ready);
	text = cJSON_Print(root);
	puts(text ? text : "{}");
	free(text);
	cJSON_Delete(root);
	return ready;
}

struct doctor_options {
	bool json;
};

static const struct option_set doctor_set;

int cmd_doctor(int argc, char **argv, struct diag *d)
{
	struct doctor_options o = { 0 };
	int n, err = options_parse(&doctor_set, &o, argv, &n, d);

	(void)argc;
	if (err == OPTIONS_HELP)
		return 0;
	if (err)
		return err;
	if (n)
		return diag_fail(d, 0, "doctor takes no argument: '%s'", argv[1]);
	return (o.json ? print_json() : print_text()) ? 0 : 1;
}

static const struct option doctor_table[] = {
	{ 0, "json", OPTION_SWITCH, offsetof(struct doctor_options, json), NULL, "for programs" },
};

static const struct option_set doctor_set = {
	.usage = "pith doctor [--json]",
	.summary = "Find out what this host can do, and what to install. The exit status is 1\n"
		   "when something is missing that Pith needs.",
	.options = doctor_table,
	.nr_options = nitems(doctor_table),
};

static const struct check checks[] = {
	{ "compiler", "to build images", check_compiler, "gcc", true },
	{ "binutils", "to build images", check_binutils, "binutils", true },
	{ "seccomp", "to run an image as a sealed process", check_seccomp, NULL, true },
	{ "QEMU", "to run an image as a machine", check_qemu, "qemu-system-x86", false },
	{ "KVM", "for machines at native speed; without it QEMU interprets", check_kvm, NULL,
	  false },
	{ "mkfs.erofs", "for images with a root file system", check_erofs, "erofs-utils", false },
	{ "passt", "for networks and published ports without rights (pith run -p)", check_passt,
	  "passt", false },
	{ "TUN", "for network devices of one's own; user-mode networking does without", check_tun,
	  NULL, false },
	{ "Docker", "to run images as containers", check_docker, "docker.io", false },
	{ "gdb", "for pith debug", check_gdb, "gdb", false },
	{ "memory", "to run anything", check_memory, NULL, true },
	{ NULL, NULL, NULL, NULL, false },
};
