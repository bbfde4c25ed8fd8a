/* SPDX-License-Identifier: MIT */
/*
 * The configuration schema of an image (the note PITH_NOTE_SCHEMA), and what values it allows.
 */
#ifndef TOOL_INSPECT_SCHEMA_H
#define TOOL_INSPECT_SCHEMA_H

#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct schema_key {
	const char *name;
	const char *type;     /* base/config_type.h */
	const char *fallback; /* the default, or NULL: the key must be given */
	const char *env;      /* the environment variable that the application sees, or "" */
	const char *help;
};

struct schema {
	struct schema_key *keys;
	size_t n;
};

/*
 * Read the note of (size) bytes at (note), which must stay as long as the schema is used.
 *
 * Owns:   the caller: schema_free().
 * Errors: -EINVAL when it is cut or not made of five strings to a key.
 */
must_use int schema_read(struct schema *s, const char *note, size_t size);
void schema_free(struct schema *s);

/* The key that is called (name), or whose environment variable is; NULL when there is none. */
const struct schema_key *schema_find(const struct schema *s, const char *name);
const struct schema_key *schema_find_env(const struct schema *s, const char *env);

/*
 * Is (value) one for a key of (type)? Says so in (d): "key 'port': '70000' is not an int from 1
 * to 65535".
 */
must_use int schema_check(const char *name, const char *type, const char *value, struct diag *d);

/* What a type wants, in words: "an int from 1 to 65535". */
void schema_describe_type(const char *type, struct buf *out);

#endif
