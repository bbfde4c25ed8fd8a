/* SPDX-License-Identifier: MIT */
/*
 * Which compiler, and how it is kept from using anything of the host: no headers but the
 * toolkit's and its own, no paths of this build in what it writes.
 */
#include "tool/link/compiler.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/run_child.h"

static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char file[4096];

	if (strchr(program, '/'))
		return access(program, X_OK) == 0;
	for (path = path ? path : "/usr/bin:/bin"; *path;) {
		size_t n = strcspn(path, ":");

		snprintf(file, sizeof file, "%.*s/%s", (int)n, n ? path : ".", program);
		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

static void split_words(const char *text, struct strings *words)
{
	while (*(text += strspn(text, " \t"))) {
		size_t n = strcspn(text, " \t");

		strings_addf(words, "%.*s", (int)n, text);
		text += n;
	}
}

static int find_command(struct strings *command, const char *given, struct diag *d)
{
	static const char *const known[] = { "gcc", "clang" };

	if (!given || !*given)
		given = getenv("PITH_CC");
	if (given && *given) {
		split_words(given, command);
		if (command->n && in_path(command->items[0]))
			return 0;
		diag_fail(d, 0, "no C compiler: '%s' is not a program that can be run", given);
		return -ENOENT;
	}
	for (size_t i = 0; i < nitems(known); i++) {
		if (in_path(known[i])) {
			strings_add(command, known[i]);
			return 0;
		}
	}
	diag_fail(d, 0,
		  "no C compiler found: install gcc or clang, or name one with --cc or PITH_CC");
	return -ENOENT;
}

int compiler_ask(const struct compiler *c, const char *option, struct buf *out, struct diag *d)
{
	struct strings args = { 0 };
	struct buf err = { 0 };
	int status = 0, result;

	strings_add_all(&args, &c->command);
	strings_add(&args, option);
	result = child_run(&(struct child){ .args = &args, .out = out, .err = &err }, &status, d);
	if (!result && (status || !out->len))
		result = diag_fail(d, 0, "compiler '%s': it does not answer %s",
				   c->command.items[0], option);
	out->len = strcspn(buf_text(out), "\n");
	if (out->data)
		out->data[out->len] = '\0';
	strings_free(&args);
	buf_free(&err);
	return result;
}

/* By name, or else by what it says of itself. */
static int ask_kind(struct compiler *c, struct diag *d)
{
	const char *name = path_base(c->command.items[c->command.n - 1]);
	struct buf version = { 0 };
	int err;

	c->clang = text_begins(name, "clang");
	if (c->clang || text_begins(name, "gcc"))
		return 0;
	err = compiler_ask(c, "--version", &version, d);
	c->clang = strstr(buf_text(&version), "clang") != NULL;
	buf_free(&version);
	return err;
}

int compiler_init(struct compiler *c, const char *given, struct diag *d)
{
	struct buf folder = { 0 };
	int err;

	*c = (struct compiler){ 0 };
	err = find_command(&c->command, given, d);
	if (!err)
		err = ask_kind(c, d);
	if (!err)
		err = compiler_ask(c, c->clang ? "-print-resource-dir" : "-print-file-name=include",
				   &folder, d);
	if (!err && c->clang)
		buf_add_text(&folder, "/include");
	c->include = folder.data;
	if (err)
		compiler_fini(c);
	return err;
}

void compiler_fini(struct compiler *c)
{
	strings_free(&c->command);
	free(c->include);
	*c = (struct compiler){ 0 };
}

/*
 * The day of a build is not an input: __DATE__ and its kin say the one of SOURCE_DATE_EPOCH, or the
 * epoch itself.
 */
static void add_date_flags(struct strings *args)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t when = epoch ? (time_t)strtoll(epoch, NULL, 10) : 0;
	char date[16], hour[16], stamp[32];
	struct tm tm;

	if (!gmtime_r(&when, &tm))
		return;
	strftime(date, sizeof date, "%b %e %Y", &tm);
	strftime(hour, sizeof hour, "%H:%M:%S", &tm);
	strftime(stamp, sizeof stamp, "%a %b %e %H:%M:%S %Y", &tm);
	strings_add(args, "-Wno-builtin-macro-redefined");
	strings_addf(args, "-D__DATE__=\"%s\"", date);
	strings_addf(args, "-D__TIME__=\"%s\"", hour);
	strings_addf(args, "-D__TIMESTAMP__=\"%s\"", stamp);
}

void compiler_add_flags(const struct compiler *c, const struct toolkit *t, struct strings *args)
{
	static const char *const flags[] = {
		"-fPIE",
		"-ffunction-sections",
		"-fdata-sections",
		"-fno-omit-frame-pointer",
		"-fstack-protector-strong",
		"-fno-asynchronous-unwind-tables",
		"-fno-unwind-tables",
		"-fcf-protection=none",
		"-nostdinc",
	};
	char folder[4096];

	strings_add_all(args, &c->command);
	for (size_t i = 0; i < nitems(flags); i++)
		strings_add(args, flags[i]);
	/* Headers that refer to what few applications want come before the C library's. */
	strings_add(args, "-isystem");
	strings_addf(args, "%s/wants", t->folder);
	strings_add(args, "-isystem");
	strings_addf(args, "%s/include", t->folder);
	strings_add(args, "-isystem");
	strings_add(args, c->include);
	if (c->clang)
		strings_add(args, "-Qunused-arguments");
	if (getcwd(folder, sizeof folder))
		strings_addf(args, "-ffile-prefix-map=%s=.", folder);
	strings_addf(args, "-ffile-prefix-map=%s=pith", t->folder);
	add_date_flags(args);
}

void compiler_add_source_flags(const char *source, struct strings *args)
{
	size_t folder = (size_t)(path_base(source) - source);

	if (source[0] == '/')
		strings_addf(args, "-ffile-prefix-map=%.*s=", (int)folder, source);
	strings_addf(args, "-frandom-seed=%s", path_base(source));
}
