/* SPDX-License-Identifier: MIT */
/*
 * The keys of pith.yaml: a table, and a reader for each kind of value. `config:` is in
 * manifest_config.c.
 */
#include "tool/build/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_type.h"
#include "tool/build/manifest_int.h"
#include "tool/build/yaml_node.h"
#include "tool/nearest.h"
#include "tool/run/network.h"

#define MANIFEST_MAX (1024 * 1024)
#define CPUS_MAX     256

struct key {
	const char *name;
	int (*take)(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		    struct manifest *m);
	size_t offset; /* of the field in struct manifest */
};

static const struct key keys[];

static void *field(struct manifest *m, const struct key *k)
{
	return (char *)m + k->offset;
}

static int take_text(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	return yaml_take_text(f, value, k->name, field(m, k));
}

static int take_list(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	return yaml_take_strings(f, value, k->name, field(m, k));
}

static int take_name(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	int err = take_text(f, k, value, m);

	if (!err && (!m->name[0] || strchr(m->name, '/') || !strcmp(m->name, ".") ||
		     !strcmp(m->name, "..")))
		err = yaml_fail(f, value, "name: '%s' is not the name of a file", m->name);
	return err;
}

static int take_size(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	char **text = field(m, k);
	uint64_t bytes;
	int err = take_text(f, k, value, m);

	if (!err && config_parse_size(*text, &bytes))
		err = yaml_fail(f, value, "%s: '%s' is not a size like 64M", k->name, *text);
	return err;
}

static int take_number(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		       struct manifest *m, int64_t min, int64_t max)
{
	char **text = field(m, k);
	int64_t n;
	int err = take_text(f, k, value, m);

	if (!err && (config_parse_int(*text, &n) || n < min || n > max))
		err = yaml_fail(f, value, "%s: '%s' is not a number from %lld to %lld", k->name,
				*text, (long long)min, (long long)max);
	return err;
}

static int take_cpus(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	return take_number(f, k, value, m, 1, CPUS_MAX);
}

static int take_id(struct yaml_file *f, const struct key *k, yaml_node_t *value, struct manifest *m)
{
	return take_number(f, k, value, m, 0, UINT32_MAX - 1);
}

static int take_ring(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	const char *text = yaml_text(value);
	struct diag why = { 0 };

	return manifest_set_ring(m, text ? text : "", &why)
		       ? yaml_fail(f, value, "%s: neither 0 nor 3", k->name)
		       : 0;
}

static int take_bool(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	const char *text = yaml_text(value);

	if (!text || (strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
		return yaml_fail(f, value, "%s: neither true nor false", k->name);
	*(bool *)field(m, k) = *text == 't';
	return 0;
}

static int take_net(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		    struct manifest *m)
{
	struct network network = { 0 };
	struct diag why = { "" };
	int err = take_text(f, k, value, m);

	if (!err && network_parse(&network, m->net, &why))
		err = yaml_fail(f, value, "net: '%s' is not none, user, passt or tap=NAME", m->net);
	return err;
}

static int take_ports(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		      struct manifest *m)
{
	struct ports ports = { 0 };
	struct diag why = { "" };
	int err = take_list(f, k, value, m);

	for (size_t i = 0; !err && i < m->ports.n; i++)
		if (ports_add(&ports, m->ports.items[i], "", &why))
			err = yaml_fail(f, value, "ports: %s", why.text);
	ports_free(&ports);
	return err;
}

static int take_erofs(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		      struct manifest *m)
{
	int err = take_text(f, k, value, m);

	if (!err && strcmp(m->erofs, "lz4") != 0)
		err = yaml_fail(f, value, "erofs: '%s' is not lz4", m->erofs);
	return err;
}

/* What (set) takes, which an option of `pith build` has, too. */
static int take_by(struct yaml_file *f, yaml_node_t *value, struct manifest *m,
		   int (*set)(struct manifest *m, const char *text, struct diag *d))
{
	const char *text = yaml_text(value);
	struct diag why = { "" };

	return set(m, text ? text : "", &why) ? yaml_fail(f, value, "%s", why.text) : 0;
}

static int take_root(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	(void)k;
	return take_by(f, value, m, manifest_set_root);
}

static int take_owner(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		      struct manifest *m)
{
	(void)k;
	return take_by(f, value, m, manifest_set_owner);
}

static int take_later(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		      struct manifest *m)
{
	(void)m;
	return yaml_fail(f, value, "%s: this comes with a later version", k->name);
}

static int take_env_pair(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to)
{
	const char *text = yaml_text(value);

	if (!text)
		return yaml_fail(f, value ? value : key, "env: the value of '%s' is not plain text",
				 yaml_text(key));
	strings_addf(to, "%s=%s", yaml_text(key), text);
	return 0;
}

static int check_env(struct yaml_file *f, const yaml_node_t *node, const struct manifest *m)
{
	for (size_t i = 0; i < m->env.n; i++) {
		if (m->env.items[i][0] == '=' || !strchr(m->env.items[i], '='))
			return yaml_fail(f, node, "env: '%s' is not NAME=VALUE", m->env.items[i]);
	}
	return 0;
}

/* A mapping, or a list of NAME=VALUE. */
static int take_env(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		    struct manifest *m)
{
	int err;

	if (value && value->type == YAML_MAPPING_NODE)
		err = yaml_each_pair(f, value, k->name, take_env_pair, &m->env);
	else
		err = yaml_take_strings(f, value, k->name, &m->env);
	return err ? err : check_env(f, value, m);
}

bool manifest_stays_inside(const char *guest)
{
	return strcmp(guest, "..") != 0 && !text_begins(guest, "../") && !strstr(guest, "/../") &&
	       !text_ends(guest, "/..");
}

static int add_file(struct yaml_file *f, const yaml_node_t *node, const char *guest,
		    const char *host, struct manifest *m)
{
	if (!*guest || !*host)
		return yaml_fail(f, node, "files: an empty path");
	if (!manifest_stays_inside(guest))
		return yaml_fail(f, node, "files: '%s' leads out of the image", guest);
	strings_add(&m->guest, guest);
	strings_add(&m->host, host);
	return 0;
}

static int take_file_pair(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to)
{
	const char *host = yaml_text(value);

	if (!host)
		return yaml_fail(f, value ? value : key,
				 "files: the source of '%s' is not plain text", yaml_text(key));
	return add_file(f, key, yaml_text(key), host, to);
}

/* A mapping of paths in the image to paths here, or a list of HOST or HOST:GUEST. */
static int take_files(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		      struct manifest *m)
{
	struct strings list = { 0 };
	int err;

	if (value && value->type == YAML_MAPPING_NODE)
		return yaml_each_pair(f, value, k->name, take_file_pair, m);
	err = yaml_take_strings(f, value, k->name, &list);
	for (size_t i = 0; i < list.n && !err; i++) {
		char *colon = strchr(list.items[i], ':');

		if (colon)
			*colon++ = '\0';
		err = add_file(f, value, colon ? colon : list.items[i], list.items[i], m);
	}
	strings_free(&list);
	return err;
}

static int take_binary(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		       struct manifest *m)
{
	int err = take_text(f, k, value, m);

	if (!err && m->binary[0] != '/')
		err = yaml_fail(f, value, "binary: '%s' does not begin with /", m->binary);
	return err;
}

static int take_with(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		     struct manifest *m)
{
	int err = take_list(f, k, value, m);

	for (size_t i = 0; i < m->with.n && !err; i++)
		if (m->with.items[i][0] != '/')
			err = yaml_fail(f, value, "with: '%s' does not begin with /",
					m->with.items[i]);
	return err;
}

static int take_config(struct yaml_file *f, const struct key *k, yaml_node_t *value,
		       struct manifest *m)
{
	(void)k;
	return manifest_take_config(f, value, m);
}

static int take_key(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to)
{
	struct nearest n = { .word = yaml_text(key) };

	for (const struct key *k = keys; k->name; k++) {
		if (strcmp(k->name, n.word) == 0)
			return k->take(f, k, value, to);
		nearest_try(&n, k->name);
	}
	return yaml_fail(f, key, "unknown key '%s'%s", n.word, nearest_hint(&n, ""));
}

int manifest_set_ring(struct manifest *m, const char *ring, struct diag *d)
{
	if (strcmp(ring, "0") != 0 && strcmp(ring, "3") != 0)
		return diag_fail(d, 0, "ring: '%s' is neither 0 nor 3", ring);
	m->ring = (unsigned)(ring[0] - '0');
	return 0;
}

int manifest_set_erofs(struct manifest *m, const char *how, struct diag *d)
{
	if (strcmp(how, "lz4") != 0)
		return diag_fail(d, 0, "erofs: '%s' is not lz4", how);
	free(m->erofs);
	m->erofs = mem_copy_text(how);
	return 0;
}

int manifest_set_owner(struct manifest *m, const char *whom, struct diag *d)
{
	if (strcmp(whom, "root") != 0 && strcmp(whom, "keep") != 0)
		return diag_fail(d, 0, "owner: '%s' is not root or keep", whom);
	m->owner_keep = strcmp(whom, "keep") == 0;
	return 0;
}

int manifest_set_root(struct manifest *m, const char *where, struct diag *d)
{
	if (strcmp(where, "image") != 0 && strcmp(where, "file") != 0)
		return diag_fail(d, 0, "root: '%s' is not image or file", where);
	m->root_file = strcmp(where, "file") == 0;
	return 0;
}

int manifest_read(struct manifest *m, const char *text, size_t n, const char *path, struct diag *d)
{
	struct yaml_file f;
	int err;

	*m = (struct manifest){ 0 };
	if (n > MANIFEST_MAX)
		return diag_fail(d, 0, "read '%s': larger than a MiB", path);
	err = yaml_file_init(&f, text, n, path, d);
	if (err)
		return err;
	if (yaml_root(&f))
		err = yaml_each_pair(&f, yaml_root(&f), "this file", take_key, m);
	yaml_file_fini(&f);
	return err;
}

void manifest_fini(struct manifest *m)
{
	struct strings *lists[] = { &m->sources, &m->cflags, &m->args, &m->env,   &m->guest,
				    &m->host,    &m->schema, &m->with, &m->ports, &m->packages };
	char *texts[] = { m->name,        m->workdir, m->memory, m->tmpfs,  m->cpus,
			  m->uid,         m->gid,     m->target, m->rootfs, m->binary,
			  m->binary_here, m->net,     m->erofs };

	for (size_t i = 0; i < nitems(lists); i++)
		strings_free(lists[i]);
	for (size_t i = 0; i < nitems(texts); i++)
		free(texts[i]);
	*m = (struct manifest){ 0 };
}

static const struct key keys[] = {
	{ "name", take_name, offsetof(struct manifest, name) },
	{ "source", take_list, offsetof(struct manifest, sources) },
	{ "cflags", take_list, offsetof(struct manifest, cflags) },
	{ "rootfs", take_text, offsetof(struct manifest, rootfs) },
	{ "erofs", take_erofs, offsetof(struct manifest, erofs) },
	{ "root", take_root, 0 },
	{ "owner", take_owner, 0 },
	{ "args", take_list, offsetof(struct manifest, args) },
	{ "env", take_env, 0 },
	{ "files", take_files, 0 },
	{ "workdir", take_text, offsetof(struct manifest, workdir) },
	{ "memory", take_size, offsetof(struct manifest, memory) },
	{ "tmpfs", take_size, offsetof(struct manifest, tmpfs) },
	{ "cpus", take_cpus, offsetof(struct manifest, cpus) },
	{ "uid", take_id, offsetof(struct manifest, uid) },
	{ "gid", take_id, offsetof(struct manifest, gid) },
	{ "jit", take_bool, offsetof(struct manifest, jit) },
	{ "seal", take_bool, offsetof(struct manifest, seal) },
	{ "ring", take_ring, 0 },
	{ "config", take_config, 0 },
	{ "target", take_text, offsetof(struct manifest, target) },
	{ "binary", take_binary, offsetof(struct manifest, binary) },
	{ "with", take_with, offsetof(struct manifest, with) },
	{ "packages", take_list, offsetof(struct manifest, packages) },
	{ "image", take_later, 0 },
	{ "net", take_net, offsetof(struct manifest, net) },
	{ "ports", take_ports, offsetof(struct manifest, ports) },
	{ "volumes", take_later, 0 },
	{ 0 },
};
