/* SPDX-License-Identifier: MIT */
/*
 * YAML as the tool reads it: one document of scalars, lists and mappings, every complaint with
 * file and line.
 */
#ifndef TOOL_BUILD_YAML_NODE_H
#define TOOL_BUILD_YAML_NODE_H

#include <stddef.h>
#include <yaml.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct yaml_file {
	yaml_document_t document;
	const char *path; /* for the sentences */
	struct diag *diag;
};

/*
 * Parse (n) bytes. The root is then yaml_root(): NULL for an empty document.
 *
 * Owns:   the caller, until yaml_file_fini(); nothing after a failure.
 * Errors: -EINVAL: not UTF-8 text, bad syntax, more than one document.
 */
must_use int yaml_file_init(struct yaml_file *f, const char *text, size_t n, const char *path,
			    struct diag *d);
void yaml_file_fini(struct yaml_file *f);

yaml_node_t *yaml_root(struct yaml_file *f);

/*
 * The text of a scalar without NUL in it, or NULL for any other node. Points into the document.
 */
const char *yaml_text(const yaml_node_t *node);

/* Say the sentence at the place of (node): "pith.yaml:3: ...". Returns -EINVAL. */
int yaml_fail(struct yaml_file *f, const yaml_node_t *node, const char *fmt, ...)
	printf_like(3, 4) cold;

/*
 * Call (each) for every pair of the mapping (node), whose keys must be different scalars; (what)
 * names it in a complaint. Stops at the first failure and returns it.
 */
typedef int yaml_pair_fn(struct yaml_file *f, const yaml_node_t *key, yaml_node_t *value, void *to);
must_use int yaml_each_pair(struct yaml_file *f, yaml_node_t *node, const char *what,
			    yaml_pair_fn *each, void *to);

/* Store a copy of the scalar (node) in (*text). */
must_use int yaml_take_text(struct yaml_file *f, const yaml_node_t *node, const char *what,
			    char **text);

/* Append a scalar, or every scalar of a list. */
must_use int yaml_take_strings(struct yaml_file *f, yaml_node_t *node, const char *what,
			       struct strings *list);

#endif
