/* SPDX-License-Identifier: MIT */
/*
 * A reader of x86-64 ELF files that believes nothing.
 *
 * Everything is a pure function over bounded bytes: each offset, size, count and name is checked
 * before it is used, so a file from anywhere can be read. What the functions store points into
 * the bytes. Only elf_map() and elf_unmap() know files.
 */
#ifndef TOOL_ELF_H
#define TOOL_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/diag.h"

struct elf {
	const uint8_t *bytes;
	size_t size;
	Elf64_Ehdr header;
	size_t nr_segments;
	size_t nr_sections; /* 0 in a stripped image */
	const char *names;  /* section names; ends with NUL */
	size_t names_size;
};

/*
 * Begin to read (n) bytes. On failure (*why) says what is wrong: "not an ELF file".
 *
 * Owns:   the bytes stay the caller's and must outlive (e).
 * Errors: -ENOEXEC.
 */
must_use int elf_init(struct elf *e, const void *bytes, size_t n, const char **why);

/*
 * Map (path) and begin to read it. Errors: those of open and mmap, -ENOEXEC. Owns: the caller,
 * until elf_unmap().
 */
must_use int elf_map(struct elf *e, const char *path, struct diag *d);
void elf_unmap(struct elf *e);

struct elf_section {
	const char *name;
	uint32_t type;  /* SHT_* */
	uint64_t flags; /* SHF_* */
	uint64_t addr;
	uint64_t offset; /* in the file */
	uint64_t size;
	const uint8_t *bytes; /* (size) of them, or NULL: SHT_NOBITS */
	uint32_t link;
	uint32_t info;
	uint64_t entry_size;
	uint64_t align;
};

/*
 * Read number (i). Returns false when there is no such section or segment, or it is not within
 * the file.
 */
must_use bool elf_section(const struct elf *e, size_t i, struct elf_section *s);
must_use bool elf_segment(const struct elf *e, size_t i, Elf64_Phdr *p);

/*
 * Find a section by its name, or by its type. Returns its number, or 0: no section has number 0.
 */
size_t elf_find_section(const struct elf *e, const char *name, struct elf_section *s);
size_t elf_find_type(const struct elf *e, uint32_t type, struct elf_section *s);

/*
 * The (n) bytes that are loaded at (addr), as far as they are in the file; NULL when they are
 * not.
 */
const uint8_t *elf_loaded(const struct elf *e, uint64_t addr, uint64_t n);

struct elf_symbols {
	const uint8_t *entries;
	size_t count; /* 0: there is no table, or it is broken */
	const char *names;
	size_t names_size;
	const uint8_t *wide_sections; /* SHT_SYMTAB_SHNDX, or NULL */
};

struct elf_symbol {
	const char *name;
	uint64_t value;
	uint64_t size;
	uint32_t section;         /* SHN_UNDEF, SHN_ABS, SHN_COMMON or a section's number */
	unsigned char bind;       /* STB_* */
	unsigned char type;       /* STT_* */
	unsigned char visibility; /* STV_* */
};

/*
 * The symbol table (.symtab) of (e), and its number (i): false behind the last and for a broken
 * one.
 */
void elf_symbols(const struct elf *e, struct elf_symbols *table);

/* Another one: SHT_DYNSYM, which the loader reads. */
void elf_symbols_of(const struct elf *e, uint32_t type, struct elf_symbols *table);

must_use bool elf_symbol(const struct elf_symbols *table, size_t i, struct elf_symbol *s);

static inline bool elf_symbol_undefined(const struct elf_symbol *s)
{
	return s->section == SHN_UNDEF && s->bind != STB_LOCAL && s->name[0];
}

static inline bool elf_symbol_defined_global(const struct elf_symbol *s)
{
	return s->section != SHN_UNDEF && s->bind != STB_LOCAL && s->name[0];
}

/* Relocation number (i) of the SHT_RELA section (s). */
must_use bool elf_rela(const struct elf_section *s, size_t i, Elf64_Rela *rela);

/* A walk over all notes, those of segments or else those of sections. Starts from all zeros. */
struct elf_note {
	const char *name; /* (name_size) bytes, NUL not counted and not promised */
	size_t name_size;
	uint32_t type;
	const uint8_t *desc;
	size_t desc_size;

	size_t part; /* the segment or section that is being read, plus one */
	const uint8_t *at;
	size_t left;
	size_t align;
};

must_use bool elf_note_next(const struct elf *e, struct elf_note *n);

/* Find the first note of that name and type. */
must_use bool elf_find_note(const struct elf *e, const char *name, uint32_t type,
			    struct elf_note *n);

#endif
