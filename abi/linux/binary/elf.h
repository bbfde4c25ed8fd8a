/* SPDX-License-Identifier: MIT */
/*
 * Reading the headers of an ELF program (System V ABI, chapters 4 and 5; AMD64 supplement, 4 and
 * 5). A pure function over a bounded buffer: what it accepts can be mapped.
 */
#ifndef ABI_LINUX_BINARY_ELF_H
#define ABI_LINUX_BINARY_ELF_H

#include "base/assert.h"
#include "base/compiler.h"
#include "base/types.h"

#define ELF_HEAD_MAX     8192 /* of the file: the header, and all program headers */
#define ELF_SEGMENTS_MAX 32
#define ELF_PHENT        56

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");

struct elf_program_header {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
static_assert(sizeof(struct elf_program_header) == ELF_PHENT, "Elf64_Phdr");

struct elf_segment {
	uint64_t offset; /* in the file; congruent to (addr) modulo a page */
	uint64_t addr;
	uint64_t file_size; /* <= mem_size */
	uint64_t mem_size;  /* > 0 */
	unsigned prot;      /* MMU_* */
};

struct elf_program {
	uint64_t entry;
	uint64_t headers; /* the address of the program headers, in a segment; or 0 */
	uint64_t low;     /* [low, high): the pages of all segments */
	uint64_t high;
	uint64_t align;            /* of the load address; a power of two, at least a page */
	uint64_t interpreter;      /* in the file: the path's offset, and its length with its end */
	uint64_t interpreter_size; /* 0: it has none */
	uint16_t nr_headers;
	bool movable;    /* ET_DYN */
	bool exec_stack; /* PT_GNU_STACK asks for an executable stack */
	unsigned nr_segments;
	struct elf_segment
		segment[ELF_SEGMENTS_MAX]; /* by address; they share no page but at borders */
};

/*
 * Read what the first (n) bytes of a file, (head), say. Returns NULL, or in one clause why it is
 * no program that can be loaded. Context: any.
 */
const char *elf_read(const void *head, size_t n, struct elf_program *p);

#endif
