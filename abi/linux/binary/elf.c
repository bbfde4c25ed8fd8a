/* SPDX-License-Identifier: MIT */
/*
 * The headers of an ELF program: every number is checked before it is added to another.
 */
#include "abi/linux/binary/elf.h"

#include "base/string.h"

#define ADDRESS_END (1ull << 47)

enum { ET_EXEC = 2, ET_DYN = 3, EM_X86_64 = 62 };

enum {
	PT_LOAD = 1,
	PT_INTERP = 3,
	PT_PHDR = 6,
	PT_GNU_STACK = 0x6474e551,
};

enum { PF_X = 1, PF_W = 2, PF_R = 4 };

static bool is_power_of_two(uint64_t x)
{
	return x && !(x & (x - 1));
}

static const char *read_header(const struct elf_header *h, size_t n)
{
	static const uint8_t ident[] = {
		0x7f, 'E', 'L', 'F', 2, 1, 1
	}; /* 64 bits, little endian */

	if (n < sizeof *h || memcmp(h->ident, ident, 4))
		return "it is not an ELF file";
	if (memcmp(h->ident, ident, sizeof ident) || h->machine != EM_X86_64)
		return "it is not for x86-64";
	if (h->type != ET_EXEC && h->type != ET_DYN)
		return "it is neither an executable nor position-independent";
	if (h->phentsize != ELF_PHENT || !h->phnum)
		return "it has no program headers";
	if (h->phoff > n || h->phnum > (n - h->phoff) / ELF_PHENT)
		return "its program headers are not at its beginning";
	return NULL;
}

static unsigned prot_of_flags(uint32_t flags)
{
	return (flags & PF_R ? 1u : 0) | (flags & PF_W ? 3u : 0) | (flags & PF_X ? 5u : 0);
}

static const char *add_segment(struct elf_program *p, const struct elf_program_header *ph)
{
	struct elf_segment *s = &p->segment[p->nr_segments];
	uint64_t start = ROUND_DOWN(ph->vaddr, PAGE_SIZE);

	if (!ph->memsz)
		return NULL;
	if (p->nr_segments == ELF_SEGMENTS_MAX)
		return "it has too many segments";
	if (ph->filesz > ph->memsz || ph->memsz > ADDRESS_END ||
	    ph->vaddr > ADDRESS_END - ph->memsz || ph->offset > INT64_MAX - ph->filesz)
		return "a segment does not fit into memory";
	if ((ph->offset ^ ph->vaddr) & (PAGE_SIZE - 1))
		return "a segment stands at another place of its page than in the file";
	if (ph->align > 1 && !is_power_of_two(ph->align))
		return "a segment's alignment is no power of two";
	if (p->nr_segments && start < p->high)
		return "its segments overlap, or are not in order";
	if (!p->nr_segments)
		p->low = start;
	p->align = MAX(p->align, ph->align);
	p->high = ROUND_UP(ph->vaddr + ph->memsz, PAGE_SIZE);
	*s = (struct elf_segment){ ph->offset, ph->vaddr, ph->filesz, ph->memsz,
				   prot_of_flags(ph->flags) };
	p->nr_segments++;
	return NULL;
}

/* Where the program headers are in memory: PT_PHDR says, or the segment that holds them. */
static void find_headers(struct elf_program *p, uint64_t offset)
{
	for (unsigned i = 0; i < p->nr_segments && !p->headers; i++) {
		const struct elf_segment *s = &p->segment[i];

		if (offset >= s->offset && offset - s->offset < s->file_size)
			p->headers = s->addr + (offset - s->offset);
	}
}

static const char *read_one(struct elf_program *p, const struct elf_program_header *ph)
{
	switch (ph->type) {
	case PT_LOAD:
		return add_segment(p, ph);
	case PT_INTERP:
		if (p->interpreter_size)
			return "it has two interpreters";
		if (ph->filesz < 2 || ph->filesz > PAGE_SIZE || ph->offset > INT64_MAX - ph->filesz)
			return "its interpreter's name is empty or too long";
		p->interpreter = ph->offset;
		p->interpreter_size = ph->filesz;
		return NULL;
	case PT_GNU_STACK:
		p->exec_stack = ph->flags & PF_X;
		return NULL;
	case PT_PHDR:
		p->headers = ph->vaddr;
		return NULL;
	default:
		return NULL;
	}
}

static bool has_entry(const struct elf_program *p)
{
	for (unsigned i = 0; i < p->nr_segments; i++)
		if (p->entry - p->segment[i].addr < p->segment[i].mem_size)
			return true;
	return false;
}

const char *elf_read(const void *head, size_t n, struct elf_program *p)
{
	const struct elf_header *h = head;
	const char *why = read_header(h, n);
	struct elf_program_header ph;

	if (why)
		return why;
	*p = (struct elf_program){
		.entry = h->entry,
		.nr_headers = h->phnum,
		.movable = h->type == ET_DYN,
		.align = PAGE_SIZE,
	};
	for (unsigned i = 0; i < h->phnum && !why; i++) {
		memcpy(&ph, (const char *)head + h->phoff + i * ELF_PHENT, sizeof ph);
		why = read_one(p, &ph);
	}
	if (why)
		return why;
	if (!p->nr_segments)
		return "it has nothing to load";
	if (p->align > GIB)
		return "a segment's alignment is too large";
	if (!has_entry(p))
		return "it begins outside of its segments";
	find_headers(p, h->phoff);
	return NULL;
}
