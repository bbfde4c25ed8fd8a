/* SPDX-License-Identifier: MIT */
/*
 * `config:` of pith.yaml: the keys that the application takes, each with a type.
 *
 *	config:
 *	  port:
 *	    type: int          # string bool int size duration enum; string when nothing is said
 *	    min: 1
 *	    max: 65535
 *	    default: 8080      # without one the key must be given at the start
 *	    env: PORT          # the variable; the name in capitals when nothing is said
 *	    help: where to listen
 *	  mode: { type: enum, values: [fast, safe], default: safe }
 *	  greeting: hello      # a text alone is the default of a string
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_type.h"
#include "tool/build/manifest_int.h"
#include "tool/nearest.h"
#include "tool/inspect/schema.h"

/* One key while it is read. */
struct entry {
	char *type;
	char *fallback; /* NULL: none */
	char *env;
	char *help;
	char *min;
	char *max;
	struct strings values;
};

static void entry_fini(struct entry *e)
{
	char *texts[] = { e->type, e->fallback, e->env, e->help, e->min, e->max };

	for (size_t i = 0; i < nitems(texts); i++)
		free(texts[i]);
	strings_free(&e->values);
}

static int take_attribute(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to)
{
	struct entry *e = to;
	const struct {
		const char *name;
		char **text;
	} attributes[] = {
		{ "type", &e->type }, { "default", &e->fallback }, { "env", &e->env },
		{ "help", &e->help }, { "min", &e->min },          { "max", &e->max },
	};
	struct nearest n = { .word = yaml_text(key) };

	if (strcmp(n.word, "values") == 0)
		return yaml_take_strings(f, value, n.word, &e->values);
	for (size_t i = 0; i < nitems(attributes); i++) {
		if (strcmp(attributes[i].name, n.word) == 0)
			return yaml_take_text(f, value, n.word, attributes[i].text);
		nearest_try(&n, attributes[i].name);
	}
	nearest_try(&n, "values");
	return yaml_fail(f, key, "unknown attribute '%s'%s", n.word, nearest_hint(&n, ""));
}

/* Write the type as the schema note has it: "int 1 65535". */
static int write_type(struct yaml_file *f, const yaml_node_t *key, const struct entry *e,
		      struct buf *type)
{
	const char *name = e->type ? e->type : e->values.n ? "enum" : "string";
	const char *value = NULL;

	buf_add_text(type, name);
	if (strcmp(name, "int") == 0) {
		value = e->min ? e->min : "0";
		buf_addf(type, " %s %s", e->min ? e->min : "-9223372036854775808",
			 e->max ? e->max : "9223372036854775807");
	} else if (e->min || e->max) {
		return yaml_fail(f, key, "key '%s': min and max belong to type int",
				 yaml_text(key));
	}
	if (strcmp(name, "enum") == 0) {
		if (!e->values.n)
			return yaml_fail(f, key, "key '%s': an enum wants values", yaml_text(key));
		for (size_t i = 0; i < e->values.n; i++)
			buf_addf(type, "%s%s", i ? "|" : " ", e->values.items[i]);
		value = e->values.items[0];
	} else if (e->values.n) {
		return yaml_fail(f, key, "key '%s': values belong to type enum", yaml_text(key));
	}
	if (config_type_check(type->data, value ? value : "") == -EOPNOTSUPP)
		return yaml_fail(
			f, key, "key '%s': '%s' is not a type (string bool int size duration enum)",
			yaml_text(key), name);
	return 0;
}

/* The name in capitals, other characters as underscores: "max.size" is MAX_SIZE. */
static void write_env_name(const char *name, struct buf *env)
{
	for (; *name; name++) {
		char c = *name;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			c = '_';
		buf_add(env, &c, 1);
	}
}

static int check_name(struct yaml_file *f, const yaml_node_t *key)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	static const char *const taken[] = { "arg", "console", "cpus", "env",   "gid", "hostname",
					     "log", "memory",  "root", "tmpfs", "uid", "workdir" };
	const char *name = yaml_text(key);

	if (!*name || name[strspn(name, letters)] || name[0] == '-')
		return yaml_fail(f, key,
				 "config: '%s' is not a name of letters, digits, '.', '_' and '-'",
				 name);
	for (size_t i = 0; i < nitems(taken); i++) {
		size_t n = strlen(taken[i]);

		if (strncmp(name, taken[i], n) == 0 && (!name[n] || name[n] == '.'))
			return yaml_fail(f, key, "config: '%s' is a key of Pith's own", name);
	}
	return 0;
}

static int add_entry(struct yaml_file *f, const yaml_node_t *key, const struct entry *e,
		     struct manifest *m)
{
	const char *name = yaml_text(key);
	struct buf type = { 0 }, env = { 0 };
	int err = write_type(f, key, e, &type);

	if (!err && e->fallback && schema_check(name, type.data, e->fallback, f->diag)) {
		struct diag said = *f->diag;

		err = yaml_fail(f, key, "default: %s", said.text);
	}
	if (!err) {
		write_env_name(name, &env);
		strings_add(&m->schema, name);
		strings_add(&m->schema, type.data);
		strings_addf(&m->schema, "%s%s", e->fallback ? "=" : "",
			     e->fallback ? e->fallback : "");
		strings_add(&m->schema, e->env ? e->env : env.data);
		strings_add(&m->schema, e->help ? e->help : "");
	}
	buf_free(&type);
	buf_free(&env);
	return err;
}

static int take_entry(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to)
{
	struct entry e = { 0 };
	int err = check_name(f, key);

	if (!err && yaml_text(value))
		e.fallback = mem_copy_text(yaml_text(value));
	else if (!err)
		err = yaml_each_pair(f, value, yaml_text(key), take_attribute, &e);
	if (!err)
		err = add_entry(f, key, &e, to);
	entry_fini(&e);
	return err;
}

int manifest_take_config(struct yaml_file *f, yaml_node_t *node, struct manifest *m)
{
	return yaml_each_pair(f, node, "config", take_entry, m);
}
