/* SPDX-License-Identifier: MIT */
/*
 * An ELF file as the loader has it: its parts, its symbols, and the words that become addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/check/check_int.h"

#define SHT_RELR_NR 19

void *array_add(void *items, size_t *n, size_t *cap, size_t size, const void *item)
{
	if (*n == *cap) {
		*cap = *cap ? 2 * *cap : 64;
		items = mem_resize(items, *cap * size);
	}
	memcpy((char *)items + *n * size, item, size);
	++*n;
	return items;
}

size_t array_first(const void *items, size_t n, size_t size, size_t offset, uint64_t key)
{
	size_t low = 0, high = n;
	uint64_t number;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		memcpy(&number, (const char *)items + middle * size + offset, sizeof number);
		if (number < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_part(struct object *o, const struct part *p)
{
	o->parts = mem_resize(o->parts, (o->nr_parts + 1) * sizeof *p);
	o->parts[o->nr_parts++] = *p;
}

static void read_parts(struct object *o)
{
	struct elf_section s;
	Elf64_Phdr p;

	for (size_t i = 1; i < o->elf.nr_sections; i++) {
		if (elf_section(&o->elf, i, &s) && s.flags & SHF_ALLOC && s.size)
			add_part(o, &(struct part){ .name = s.name,
						    .bytes = s.bytes,
						    .addr = s.addr,
						    .size = s.size,
						    .entry_size = s.entry_size,
						    .code = s.flags & SHF_EXECINSTR });
	}
	for (size_t i = 0; !o->nr_parts && elf_segment(&o->elf, i, &p); i++) {
		if (p.p_type == PT_LOAD && p.p_filesz)
			add_part(o, &(struct part){ .name = "",
						    .bytes = o->elf.bytes + p.p_offset,
						    .addr = p.p_vaddr,
						    .size = p.p_filesz,
						    .code = p.p_flags & PF_X });
	}
}

static int symbol_by_addr(const void *a, const void *b)
{
	const struct symbol *s = a, *t = b;

	return s->addr < t->addr ? -1 : s->addr > t->addr;
}

static int symbol_by_name(const void *a, const void *b)
{
	return strcmp(((const struct symbol *)a)->name, ((const struct symbol *)b)->name);
}

static void read_symbols(struct object *o, uint32_t type)
{
	size_t cap_functions = o->nr_functions, cap_exports = 0;
	struct elf_symbols table;
	struct elf_symbol s;

	elf_symbols_of(&o->elf, type, &table);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++) {
		const struct symbol symbol = { s.name, s.value, s.size };

		if (s.section == SHN_UNDEF || s.section == SHN_ABS || s.type == STT_TLS)
			continue;
		if (s.type == STT_FUNC || s.type == STT_GNU_IFUNC || s.type == STT_NOTYPE)
			o->functions = array_add(o->functions, &o->nr_functions, &cap_functions,
						 sizeof symbol, &symbol);
		else
			o->starts = array_add(o->starts, &o->nr_starts, &o->cap_starts,
					      sizeof s.value, &s.value);
		if (type == SHT_DYNSYM && s.bind != STB_LOCAL)
			o->exports = array_add(o->exports, &o->nr_exports, &cap_exports,
					       sizeof symbol, &symbol);
	}
}

int object_open(struct object *o, const char *path, struct diag *d)
{
	int err = elf_map(&o->elf, path, d);

	if (err)
		return err;
	o->path = path;
	read_parts(o);
	read_symbols(o, SHT_DYNSYM);
	read_symbols(o, SHT_SYMTAB);
	if (o->nr_functions)
		qsort(o->functions, o->nr_functions, sizeof *o->functions, symbol_by_addr);
	if (o->nr_exports)
		qsort(o->exports, o->nr_exports, sizeof *o->exports, symbol_by_name);
	return 0;
}

void object_close(struct object *o)
{
	elf_unmap(&o->elf);
	free(o->parts);
	free(o->pieces);
	free(o->refs);
	free(o->slots);
	free(o->functions);
	free(o->exports);
	free(o->sites);
	free(o->starts);
}

bool world_find_symbol(const struct world *w, const char *name, struct place *to)
{
	const struct symbol key = { .name = name }, *found;

	for (size_t i = 0; i < w->n; i++) {
		const struct object *o = &w->objects[i];

		found = o->nr_exports ? bsearch(&key, o->exports, o->nr_exports, sizeof *o->exports,
						symbol_by_name)
				      : NULL;
		if (found) {
			*to = (struct place){ i, found->addr };
			return true;
		}
	}
	return false;
}

static void add_slot(struct object *o, uint64_t addr, size_t object, uint64_t to)
{
	const struct slot s = { addr, { object, to } };

	o->slots = array_add(o->slots, &o->nr_slots, &o->cap_slots, sizeof s, &s);
}

/* What the program asks of its libraries can mean more than a system call. */
static void note_import(struct check *c, const char *name)
{
	static const char *const forks[] = { "fork",  "vfork",       "system",
					     "popen", "posix_spawn", "posix_spawnp" };

	if (!strcmp(name, "dlopen") || !strcmp(name, "dlmopen"))
		c->loads = true;
	for (size_t i = 0; i < nitems(forks); i++)
		if (!strcmp(name, forks[i]))
			c->may_fork = true;
}

static void read_rela(struct world *w, size_t object, const struct elf_section *section)
{
	struct object *o = &w->objects[object];
	struct elf_symbols table;
	struct elf_symbol s;
	struct place to;
	Elf64_Rela r;

	elf_symbols_of(&o->elf, SHT_DYNSYM, &table);
	for (size_t i = 0; elf_rela(section, i, &r); i++) {
		switch (ELF64_R_TYPE(r.r_info)) {
		case R_X86_64_RELATIVE:
		case R_X86_64_IRELATIVE:
			add_slot(o, r.r_offset, object, (uint64_t)r.r_addend);
			break;
		case R_X86_64_64:
		case R_X86_64_GLOB_DAT:
		case R_X86_64_JUMP_SLOT:
			if (!elf_symbol(&table, ELF64_R_SYM(r.r_info), &s))
				break;
			if (!object)
				note_import(w->check, s.name);
			if (!world_find_symbol(w, s.name, &to) && s.section != SHN_UNDEF)
				to = (struct place){ object, s.value };
			else if (!world_find_symbol(w, s.name, &to))
				break;
			add_slot(o, r.r_offset, to.object,
				 to.addr + (ELF64_R_TYPE(r.r_info) == R_X86_64_64
						    ? (uint64_t)r.r_addend
						    : 0));
			break;
		default:
			break;
		}
	}
}

static uint64_t word_at(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return word;
}

/* Relative relocations as bits: an address, then words that tell of the 63 words behind it. */
static void read_relr(struct object *o, size_t object, const struct elf_section *section)
{
	uint64_t at = 0;

	for (size_t i = 0; section->bytes && i + 8 <= section->size; i += 8) {
		uint64_t word = word_at(section->bytes + i);
		const uint8_t *p;

		for (unsigned bit = 0; bit < 64; bit++) {
			uint64_t where = word & 1 ? at + (bit - 1) * 8 : word;

			if (word & 1 ? !bit || !(word >> bit & 1) : bit)
				continue;
			p = elf_loaded(&o->elf, where, 8);
			if (p)
				add_slot(o, where, object, word_at(p));
		}
		at = word & 1 ? at + UINT64_C(63) * 8 : word + 8;
	}
}

/* A program that stands at a fixed address has addresses in its data that nobody marks. */
static void guess_slots(struct object *o, size_t object)
{
	for (size_t i = 0; i < o->nr_parts; i++) {
		const struct part *p = &o->parts[i];

		if (text_begins(p->name, ".got")) /* all of it is marked */
			continue;
		for (uint64_t at = -p->addr & 7; p->bytes && !p->code && at + 8 <= p->size;
		     at += 8) {
			uint64_t word = word_at(p->bytes + at);

			if (object_part(o, word))
				add_slot(o, p->addr + at, object, word);
		}
	}
}

static int slot_by_addr(const void *a, const void *b)
{
	const struct slot *s = a, *t = b;

	return s->addr < t->addr ? -1 : s->addr > t->addr;
}

void object_read_slots(struct world *w, size_t object)
{
	struct object *o = &w->objects[object];
	struct elf_section s;

	for (size_t i = 1; i < o->elf.nr_sections; i++) {
		if (!elf_section(&o->elf, i, &s) || !(s.flags & SHF_ALLOC))
			continue;
		if (s.type == SHT_RELA)
			read_rela(w, object, &s);
		else if (s.type == SHT_RELR_NR)
			read_relr(o, object, &s);
	}
	if (o->elf.header.e_type == ET_EXEC)
		guess_slots(o, object);
	if (o->nr_slots)
		qsort(o->slots, o->nr_slots, sizeof *o->slots, slot_by_addr);
}

const struct part *object_part(const struct object *o, uint64_t addr)
{
	for (size_t i = 0; i < o->nr_parts; i++)
		if (addr - o->parts[i].addr < o->parts[i].size)
			return &o->parts[i];
	return NULL;
}

const struct slot *object_slot(const struct object *o, uint64_t addr)
{
	const struct slot key = { .addr = addr };

	return o->nr_slots ? bsearch(&key, o->slots, o->nr_slots, sizeof key, slot_by_addr) : NULL;
}

struct piece *object_piece(const struct object *o, uint64_t addr)
{
	size_t i = array_first(o->pieces, o->nr_pieces, sizeof *o->pieces,
			       offsetof(struct piece, end), addr + 1);

	return i < o->nr_pieces && o->pieces[i].start <= addr && addr < o->pieces[i].end
		       ? &o->pieces[i]
		       : NULL;
}

size_t object_ref_from(const struct object *o, uint64_t addr)
{
	return array_first(o->refs, o->nr_refs, sizeof *o->refs, offsetof(struct ref, from), addr);
}

size_t object_slot_from(const struct object *o, uint64_t addr)
{
	return array_first(o->slots, o->nr_slots, sizeof *o->slots, offsetof(struct slot, addr),
			   addr);
}
