/* SPDX-License-Identifier: MIT */
/*
 * Mapping the segments of an ELF program: file pages where they are, zero pages behind them.
 */
#include "abi/linux/binary/binary.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"

#define RIGHTS_ALL (MMU_READ | MMU_WRITE | MMU_EXEC)

/* A range for all segments of a program that can stand anywhere. Returns its base in (*base). */
static int reserve(const struct elf_program *p, uintptr_t *base)
{
	size_t len = p->high - p->low, spare = p->align - PAGE_SIZE;
	const struct map_request r = {
		.len = len + spare,
		.prot_max = RIGHTS_ALL,
		.uncounted = true,
	};
	struct space *s = space_current();
	uintptr_t at, low;
	int err = space_map(s, &r, &at);

	if (err)
		return err;
	low = ROUND_UP(at, p->align) + (p->low & (p->align - 1));
	if (low > at + spare)
		low -= p->align;
	err = space_unmap(s, at, low - at);
	if (!err)
		err = space_unmap(s, low + len, at + spare - low);
	*base = low - p->low;
	return err;
}

static int map_pages(const struct elf_program *p, const struct elf_segment *seg, uintptr_t start,
		     uintptr_t end, struct mem_object *o)
{
	const struct map_request r = {
		.addr = start,
		.len = end - start,
		.object = o,
		.index = seg->offset >> PAGE_SHIFT,
		.prot = (uint8_t)seg->prot,
		.prot_max = RIGHTS_ALL,
		.fixed = p->movable, /* over what reserve() made */
		.exclusive = !p->movable,
	};
	uintptr_t at;

	return start < end ? space_map(space_current(), &r, &at) : 0;
}

static int map_segment(const struct elf_program *p, const struct elf_segment *seg, uintptr_t base,
		       struct mem_object *o)
{
	uintptr_t addr = base + seg->addr, bss = addr + seg->file_size;
	uintptr_t start = ROUND_DOWN(addr, PAGE_SIZE);
	uintptr_t middle = seg->file_size ? ROUND_UP(bss, PAGE_SIZE) : start;
	int err = map_pages(p, seg, start, middle, o);

	if (!err)
		err = map_pages(p, seg, middle, ROUND_UP(addr + seg->mem_size, PAGE_SIZE), NULL);
	/* What the file has behind the segment is no part of it. */
	if (!err && seg->prot & MMU_WRITE && seg->mem_size > seg->file_size && middle > bss &&
	    user_zero((void *)bss, middle - bss))
		err = -EFAULT;
	return err;
}

int binary_map(struct file *f, const struct elf_program *p, struct binary_image *image)
{
	struct mem_object *o = NULL;
	uintptr_t base = 0;
	int err = file_mem_object(f, &o);

	if (!err && p->movable)
		err = reserve(p, &base);
	for (unsigned i = 0; i < p->nr_segments && !err; i++)
		err = map_segment(p, &p->segment[i], base, o);
	if (o)
		o->ops->put(o);
	*image = (struct binary_image){
		.base = base,
		.entry = base + p->entry,
		.headers = p->headers ? base + p->headers : 0,
		.end = base + p->high,
	};
	return err;
}
