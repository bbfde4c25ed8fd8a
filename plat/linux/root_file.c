/* SPDX-License-Identifier: MIT */
/*
 * The root file system of an image, as a mapping of the image's file that the host lets us map
 * again in other places: so pages of files in it need no copies, and are the host's page cache for
 * all processes of the image.
 */
#include "plat/linux/names.h"

#include "arch/x86_64/relocate.h"
#include "kern/mem/mmu.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define ELF_PHOFF 32 /* where an ELF header has the place and number of its program headers */
#define ELF_PHNUM 56

/* A touch brings the host's pages around it, too. So much of that is let stay before all goes. */
#define READ_LEAST (64u * 1024)
#define READ_MOST  (2u * 1024 * 1024)

struct segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_size, size, align;
};

extern const char pith_image_start[], pith_root_start[], pith_root_end[];

uintptr_t linux_root, linux_root_end;

/* Where the file has what stands at (va); false: it is not the beginning of a segment. */
static bool find_offset(uintptr_t va, uint64_t *offset)
{
	uintptr_t base = (uintptr_t)pith_image_start;
	const struct segment *s = (const void *)(base + *(const uint64_t *)(base + ELF_PHOFF));
	unsigned n = *(const uint16_t *)(base + ELF_PHNUM);

	for (unsigned i = 0; i < n; i++) {
		if (s[i].address != va - base + IMAGE_LINK_BASE || s[i].offset % PAGE_SIZE)
			continue;
		*offset = s[i].offset;
		return true;
	}
	return false;
}

void linux_mmu_was_read(const void *p, size_t n)
{
	static uint32_t bytes; /* since they were let go; atomic */

	if ((uintptr_t)p < linux_root || (uintptr_t)p >= linux_root_end ||
	    __atomic_add_fetch(&bytes, MAX((uint32_t)n, READ_LEAST), __ATOMIC_RELAXED) < READ_MOST)
		return;
	__atomic_store_n(&bytes, 0, __ATOMIC_RELAXED);
	host_call3(HOST_madvise, (long)linux_root, (long)(linux_root_end - linux_root),
		   HOST_MADV_DONTNEED);
}

/* Without it pages are copied. */
void linux_share_root(void)
{
	uintptr_t start = (uintptr_t)pith_root_start, end = (uintptr_t)pith_root_end;
	uint64_t offset;
	long fd, at;

	if (start == end || start % PAGE_SIZE || !find_offset(start, &offset))
		return;
	fd = host_call3(HOST_open, (long)"/proc/self/exe", HOST_O_RDONLY | HOST_O_CLOEXEC, 0);
	if (fd < 0)
		return;
	at = host_call6(HOST_mmap, (long)start, (long)(end - start), HOST_PROT_READ,
			HOST_MAP_FIXED | HOST_MAP_SHARED, fd, (long)offset);
	host_call1(HOST_close, fd);
	if (at < 0)
		return;
	linux_root = start;
	linux_root_end = ROUND_DOWN(end, PAGE_SIZE);
}
