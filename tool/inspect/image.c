/* SPDX-License-Identifier: MIT */
/*
 * Finding and checking the notes of an image. They are bytes of a file: every string is looked
 * for its end.
 */
#include "tool/inspect/image.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/sha256.h"
#include "include/pith/image.h"

struct image_note {
	uint32_t version;
	uint32_t targets;
};

/* The text at (at), if it ends within its (n) bytes. */
static const char *bounded_text(const void *at, size_t n)
{
	return memchr(at, '\0', n) ? at : NULL;
}

static int read_image_note(struct image *i, struct diag *d)
{
	struct elf_note note = { 0 };
	struct image_note head;

	if (!elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_IMAGE, &note))
		return diag_fail(d, 0, "'%s' is an ELF file, but not a Pith image", i->path);
	if (note.desc_size <= sizeof head)
		return diag_fail(d, 0, "'%s': its image note is too short", i->path);
	memcpy(&head, note.desc, sizeof head);
	if (head.version != PITH_IMAGE_VERSION)
		return diag_fail(d, 0, "'%s' has image version %u; this pith reads version %u",
				 i->path, head.version, PITH_IMAGE_VERSION);
	i->targets = head.targets;
	i->version = bounded_text(note.desc + sizeof head, note.desc_size - sizeof head);
	return i->version ? 0 : diag_fail(d, 0, "'%s': its image note is broken", i->path);
}

static int read_config_notes(struct image *i, struct diag *d)
{
	struct elf_note note = { 0 };

	if (elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_SCHEMA, &note) &&
	    schema_read(&i->schema, (const char *)note.desc, note.desc_size))
		return diag_fail(d, 0, "'%s': its schema note is broken", i->path);
	i->values = "";
	note = (struct elf_note){ 0 };
	if (elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_VALUES, &note))
		i->values = bounded_text(note.desc, note.desc_size);
	if (!i->values)
		return diag_fail(d, 0, "'%s': its note of values is broken", i->path);
	note = (struct elf_note){ 0 };
	if (elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_RECORD, &note)) {
		i->record = (const char *)note.desc;
		i->record_size = note.desc_size;
	}
	return 0;
}

static int read_network_note(struct image *i, struct diag *d)
{
	struct elf_note note = { 0 };
	const char *at, *end;
	uint32_t flags;

	i->net = "";
	if (!elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_NETWORK, &note))
		return 0;
	at = (const char *)note.desc + sizeof flags;
	end = (const char *)note.desc + note.desc_size;
	/* Each text ends in the note, and the last thing in it is an end. */
	if (note.desc_size <= sizeof flags || end[-1])
		return diag_fail(d, 0, "'%s': its network note is broken", i->path);
	memcpy(&flags, note.desc, sizeof flags);
	i->has_network = flags & PITH_NETWORK_DEVICES;
	i->net = at;
	for (at += strlen(at) + 1; at < end && *at; at += strlen(at) + 1)
		strings_add(&i->ports, at);
	return 0;
}

static int read_root_note(struct image *i, struct diag *d)
{
	struct elf_note note = { 0 };
	uint64_t size, pages;

	if (!elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_ROOT, &note))
		return 0;
	if (note.desc_size < sizeof size)
		return diag_fail(d, 0, "'%s': its root note is broken", i->path);
	memcpy(&size, note.desc, sizeof size);
	/* Behind the files are their digests, and the note has one for each page of those. */
	pages = (note.desc_size - sizeof size) / SHA256_SIZE;
	if (size > UINT64_MAX / 2)
		return diag_fail(d, 0, "'%s': its root note is broken", i->path);
	i->root_size = size + pages * PITH_ROOT_PAGE;
	return 0;
}

static int read_program_note(struct image *i, struct diag *d)
{
	struct elf_note note = { 0 };

	if (!elf_find_note(&i->elf, PITH_NOTE_NAME, PITH_NOTE_PROGRAM, &note))
		return 0;
	if (note.desc_size > sizeof i->ring) {
		memcpy(&i->ring, note.desc, sizeof i->ring);
		i->program = bounded_text((const char *)note.desc + sizeof i->ring,
					  note.desc_size - sizeof i->ring);
	}
	return i->program ? 0 : diag_fail(d, 0, "'%s': its program note is broken", i->path);
}

int image_open(struct image *image, const char *path, struct diag *d)
{
	int err;

	*image = (struct image){ .path = path };
	err = elf_map(&image->elf, path, d);
	if (err)
		return err;
	err = read_image_note(image, d);
	if (!err)
		err = read_config_notes(image, d);
	if (!err)
		err = read_network_note(image, d);
	if (!err)
		err = read_root_note(image, d);
	if (!err)
		err = read_program_note(image, d);
	if (err)
		image_close(image);
	return err;
}

void image_close(struct image *image)
{
	schema_free(&image->schema);
	strings_free(&image->ports);
	elf_unmap(&image->elf);
}

static bool all_zero(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i])
			return false;
	}
	return true;
}

/*
 * Does the debug file (g) have the very bytes that (image) loads? Zeros at an end may not be in the
 * image.
 */
static bool same_bytes(const struct image *image, const struct graph *g)
{
	Elf64_Phdr p, q;

	if (image->elf.nr_segments != g->elf.nr_segments)
		return false;
	for (size_t i = 0; i < image->elf.nr_segments; i++) {
		const uint8_t *a, *b;

		if (!elf_segment(&image->elf, i, &p) || !elf_segment(&g->elf, i, &q) ||
		    p.p_vaddr != q.p_vaddr || p.p_memsz != q.p_memsz || p.p_filesz > q.p_filesz)
			return false;
		if (p.p_type != PT_LOAD || !p.p_filesz || !p.p_offset)
			continue;
		a = elf_loaded(&image->elf, p.p_vaddr, p.p_filesz);
		b = elf_loaded(&g->elf, q.p_vaddr, q.p_filesz);
		if (!a || !b || memcmp(a, b, p.p_filesz) ||
		    !all_zero(b + p.p_filesz, q.p_filesz - p.p_filesz))
			return false;
	}
	return true;
}

int image_open_debug(const struct image *image, const char *path, struct graph *g, struct diag *d)
{
	int err = graph_open(g, path, d);

	if (!err && !same_bytes(image, g)) {
		graph_close(g);
		err = diag_fail(d, 0, "'%s.debug' belongs to another build than '%s'", image->path,
				image->path);
	}
	return err;
}

int image_open_graph(const struct image *image, struct graph *g, struct diag *d)
{
	struct buf path = { 0 };
	int err;

	buf_addf(&path, "%s.debug", image->path);
	if (access(path.data, F_OK))
		err = diag_fail(
			d, ENOENT,
			"bytes and references need '%s', which pith build leaves beside the image",
			path.data);
	else
		err = image_open_debug(image, path.data, g, d);
	buf_free(&path);
	return err;
}

const char *image_targets_text(uint32_t targets)
{
	switch (targets & (PITH_TARGET_VM | PITH_TARGET_PROCESS)) {
	case PITH_TARGET_VM:
		return "machine";
	case PITH_TARGET_PROCESS:
		return "process";
	case PITH_TARGET_VM | PITH_TARGET_PROCESS:
		return "process and machine";
	}
	return "nothing";
}
