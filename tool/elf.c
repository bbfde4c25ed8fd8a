/* SPDX-License-Identifier: MIT */
/*
 * The bounded ELF reader. Structures are copied out of the bytes, which may stand at any address.
 */
#include "tool/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Do (n) bytes at (offset) lie within (size)? */
static bool within(uint64_t offset, uint64_t n, uint64_t size)
{
	return n <= size && offset <= size - n;
}

/* Do (count) entries of (each) bytes at (offset)? */
static bool table_within(uint64_t offset, uint64_t count, uint64_t each, uint64_t size)
{
	uint64_t n;

	return !__builtin_mul_overflow(count, each, &n) && within(offset, n, size);
}

static const char *check_ident(const uint8_t *bytes, size_t n, const Elf64_Ehdr *h)
{
	if (n < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return "not an ELF file";
	if (n > EI_CLASS && bytes[EI_CLASS] == ELFCLASS32)
		return "not an x86-64 ELF file (a 32-bit one)";
	if (n < sizeof *h)
		return "a truncated ELF file (its header is cut)";
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB)
		return "not an x86-64 ELF file";
	if (h->e_machine != EM_X86_64)
		return "not an x86-64 ELF file (of another machine)";
	if (h->e_version != EV_CURRENT || h->e_ehsize < sizeof *h)
		return "not an ELF file of a known version";
	return NULL;
}

/* Counts that do not fit the header stand in section 0 (gABI, e_shnum and e_shstrndx). */
static const char *check_sections(struct elf *e)
{
	const Elf64_Ehdr *h = &e->header;
	size_t names = h->e_shstrndx;
	struct elf_section s;
	Elf64_Shdr first;

	if (!h->e_shoff)
		return NULL;
	if (h->e_shentsize != sizeof first)
		return "an ELF file with section headers of an unknown size";
	if (!within(h->e_shoff, sizeof first, e->size))
		return "a truncated ELF file (its section headers are cut)";
	memcpy(&first, e->bytes + h->e_shoff, sizeof first);
	e->nr_sections = h->e_shnum ? h->e_shnum : first.sh_size;
	if (!table_within(h->e_shoff, e->nr_sections, sizeof first, e->size))
		return "a truncated ELF file (its section headers are cut)";
	if (names == SHN_XINDEX)
		names = first.sh_link;
	if (!names)
		return NULL;
	if (!elf_section(e, names, &s) || !s.bytes || !s.size || s.bytes[s.size - 1])
		return "a truncated or broken ELF file (its section names are cut)";
	e->names = (const char *)s.bytes;
	e->names_size = s.size;
	return NULL;
}

static const char *check_segments(struct elf *e)
{
	const Elf64_Ehdr *h = &e->header;
	Elf64_Phdr p;

	if (!h->e_phnum)
		return NULL;
	if (h->e_phentsize != sizeof p)
		return "an ELF file with program headers of an unknown size";
	if (!table_within(h->e_phoff, h->e_phnum, sizeof p, e->size))
		return "a truncated ELF file (its program headers are cut)";
	e->nr_segments = h->e_phnum;
	for (size_t i = 0; i < e->nr_segments; i++) {
		if (!elf_segment(e, i, &p))
			return "a truncated ELF file (a segment is cut)";
	}
	return NULL;
}

int elf_init(struct elf *e, const void *bytes, size_t n, const char **why)
{
	*e = (struct elf){ .bytes = bytes, .size = n };
	if (n)
		memcpy(&e->header, bytes, n < sizeof e->header ? n : sizeof e->header);
	*why = check_ident(bytes, n, &e->header);
	if (!*why)
		*why = check_segments(e);
	if (!*why)
		*why = check_sections(e);
	return *why ? -ENOEXEC : 0;
}

int elf_map(struct elf *e, const char *path, struct diag *d)
{
	const char *why;
	void *bytes = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return diag_fail(d, errno, "open '%s'", path);
	if (fstat(fd, &st) || S_ISDIR(st.st_mode)) {
		int err = S_ISDIR(st.st_mode) ? EISDIR : errno;

		close(fd);
		return diag_fail(d, err, "open '%s'", path);
	}
	if (st.st_size)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return diag_fail(d, errno, "read '%s'", path);
	if (elf_init(e, bytes, (size_t)st.st_size, &why)) {
		elf_unmap(e);
		diag_fail(d, 0, "open '%s': %s", path, why);
		return -ENOEXEC;
	}
	return 0;
}

void elf_unmap(struct elf *e)
{
	if (e->bytes)
		munmap((void *)(uintptr_t)e->bytes, e->size);
	*e = (struct elf){ 0 };
}

bool elf_segment(const struct elf *e, size_t i, Elf64_Phdr *p)
{
	if (i >= e->nr_segments)
		return false;
	memcpy(p, e->bytes + e->header.e_phoff + i * sizeof *p, sizeof *p);
	return within(p->p_offset, p->p_filesz, e->size);
}

/* A name within a table of names that ends with NUL. */
static const char *name_at(const char *names, size_t size, uint64_t offset)
{
	return offset < size ? names + offset : "";
}

bool elf_section(const struct elf *e, size_t i, struct elf_section *s)
{
	Elf64_Shdr h;

	if (i >= e->nr_sections)
		return false;
	memcpy(&h, e->bytes + e->header.e_shoff + i * sizeof h, sizeof h);
	*s = (struct elf_section){
		.name = name_at(e->names, e->names_size, h.sh_name),
		.type = h.sh_type,
		.flags = h.sh_flags,
		.addr = h.sh_addr,
		.offset = h.sh_offset,
		.size = h.sh_size,
		.link = h.sh_link,
		.info = h.sh_info,
		.entry_size = h.sh_entsize,
		.align = h.sh_addralign,
	};
	if (h.sh_type == SHT_NOBITS || h.sh_type == SHT_NULL)
		return true;
	if (!within(h.sh_offset, h.sh_size, e->size))
		return false;
	s->bytes = e->bytes + h.sh_offset;
	return true;
}

size_t elf_find_section(const struct elf *e, const char *name, struct elf_section *s)
{
	for (size_t i = 1; i < e->nr_sections; i++) {
		if (elf_section(e, i, s) && strcmp(s->name, name) == 0)
			return i;
	}
	return 0;
}

size_t elf_find_type(const struct elf *e, uint32_t type, struct elf_section *s)
{
	for (size_t i = 1; i < e->nr_sections; i++) {
		if (elf_section(e, i, s) && s->type == type)
			return i;
	}
	return 0;
}

const uint8_t *elf_loaded(const struct elf *e, uint64_t addr, uint64_t n)
{
	Elf64_Phdr p;

	for (size_t i = 0; i < e->nr_segments; i++) {
		if (elf_segment(e, i, &p) && p.p_type == PT_LOAD && addr >= p.p_vaddr &&
		    within(addr - p.p_vaddr, n, p.p_filesz))
			return e->bytes + p.p_offset + (addr - p.p_vaddr);
	}
	return NULL;
}

/* The extended section numbers that belong to symbol table number (symtab). */
static const uint8_t *find_wide_sections(const struct elf *e, size_t symtab, size_t count)
{
	struct elf_section s;

	for (size_t i = 1; i < e->nr_sections; i++) {
		if (elf_section(e, i, &s) && s.type == SHT_SYMTAB_SHNDX && s.link == symtab &&
		    s.size / sizeof(Elf64_Word) >= count)
			return s.bytes;
	}
	return NULL;
}

void elf_symbols_of(const struct elf *e, uint32_t type, struct elf_symbols *table)
{
	struct elf_section s, names;
	size_t number = elf_find_type(e, type, &s);

	*table = (struct elf_symbols){ 0 };
	if (!number || s.entry_size != sizeof(Elf64_Sym) || !elf_section(e, s.link, &names) ||
	    !names.bytes || !names.size || names.bytes[names.size - 1])
		return;
	table->entries = s.bytes;
	table->count = s.size / sizeof(Elf64_Sym);
	table->names = (const char *)names.bytes;
	table->names_size = names.size;
	table->wide_sections = find_wide_sections(e, number, table->count);
}

void elf_symbols(const struct elf *e, struct elf_symbols *table)
{
	elf_symbols_of(e, SHT_SYMTAB, table);
}

bool elf_symbol(const struct elf_symbols *table, size_t i, struct elf_symbol *s)
{
	Elf64_Sym sym;

	if (i >= table->count)
		return false;
	memcpy(&sym, table->entries + i * sizeof sym, sizeof sym);
	*s = (struct elf_symbol){
		.name = name_at(table->names, table->names_size, sym.st_name),
		.value = sym.st_value,
		.size = sym.st_size,
		.section = sym.st_shndx,
		.bind = ELF64_ST_BIND(sym.st_info),
		.type = ELF64_ST_TYPE(sym.st_info),
		.visibility = ELF64_ST_VISIBILITY(sym.st_other),
	};
	if (sym.st_shndx == SHN_XINDEX && table->wide_sections)
		memcpy(&s->section, table->wide_sections + i * sizeof s->section,
		       sizeof s->section);
	return true;
}

bool elf_rela(const struct elf_section *s, size_t i, Elf64_Rela *rela)
{
	if (s->type != SHT_RELA || !s->bytes || i >= s->size / sizeof *rela)
		return false;
	memcpy(rela, s->bytes + i * sizeof *rela, sizeof *rela);
	return true;
}

/* Begin the next PT_NOTE segment, or, in a file without segments, the next SHT_NOTE section. */
static bool next_notes(const struct elf *e, struct elf_note *n)
{
	for (; n->part < e->nr_segments; n->part++) {
		Elf64_Phdr p;

		if (elf_segment(e, n->part, &p) && p.p_type == PT_NOTE) {
			n->at = e->bytes + p.p_offset;
			n->left = p.p_filesz;
			n->align = p.p_align == 8 ? 8 : 4;
			n->part++;
			return true;
		}
	}
	for (; !e->nr_segments && n->part < e->nr_sections; n->part++) {
		struct elf_section s;

		if (elf_section(e, n->part, &s) && s.type == SHT_NOTE) {
			n->at = s.bytes;
			n->left = s.size;
			n->align = s.align == 8 ? 8 : 4;
			n->part++;
			return true;
		}
	}
	return false;
}

/* Take (want) bytes and their padding off the notes; NULL when they are cut. */
static const uint8_t *take_bytes(struct elf_note *n, size_t want)
{
	const uint8_t *at = n->at;
	size_t padded;

	if (want > n->left)
		return NULL;
	padded = ROUND_UP(want, n->align);
	if (padded > n->left)
		padded = n->left;
	n->at += padded;
	n->left -= padded;
	return at;
}

bool elf_note_next(const struct elf *e, struct elf_note *n)
{
	Elf64_Nhdr h;

	for (;;) {
		if (n->left < sizeof h) {
			if (!next_notes(e, n))
				return false;
			continue;
		}
		memcpy(&h, n->at, sizeof h);
		n->at += sizeof h;
		n->left -= sizeof h;
		n->name = (const char *)take_bytes(n, h.n_namesz);
		n->desc = n->name ? take_bytes(n, h.n_descsz) : NULL;
		if (n->desc) {
			n->name_size = h.n_namesz && !n->name[h.n_namesz - 1] ? h.n_namesz - 1
									      : h.n_namesz;
			n->type = h.n_type;
			n->desc_size = h.n_descsz;
			return true;
		}
		n->left = 0;
	}
}

bool elf_find_note(const struct elf *e, const char *name, uint32_t type, struct elf_note *n)
{
	*n = (struct elf_note){ 0 };
	while (elf_note_next(e, n)) {
		if (n->type == type && n->name_size == strlen(name) &&
		    memcmp(n->name, name, n->name_size) == 0)
			return true;
	}
	return false;
}
