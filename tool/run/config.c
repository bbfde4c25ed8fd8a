/* SPDX-License-Identifier: MIT */
/*
 * Keys are checked here so that a mistake is one sentence before anything starts. The image
 * checks them again: it may be started by others.
 */
#include "tool/run/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cmdline.h"
#include "tool/nearest.h"

struct system_key {
	const char *name;
	const char *type;
};

/* The library OS's own keys that a person may set; the others belong to the tool. */
static const struct system_key system_keys[] = {
	{ "cpus", "int 1 256" },       { "gid", "int 0 4294967294" },
	{ "hostname", "string" },      { "log", "enum err|warn|info|debug" },
	{ "memory", "size" },          { "tmpfs", "size" },
	{ "uid", "int 0 4294967294" }, { "workdir", "string" },
	{ "net.device", "string" },    { "net.dns", "string" },
	{ "net.gateway", "string" },   { "net.gateway6", "string" },
	{ "net.ip", "string" },        { "net.ip6", "string" },
	{ "net.mac", "string" },       { "net.mtu", "string" },
	{ "net.ntp", "string" },       { "net.passt", "bool" },
	{ "root", "string" },
};

/* Does (value) need quotes to be one plain token? */
static bool wants_quotes(const char *value)
{
	if (!*value)
		return true;
	for (; *value; value++) {
		if ((unsigned char)*value <= ' ' || *value == '"' || *value == '\\')
			return true;
	}
	return false;
}

static void add_quoted(struct buf *out, const char *value)
{
	buf_add_text(out, "\"");
	for (const char *s = value; *s; s++) {
		/* A backslash stands for itself unless it would escape. */
		if (*s == '"' || (*s == '\\' && (s[1] == '"' || s[1] == '\\' || !s[1])))
			buf_add_text(out, "\\");
		buf_add(out, s, 1);
	}
	buf_add_text(out, "\"");
}

void run_config_add(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, "%s%s=", out->len ? " " : "", key);
	if (wants_quotes(value))
		add_quoted(out, value);
	else
		buf_add_text(out, value);
}

void run_config_add_args(struct buf *out, char *const *args)
{
	if (!*args)
		return;
	buf_add_text(out, out->len ? " --" : "--");
	for (; *args; args++) {
		buf_add_text(out, " ");
		add_quoted(out, *args);
	}
}

static const char *stream_kind(int fd)
{
	if (isatty(fd))
		return "tty";
	return errno == EBADF ? "none" : "pipe";
}

void run_config_add_console(struct buf *out, bool stderr_apart)
{
	struct winsize size;
	char text[32];

	run_config_add(out, "console.stdin", stream_kind(0));
	run_config_add(out, "console.stdout", stream_kind(1));
	if (stderr_apart)
		run_config_add(out, "console.stderr", "control");
	if ((isatty(1) && ioctl(1, TIOCGWINSZ, &size) == 0) ||
	    (isatty(0) && ioctl(0, TIOCGWINSZ, &size) == 0)) {
		snprintf(text, sizeof text, "%ux%u", size.ws_col, size.ws_row);
		run_config_add(out, "console.size", text);
	}
}

/* net.ethN.KEY is net.KEY, of one interface. */
static bool of_interface(const char *name, char *key, size_t size)
{
	static const char *const keys[] = { "ip", "gateway", "ip6", "gateway6", "mtu", "passt" };
	unsigned number;
	char rest[16];

	if (sscanf(name, "net.eth%1u.%15s", &number, rest) != 2 || number > 7)
		return false;
	for (size_t i = 0; i < nitems(keys); i++)
		if (strcmp(rest, keys[i]) == 0)
			return snprintf(key, size, "net.%s", rest) > 0;
	return false;
}

static const struct system_key *find_system_key(const char *name)
{
	char key[32];

	if (of_interface(name, key, sizeof key))
		name = key;
	for (size_t i = 0; i < nitems(system_keys); i++) {
		if (strcmp(system_keys[i].name, name) == 0)
			return &system_keys[i];
	}
	return NULL;
}

static int unknown_key(const struct schema *schema, const char *name, struct diag *d)
{
	struct nearest n = { .word = name };

	for (size_t i = 0; i < schema->n; i++)
		nearest_try(&n, schema->keys[i].name);
	for (size_t i = 0; i < nitems(system_keys); i++)
		nearest_try(&n, system_keys[i].name);
	return diag_fail(d, 0, "unknown key '%s'%s", name, nearest_hint(&n, ""));
}

static int add_checked(const struct run_config *c, const char *name, const char *value,
		       struct buf *out, struct diag *d)
{
	const struct schema_key *key = schema_find(c->schema, name);
	const struct system_key *own = find_system_key(name);
	int err;

	if (!key && !own)
		return unknown_key(c->schema, name, d);
	err = schema_check(name, key ? key->type : own->type, value, d);
	if (!err)
		run_config_add(out, name, value);
	return err;
}

/* One --set KEY=VALUE. */
static int add_set(const struct run_config *c, const char *text, struct buf *out, struct diag *d)
{
	char *name = mem_copy_text(text);
	char *value = cmdline_cut(name);
	int err;

	if (!value)
		err = diag_fail(d, 0, "--set '%s': not KEY=VALUE", text);
	else
		err = add_checked(c, name, value, out, d);
	free(name);
	return err;
}

/*
 * One -e NAME=VALUE or -e NAME; a variable that belongs to a key is set through the key, and
 * checked.
 */
static int add_env(const struct run_config *c, const char *text, struct buf *out, struct diag *d)
{
	char *name = mem_copy_text(text);
	const char *value = cmdline_cut(name);
	const struct schema_key *key = schema_find_env(c->schema, name);
	struct buf token = { 0 };
	int err = 0;

	if (!value)
		value = getenv(name);
	if (!*name || strpbrk(name, " \t\n\"")) {
		err = diag_fail(d, 0, "-e '%s': not a variable's name", text);
	} else if (key && value) {
		err = add_checked(c, key->name, value, out, d);
	} else if (value) {
		buf_addf(&token, "env.%s", name);
		run_config_add(out, buf_text(&token), value);
	}
	buf_free(&token);
	free(name);
	return err;
}

char *run_config_find(const char *text, const char *key)
{
	char *copy = mem_copy_text(text), *at = copy, *token, *found = NULL;

	while (cmdline_next(&at, &token) > CMDLINE_END && strcmp(token, "--") != 0) {
		const char *value = cmdline_cut(token);

		if (!value || strcmp(token, key) != 0)
			continue;
		free(found);
		found = mem_copy_text(value);
	}
	free(copy);
	return found;
}

static bool text_gives(const char *text, const char *key)
{
	char *value = run_config_find(text, key);

	free(value);
	return value != NULL;
}

/* A key without a default must come from the build or from the flags. */
static int check_required(const struct run_config *c, const struct buf *out, struct diag *d)
{
	for (size_t i = 0; i < c->schema->n; i++) {
		const struct schema_key *k = &c->schema->keys[i];

		if (k->fallback || (c->values && text_gives(c->values, k->name)) ||
		    text_gives(buf_text(out), k->name))
			continue;
		return diag_fail(d, 0, "key '%s' has no value: give it with --set %s=VALUE",
				 k->name, k->name);
	}
	return 0;
}

int run_config_write(const struct run_config *c, struct buf *out, struct diag *d)
{
	const char *const own[][2] = {
		{ "workdir", c->workdir },
		{ "hostname", c->hostname },
		{ "memory", c->memory },
		{ "cpus", c->cpus },
	};
	int err = 0;

	for (size_t i = 0; i < nitems(own); i++) {
		if (own[i][1])
			run_config_add(out, own[i][0], own[i][1]);
	}
	for (size_t i = 0; !err && i < c->env->n; i++)
		err = add_env(c, c->env->items[i], out, d);
	for (size_t i = 0; !err && i < c->set->n; i++)
		err = add_set(c, c->set->items[i], out, d);
	return err ? err : check_required(c, out, d);
}
