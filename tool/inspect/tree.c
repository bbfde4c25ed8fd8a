/* SPDX-License-Identifier: MIT */
/*
 * The rows of an image as a tree for the treemap: library, file, function or object.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/buf.h"
#include "tool/inspect/inspect.h"
#include "tool/inspect/map.h"

static struct map_node *add_child(struct map_node *parent, const char *name)
{
	parent->child =
		mem_resize(parent->child, (parent->nr_children + 1) * sizeof *parent->child);
	parent->child[parent->nr_children] = (struct map_node){ .name = name };
	return &parent->child[parent->nr_children++];
}

static struct map_node *last_child(struct map_node *parent)
{
	return parent->nr_children ? &parent->child[parent->nr_children - 1] : NULL;
}

/* The rows are sorted, so a new library or file is one that differs from the last. */
static void make_tree(const struct group_rows *rows, struct map_node *root)
{
	const struct group_row *last = NULL;

	for (size_t i = 0; i < rows->n; i++) {
		const struct group_row *r = &rows->rows[i];
		bool new_group = !last || last->group != r->group;
		bool new_file = new_group || strcmp(last->file, r->file) != 0;
		struct map_node *group, *file, *leaf;

		group = new_group ? add_child(root, group_name(r->group)) : last_child(root);
		group->colour = group_colour(r->group);
		if (!*r->file) {
			leaf = add_child(group, r->name);
		} else {
			file = new_file ? add_child(group, r->file) : last_child(group);
			file->bytes += r->bytes;
			leaf = add_child(file, r->name);
		}
		leaf->bytes = r->bytes;
		group->bytes += r->bytes;
		root->bytes += r->bytes;
		last = r;
	}
}

static void free_tree(struct map_node *n)
{
	for (size_t i = 0; i < n->nr_children; i++)
		free_tree(&n->child[i]);
	free(n->child);
}

int inspect_write_map(struct inspect *i, const char *path, struct diag *d)
{
	struct map_node root = { .name = i->name };
	char subtitle[160], bytes[32];
	FILE *f;
	int err = 0;

	if (!i->detailed)
		return diag_fail(d, 0, "%s", i->missing.text);
	f = fopen(path, "we");
	if (!f)
		return diag_fail(d, errno, "write '%s'", path);
	make_tree(&i->rows, &root);
	snprintf(subtitle, sizeof subtitle, "%s bytes \u00b7 runs as %s \u00b7 %zu system calls",
		 map_number(i->image->elf.size, bytes), image_targets_text(i->image->targets),
		 i->nr_calls);
	map_write_svg(f, &root, i->name, subtitle);
	free_tree(&root);
	if (ferror(f))
		err = diag_fail(d, EIO, "write '%s'", path);
	if (fclose(f) && !err)
		err = diag_fail(d, errno, "write '%s'", path);
	return err;
}
