/* SPDX-License-Identifier: MIT */
/*
 * The order of the steps, and checks of what comes in.
 */
#include "tool/link/link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"

/* Is it a file that the linker takes apart by itself: an archive, or bitcode? */
static bool is_archive(const struct buf *b)
{
	return b->len >= 8 &&
	       (!memcmp(b->data, "!<arch>\n", 8) || !memcmp(b->data, "!<thin>\n", 8));
}

static bool is_bitcode(const struct buf *b)
{
	return b->len >= 4 && !memcmp(b->data, "BC\xc0\xde", 4);
}

static int check_object(const char *path, const struct buf *b, struct diag *d)
{
	const char *why;
	struct elf e;

	if (elf_init(&e, b->data, b->len, &why))
		return diag_fail(d, 0, "open '%s': %s", path, why);
	if (e.header.e_type == ET_DYN)
		return diag_fail(
			d, 0,
			"open '%s': a shared library or program cannot be linked into an image",
			path);
	if (e.header.e_type != ET_REL)
		return diag_fail(d, 0, "open '%s': not an object file", path);
	return 0;
}

/* Check one input file and note it in the record. */
static int check_input(struct link *l, const char *path, struct diag *d)
{
	struct buf bytes = { 0 };
	bool archive;
	int err = file_read(path, &bytes, d);

	if (err)
		return err;
	archive = is_archive(&bytes);
	if (!archive && !is_bitcode(&bytes))
		err = check_object(path, &bytes, d);
	if (!err && !text_begins(path, l->workdir->path))
		record_add_bytes(l->record, archive ? "archive" : "object", path_base(path),
				 &bytes);
	buf_free(&bytes);
	return err;
}

static int check_inputs(struct link *l, struct diag *d)
{
	for (size_t i = 0; i < l->inputs->n; i++) {
		const char *input = l->inputs->items[i];
		int err = input[0] == '-' ? 0 : check_input(l, input, d);

		if (err)
			return err;
	}
	return 0;
}

int link_image(struct link *l, struct diag *d)
{
	int err = check_inputs(l, d);

	l->app = workdir_path(l->workdir, "app.o");
	l->kern = workdir_path(l->workdir, "kern.o");
	l->scratch = workdir_path(l->workdir, "image");
	if (!err)
		err = record_add_tools(l->record, l->compiler, l->toolkit, d);
	if (!err)
		err = link_app(l, d);
	if (!err)
		err = link_kern(l, d);
	if (!err)
		err = link_final(l, d);
	free(l->app);
	free(l->kern);
	free(l->scratch);
	strings_free(&l->calls);
	return err;
}
