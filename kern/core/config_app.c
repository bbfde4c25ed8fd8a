/* SPDX-License-Identifier: MIT */
/*
 * The application's own configuration keys, from the schema in the image (include/pith/image.h,
 * PITH_NOTE_SCHEMA). A value becomes the environment variable that the schema names, so that any
 * POSIX program can read it.
 */
#include "base/config_type.h"
#include "base/errno.h"
#include "base/format.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/mem/heap.h"

LINK_WITH(config_more_key);

#define KEYS_MAX 256

struct key {
	const char *name;
	const char *type;
	const char *fallback; /* "" for none, else "=" and the value */
	const char *variable;
};

/* What was given, by the key's place in the schema: the last one of each. */
static const char *given[KEYS_MAX];

static const char *next_string(const char *s)
{
	return s + strlen(s) + 1;
}

/* Read the key at (s) and return where the next one begins; NULL at the end of the schema. */
static const char *read_key(const char *s, struct key *k)
{
	if (!*s)
		return NULL;
	k->name = s;
	k->type = next_string(k->name);
	k->fallback = next_string(k->type);
	k->variable = next_string(k->fallback);
	return next_string(next_string(k->variable));
}

static void put(const struct key *k, const char *value)
{
	size_t size = strlen(k->variable) + strlen(value) + 2;
	char *text = heap_alloc(size);

	if (!text)
		image_refuse("configuration: %s: out of memory", k->name);
	format_text(text, size, "%s=%s", k->variable, value);
	config_add_env(text);
}

bool config_app_key(const char *name, const char *value)
{
	struct key k;
	unsigned i = 0;
	int err;

	for (const char *s = image_schema; (s = read_key(s, &k)); i++) {
		if (strcmp(k.name, name))
			continue;
		err = config_type_check(k.type, value);
		if (err)
			image_refuse("configuration: %s: '%s' is not a value of type %s", name,
				     value, k.type);
		if (i >= KEYS_MAX)
			image_refuse("configuration: %s: more than %d keys", name, KEYS_MAX);
		given[i] = value;
		return true;
	}
	return false;
}

void config_app_finish(void)
{
	struct key k;
	unsigned i = 0;

	for (const char *s = image_schema; (s = read_key(s, &k)); i++) {
		const char *value = i < KEYS_MAX ? given[i] : NULL;

		if (!value && k.fallback[0] != '=')
			image_refuse("configuration: %s: no value was given", k.name);
		put(&k, value ? value : k.fallback + 1);
	}
}
