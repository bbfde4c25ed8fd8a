/* SPDX-License-Identifier: MIT */
/*
 * The ELF reader, on a small file made here that is then cut and broken in every place.
 *
 * Links: tool/elf.c tool/diag.c
 */
#include "tool/elf.h"

#include <stdlib.h>

#include "test/unit/tap.h"

/* Header, one PT_NOTE, a note, three symbols, names, four section headers. */
struct file {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	struct {
		Elf64_Nhdr header;
		char name[8], desc[8];
	} note;
	Elf64_Sym symbols[3];
	char names[48];
	Elf64_Shdr sections[4];
};

static struct file make_file(void)
{
	struct file f = {
		.header = { .e_ident = ELFMAG,
			    .e_type = ET_REL,
			    .e_machine = EM_X86_64,
			    .e_version = EV_CURRENT,
			    .e_phoff = offsetof(struct file, segment),
			    .e_shoff = offsetof(struct file, sections),
			    .e_ehsize = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 1,
			    .e_shentsize = sizeof(Elf64_Shdr),
			    .e_shnum = 4,
			    .e_shstrndx = 2 },
		.segment = { .p_type = PT_NOTE,
			     .p_offset = offsetof(struct file, note),
			     .p_filesz = sizeof f.note },
		.note = { { 5, 6, 3 }, "Pith", "value" },
		.symbols = { { 0 },
			     { .st_name = 1,
			       .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
			       .st_shndx = 3 },
			     { .st_name = 6, .st_info = ELF64_ST_INFO(STB_WEAK, STT_NOTYPE) } },
		.names = "\0main\0other\0.text\0.names\0",
		.sections = { { 0 },
			      { .sh_type = SHT_SYMTAB,
				.sh_offset = offsetof(struct file, symbols),
				.sh_size = sizeof f.symbols,
				.sh_entsize = sizeof(Elf64_Sym),
				.sh_link = 2 },
			      { .sh_name = 18,
				.sh_type = SHT_STRTAB,
				.sh_offset = offsetof(struct file, names),
				.sh_size = sizeof f.names },
			      { .sh_name = 12, .sh_type = SHT_NOBITS, .sh_size = 1 << 20 } },
	};

	f.header.e_ident[EI_CLASS] = ELFCLASS64;
	f.header.e_ident[EI_DATA] = ELFDATA2LSB;
	return f;
}

static void test_whole(void)
{
	struct file f = make_file();
	struct elf_symbols table;
	struct elf_section s;
	struct elf_symbol sym;
	struct elf_note n;
	const char *why;
	struct elf e;

	ok_int(elf_init(&e, &f, sizeof f, &why), 0, "a whole file is read");
	ok_int((long)elf_find_section(&e, ".text", &s), 3, "a section is found by its name");
	ok(s.size == 1 << 20 && !s.bytes, "a section without bytes has none");
	ok(!elf_section(&e, 4, &s), "there is no section behind the last");
	elf_symbols(&e, &table);
	ok_int((long)table.count, 3, "the symbol table is found");
	ok(elf_symbol(&table, 1, &sym) && !strcmp(sym.name, "main") &&
		   elf_symbol_defined_global(&sym),
	   "a defined symbol");
	ok(elf_symbol(&table, 2, &sym) && !strcmp(sym.name, "other") && elf_symbol_undefined(&sym),
	   "an undefined symbol");
	ok(!elf_symbol(&table, 3, &sym), "there is no symbol behind the last");
	ok(elf_find_note(&e, "Pith", 3, &n) && n.desc_size == 6 && !memcmp(n.desc, "value", 6),
	   "a note is found");
	ok(!elf_find_note(&e, "Pith", 4, &n), "a note of another type is not");
}

static const struct {
	const char *what;
	size_t offset, size;
	uint64_t value;
	const char *why;
} broken[] = {
	{ "another magic", 0, 1, 0, "not an ELF file" },
	{ "a 32-bit file", EI_CLASS, 1, ELFCLASS32, "a 32-bit one" },
	{ "a big-endian file", EI_DATA, 1, ELFDATA2MSB, "not an x86-64" },
	{ "another machine", offsetof(Elf64_Ehdr, e_machine), 2, EM_AARCH64, "of another machine" },
	{ "section headers behind the end", offsetof(Elf64_Ehdr, e_shoff), 8, 1 << 20, "cut" },
	{ "section headers that wrap around", offsetof(Elf64_Ehdr, e_shoff), 8, UINT64_MAX - 8,
	  "cut" },
	{ "too many section headers", offsetof(Elf64_Ehdr, e_shnum), 2, 60000, "cut" },
	{ "section headers of another size", offsetof(Elf64_Ehdr, e_shentsize), 2, 8, "size" },
	{ "no such section for names", offsetof(Elf64_Ehdr, e_shstrndx), 2, 9, "names" },
	{ "names without bytes", offsetof(Elf64_Ehdr, e_shstrndx), 2, 3, "names" },
	{ "program headers behind the end", offsetof(Elf64_Ehdr, e_phoff), 8, 1 << 20, "cut" },
	{ "program headers of another size", offsetof(Elf64_Ehdr, e_phentsize), 2, 8, "size" },
	{ "a segment that wraps around", offsetof(struct file, segment.p_filesz), 8, UINT64_MAX,
	  "cut" },
};

static void test_broken(void)
{
	for (size_t i = 0; i < nitems(broken); i++) {
		struct file f = make_file();
		const char *why = NULL;
		struct elf e;

		memcpy((char *)&f + broken[i].offset, &broken[i].value, broken[i].size);
		if (!ok(elf_init(&e, &f, sizeof f, &why) < 0 && strstr(why, broken[i].why), "%s",
			broken[i].what))
			printf("# %s\n", why ? why : "accepted");
	}
}

/* Read everything of a file of which only the first (n) bytes are there. */
static bool read_cut(const struct file *f, size_t n)
{
	char *bytes = malloc(n ? n : 1);
	struct elf_symbols table;
	struct elf_symbol sym;
	struct elf_section s;
	struct elf_note note = { 0 };
	const char *why;
	struct elf e;
	bool accepted;

	memcpy(bytes, f, n);
	accepted = !elf_init(&e, bytes, n, &why);
	if (accepted) {
		for (size_t i = 0; i < e.nr_sections; i++)
			(void)!elf_section(&e, i, &s);
		elf_symbols(&e, &table);
		for (size_t i = 0; elf_symbol(&table, i, &sym); i++)
			;
		while (elf_note_next(&e, &note))
			;
	}
	free(bytes);
	return accepted;
}

static void test_cut(void)
{
	struct file f = make_file();
	size_t accepted = 0;

	for (size_t n = 0; n < sizeof f; n++)
		accepted += read_cut(&f, n);
	ok_int((long)accepted, 0, "a file that is cut anywhere is refused");
	f.header.e_shoff = 0;
	for (size_t n = 0; n < sizeof f; n++)
		accepted += read_cut(&f, n);
	ok(accepted > 0, "without section headers only what is named must be there");
}

int main(void)
{
	test_whole();
	test_broken();
	test_cut();
	return tap_done();
}
