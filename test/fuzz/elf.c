/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the ELF reader, through everything that it offers.
 *
 * Links: tool/elf.c tool/diag.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t sink;

/* Read every byte, so that the sanitizer sees the ones that are not there. */
static void touch(const void *bytes, size_t n)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < n; i++)
		sink += at[i];
}

static void read_section(const struct elf *e, size_t i)
{
	struct elf_section s;
	Elf64_Rela rela;

	if (!elf_section(e, i, &s))
		return;
	touch(s.name, strlen(s.name));
	if (s.bytes)
		touch(s.bytes, s.size);
	for (size_t n = 0; n < 64 && elf_rela(&s, n, &rela); n++)
		sink += rela.r_info;
}

static void read_tables(const struct elf *e)
{
	struct elf_symbols table;
	struct elf_symbol symbol;
	struct elf_note note = { 0 };
	struct elf_section section;
	Elf64_Phdr p;

	for (size_t i = 0; i < e->nr_segments; i++) {
		if (elf_segment(e, i, &p)) {
			const uint8_t *loaded = elf_loaded(e, p.p_vaddr, p.p_filesz);

			if (loaded)
				touch(loaded, p.p_filesz);
		}
	}
	elf_symbols(e, &table);
	for (size_t i = 0; elf_symbol(&table, i, &symbol); i++)
		touch(symbol.name, strlen(symbol.name));
	for (size_t i = 0; i < 4096 && elf_note_next(e, &note); i++) {
		touch(note.name, note.name_size);
		touch(note.desc, note.desc_size);
	}
	sink += elf_find_section(e, ".text", &section) + elf_find_type(e, SHT_STRTAB, &section);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *why = NULL;
	struct elf e;

	if (elf_init(&e, data, size, &why)) {
		touch(why, strlen(why));
		return 0;
	}
	for (size_t i = 0; i < e.nr_sections; i++)
		read_section(&e, i);
	read_tables(&e);
	return 0;
}
