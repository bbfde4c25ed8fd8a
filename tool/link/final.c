/* SPDX-License-Identifier: MIT */
/*
 * Step 3: the image. Linked once to learn where its functions are, and again with their names.
 *
 * The table of names stands behind everything that is code, so it moves none; that is checked,
 * not believed. What is put in place is what the program headers load: an image has neither
 * section headers nor symbols. Those are in OUTPUT.debug, which has the same addresses.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/elf.h"
#include "tool/link/link.h"

static int link_once(const struct link *l, const struct strings *objects, struct diag *d)
{
	static const char *const flags[] = {
		"-pie",
		"-static",
		"--no-dynamic-linker",
		"-z",
		"text",
		"-z",
		"noexecstack",
		"--gc-sections",
		"-z",
		"pack-relative-relocs",
		"-z",
		"noseparate-code",
		"-z",
		"norelro",
		"--build-id=none",
		"--hash-style=sysv",
		"--emit-relocs",
		"--no-warn-rwx-segments",
		"--orphan-handling=place",
	};
	struct strings args = { 0 };
	int err;

	strings_add(&args, "ld");
	for (size_t i = 0; i < nitems(flags); i++)
		strings_add(&args, flags[i]);
	strings_add(&args, "-T");
	strings_addf(&args, "%s/image.lds", l->workdir->path);
	strings_add(&args, "-o");
	strings_add(&args, l->scratch);
	strings_add(&args, l->app);
	strings_add(&args, l->kern);
	strings_add_all(&args, objects);
	err = link_run(l, &args, "link", d);
	strings_free(&args);
	return err;
}

/*
 * An object with the file (path) in section (name); quotes in the path are the assembler's
 * matter.
 */
static int make_blob(const struct link *l, const char *name, const char *path, const char *object,
		     struct diag *d)
{
	struct buf text = { 0 };
	int err;

	buf_addf(&text, "\t.section %s, \"a\", @progbits\n\t.incbin \"", name);
	for (const char *s = path; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_add(&text, "\\", 1);
		buf_add(&text, s, 1);
	}
	buf_add_text(&text, "\"\n\t.section .note.GNU-stack, \"\", @progbits\n");
	err = link_assemble(l, text.data, object, d);
	buf_free(&text);
	return err;
}

static int make_symbols_object(const struct link *l, const struct buf *table, const char *object,
			       struct diag *d)
{
	char *path = workdir_path(l->workdir, "symbols.bin");
	int err = file_write(path, table->data, table->len, d);

	if (!err)
		err = make_blob(l, ".pith.symbols", path, object, d);
	free(path);
	return err;
}

/*
 * Link until the table of names, if there is to be one, is that of the image that it stands in.
 * Twice is enough unless code moved.
 */
static int link_with_symbols(const struct link *l, struct strings *objects, struct diag *d)
{
	char *object = workdir_path(l->workdir, "symbols.o");
	struct buf table = { 0 }, old = { 0 };
	int err = link_once(l, objects, d);

	for (int round = 0; !err && l->symbols; round++) {
		table.len = 0;
		err = link_symbols(l->scratch, &table, d);
		if (err || (old.len == table.len && !memcmp(old.data, table.data, table.len)))
			break;
		if (round == 3) {
			err = diag_fail(d, 0,
					"link: the functions of '%s' do not keep their places",
					l->name);
			break;
		}
		old.len = 0;
		buf_add(&old, table.data, table.len);
		err = make_symbols_object(l, &table, object, d);
		strings_add_once(objects, object);
		if (!err)
			err = link_once(l, objects, d);
	}
	buf_free(&table);
	buf_free(&old);
	free(object);
	return err;
}

/* How many bytes of the file the program headers speak of. */
static size_t loaded_size(const struct elf *e)
{
	size_t end = e->header.e_phoff + e->nr_segments * sizeof(Elf64_Phdr);
	Elf64_Phdr p;

	for (size_t i = 0; i < e->nr_segments; i++) {
		if (elf_segment(e, i, &p) && p.p_filesz)
			end = MAX(end, p.p_offset + p.p_filesz);
	}
	return end;
}

/*
 * What the linker decides by rules of its own is made plain: an image may be loaded anywhere (the
 * linker says so only when something is at address 0), and a segment of nothing is none.
 */
static void finish_headers(struct buf *image)
{
	Elf64_Ehdr h;
	Elf64_Phdr p;

	memcpy(&h, image->data, sizeof h);
	h.e_type = ET_DYN;
	memcpy(image->data, &h, sizeof h);
	for (size_t i = 0; i < h.e_phnum; i++) {
		char *at = image->data + h.e_phoff + i * sizeof p;

		memcpy(&p, at, sizeof p);
		if (!p.p_memsz && (p.p_type == PT_LOAD || p.p_type == PT_TLS))
			p.p_type = PT_NULL;
		memcpy(at, &p, sizeof p);
	}
}

/* Leave only what the program headers load. */
static void strip_image(struct buf *image, size_t size)
{
	Elf64_Ehdr h;

	memcpy(&h, image->data, sizeof h);
	h.e_shoff = 0;
	h.e_shnum = 0;
	h.e_shstrndx = 0;
	memcpy(image->data, &h, sizeof h);
	image->len = size;
}

/* Move the bytes of a segment that is loaded to (end) of what is packed. Returns where they end. */
static size_t pack_segment(struct buf *image, Elf64_Phdr *p, size_t end)
{
	while (p->p_filesz && !image->data[p->p_offset + p->p_filesz - 1])
		p->p_filesz--;
	memmove(image->data + end, image->data + p->p_offset, p->p_filesz);
	p->p_offset = end;
	p->p_align = 1;
	return end + p->p_filesz;
}

/*
 * Monitors copy what they load, so nothing of an image that no process maps stands at the place in
 * the file that its page has in memory: segments follow each other, and zeros at the end of one are
 * the monitor's to make. The first, with headers and notes, stays where it is; those that are not
 * loaded are parts of others, and come behind them in the table.
 */
static void pack_image(struct buf *image)
{
	Elf64_Phdr p, relro = { 0 };
	size_t end = 0;
	Elf64_Ehdr h;

	memcpy(&h, image->data, sizeof h);
	for (size_t i = 0; i < h.e_phnum; i++) {
		char *at = image->data + h.e_phoff + i * sizeof p;

		memcpy(&p, at, sizeof p);
		if (p.p_type == PT_LOAD)
			end = pack_segment(image, &p, end);
		if (p.p_type == PT_LOAD && p.p_flags & PF_W && !relro.p_type)
			relro = p; /* variables of threads are at its beginning */
		if (p.p_type == PT_TLS)
			p.p_offset = relro.p_offset + p.p_vaddr - relro.p_vaddr;
		memcpy(at, &p, sizeof p);
	}
	image->len = end;
}

/* Put the image in its place, and its twin with symbols beside it: both or none. */
static int install(const struct link *l, bool keep_debug, struct diag *d)
{
	struct buf image = { 0 }, debug = { 0 };
	size_t size = 0;
	struct elf e;
	int err = elf_map(&e, l->scratch, d);

	if (err)
		return err;
	size = loaded_size(&e);
	buf_add(&image, e.bytes, e.size);
	elf_unmap(&e);
	finish_headers(&image);
	buf_addf(&debug, "%s.debug", l->output);
	if (keep_debug)
		err = file_install(debug.data, image.data, image.len, d);
	strip_image(&image, size);
	if (l->target == TARGET_VM)
		pack_image(&image);
	if (!err)
		err = file_install(l->output, image.data, image.len, d);
	if (err && keep_debug)
		unlink(debug.data);
	buf_free(&debug);
	buf_free(&image);
	return err;
}

/* An image that goes to /dev/null has no twin. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int link_final(struct link *l, struct diag *d)
{
	char *root = workdir_path(l->workdir, "root.o");
	char *layout = workdir_path(l->workdir, "image.lds");
	struct strings objects = { 0 };
	int err = link_layout(l, layout, d);

	if (!err && l->root && !l->root_note) {
		err = make_blob(l, ".pith.root", l->root, root, d);
		strings_add(&objects, root);
	}
	if (!err)
		err = link_with_symbols(l, &objects, d);
	if (!err)
		err = install(l, l->keep_debug && !is_special(l->output), d);
	strings_free(&objects);
	free(layout);
	free(root);
	return err;
}
