/* SPDX-License-Identifier: MIT */
/*
 * A thin layer over libyaml's document tree. Aliases may make the tree a graph, even a circular
 * one: nothing here or above follows nodes deeper than it has levels of its own.
 */
#include "tool/build/yaml_node.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fail_syntax(const yaml_parser_t *p, const char *path, struct diag *d)
{
	return diag_fail(d, 0, "%s:%zu: %s", path, p->problem_mark.line + 1,
			 p->problem ? p->problem : "not YAML text");
}

/* There must be nothing behind the document. */
static int check_end(yaml_parser_t *p, const char *path, struct diag *d)
{
	yaml_document_t next;
	bool more;

	if (!yaml_parser_load(p, &next))
		return fail_syntax(p, path, d);
	more = yaml_document_get_root_node(&next) != NULL;
	yaml_document_delete(&next);
	return more ? diag_fail(d, 0, "%s: more than one document", path) : 0;
}

int yaml_file_init(struct yaml_file *f, const char *text, size_t n, const char *path,
		   struct diag *d)
{
	yaml_parser_t parser;
	int err;

	*f = (struct yaml_file){ .path = path, .diag = d };
	if (!yaml_parser_initialize(&parser))
		return diag_fail(d, ENOMEM, "read '%s'", path);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	if (!yaml_parser_load(&parser, &f->document)) {
		err = fail_syntax(&parser, path, d);
	} else {
		err = yaml_root(f) ? check_end(&parser, path, d) : 0;
		if (err)
			yaml_document_delete(&f->document);
	}
	yaml_parser_delete(&parser);
	return err;
}

void yaml_file_fini(struct yaml_file *f)
{
	yaml_document_delete(&f->document);
}

yaml_node_t *yaml_root(struct yaml_file *f)
{
	return yaml_document_get_root_node(&f->document);
}

const char *yaml_text(const yaml_node_t *node)
{
	const char *text;

	if (!node || node->type != YAML_SCALAR_NODE)
		return NULL;
	text = (const char *)node->data.scalar.value;
	return memchr(text, 0, node->data.scalar.length) ? NULL : text;
}

int yaml_fail(struct yaml_file *f, const yaml_node_t *node, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list args;
	int err;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	err = diag_fail(f->diag, 0, "%s:%zu: %s", f->path, node ? node->start_mark.line + 1 : 1,
			text.data);
	buf_free(&text);
	return err;
}

/* Was the key (name) of pair (at) met before it? */
static bool is_repeated(struct yaml_file *f, const yaml_node_t *node, const yaml_node_pair_t *at,
			const char *name)
{
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start; p < at; p++) {
		const char *other = yaml_text(yaml_document_get_node(&f->document, p->key));

		if (other && strcmp(other, name) == 0)
			return true;
	}
	return false;
}

int yaml_each_pair(struct yaml_file *f, yaml_node_t *node, const char *what, yaml_pair_fn *each,
		   void *to)
{
	if (!node || node->type != YAML_MAPPING_NODE)
		return yaml_fail(f, node, "%s: not a mapping of keys to values", what);
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top;
	     p++) {
		const yaml_node_t *key = yaml_document_get_node(&f->document, p->key);
		const char *name = yaml_text(key);
		int err;

		if (!name)
			return yaml_fail(f, key, "%s: a key is not plain text", what);
		if (is_repeated(f, node, p, name))
			return yaml_fail(f, key, "key '%s' is given twice", name);
		err = each(f, key, yaml_document_get_node(&f->document, p->value), to);
		if (err)
			return err;
	}
	return 0;
}

int yaml_take_text(struct yaml_file *f, const yaml_node_t *node, const char *what, char **text)
{
	const char *value = yaml_text(node);

	if (!value)
		return yaml_fail(f, node, "%s: not plain text", what);
	*text = mem_copy_text(value);
	return 0;
}

int yaml_take_strings(struct yaml_file *f, yaml_node_t *node, const char *what,
		      struct strings *list)
{
	const char *value = yaml_text(node);

	if (value) {
		strings_add(list, value);
		return 0;
	}
	if (!node || node->type != YAML_SEQUENCE_NODE)
		return yaml_fail(f, node, "%s: neither text nor a list of texts", what);
	for (yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++) {
		const yaml_node_t *item = yaml_document_get_node(&f->document, *i);

		value = yaml_text(item);
		if (!value)
			return yaml_fail(f, item ? item : node,
					 "%s: an item of the list is not plain text", what);
		strings_add(list, value);
	}
	return 0;
}
