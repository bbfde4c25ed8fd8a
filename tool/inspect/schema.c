/* SPDX-License-Identifier: MIT */
/*
 * Reading the schema note, which comes from a file that anybody may have made: bounded, and
 * refused as a whole when it does not end where it says.
 */
#include "tool/inspect/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_type.h"

#define STRINGS_PER_KEY 5

/* Take a string off the note. Returns NULL when it does not end within it. */
static const char *take_string(const char **at, const char *end)
{
	const char *s = *at;
	const char *nul = s < end ? memchr(s, '\0', (size_t)(end - s)) : NULL;

	if (nul)
		*at = nul + 1;
	return nul ? s : NULL;
}

int schema_read(struct schema *s, const char *note, size_t size)
{
	const char *at = note, *end = note + size;

	*s = (struct schema){ 0 };
	while (size) {
		const char *part[STRINGS_PER_KEY];

		part[0] = take_string(&at, end);
		if (part[0] && !*part[0])
			return 0;
		for (size_t i = 1; part[0] && i < STRINGS_PER_KEY; i++) {
			part[i] = take_string(&at, end);
			part[0] = part[i] ? part[0] : NULL;
		}
		if (!part[0] || (*part[2] && *part[2] != '=')) {
			schema_free(s);
			return -EINVAL;
		}
		s->keys = mem_resize(s->keys, (s->n + 1) * sizeof *s->keys);
		s->keys[s->n++] = (struct schema_key){
			.name = part[0],
			.type = part[1],
			.fallback = *part[2] ? part[2] + 1 : NULL,
			.env = part[3],
			.help = part[4],
		};
	}
	return 0;
}

void schema_free(struct schema *s)
{
	free(s->keys);
	*s = (struct schema){ 0 };
}

const struct schema_key *schema_find(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->keys[i].name, name) == 0)
			return &s->keys[i];
	}
	return NULL;
}

const struct schema_key *schema_find_env(const struct schema *s, const char *env)
{
	for (size_t i = 0; i < s->n; i++) {
		if (*env && strcmp(s->keys[i].env, env) == 0)
			return &s->keys[i];
	}
	return NULL;
}

void schema_describe_type(const char *type, struct buf *out)
{
	if (text_begins(type, "int ")) {
		size_t n = strcspn(type + 4, " ");

		buf_addf(out, "an int from %.*s to %s", (int)n, type + 4,
			 type + 4 + n + !!type[4 + n]);
	} else if (text_begins(type, "enum ")) {
		buf_add_text(out, "one of ");
		for (const char *s = type + 5; *s; s++)
			*s == '|' ? buf_add_text(out, ", ") : buf_add(out, s, 1);
	} else if (strcmp(type, "bool") == 0) {
		buf_add_text(out, "true or false");
	} else if (strcmp(type, "size") == 0) {
		buf_add_text(out, "a size such as 64M");
	} else if (strcmp(type, "duration") == 0) {
		buf_add_text(out, "a duration such as 10s");
	} else {
		buf_addf(out, "a %s", type);
	}
}

int schema_check(const char *name, const char *type, const char *value, struct diag *d)
{
	int err = config_type_check(type, value);
	struct buf wanted = { 0 };

	if (err == -EOPNOTSUPP)
		return diag_fail(d, 0, "key '%s' has a type that is none: '%s'", name, type);
	if (!err)
		return 0;
	schema_describe_type(type, &wanted);
	diag_fail(d, 0, "key '%s': '%s' is not %s", name, value, buf_text(&wanted));
	buf_free(&wanted);
	return err;
}
