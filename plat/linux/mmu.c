/* SPDX-License-Identifier: MIT */
/*
 * The mappings of a process: the host's, inside the window that was reserved at start.
 *
 * What is not mapped is a PROT_NONE reservation, never a hole: so nothing else can get there, and a
 * touch is a fault of ours. The reservation is not counted by the host, whatever its size.
 */
#include "plat/linux/names.h"

#include "base/assert.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/frame.h"
#include "kern/mem/mmu.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define ANONYMOUS (HOST_MAP_FIXED | HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS)

#define HOST_MREMAP_MAYMOVE 1
#define HOST_MREMAP_FIXED   2

static_assert(MMU_READ == HOST_PROT_READ && MMU_WRITE == HOST_PROT_WRITE,
	      "protections are the host's");

/*
 * Touches since rights were last given. The host brings a page without asking us, so a touch that
 * gets here came before the rights did, and is tried again: but not for ever.
 */
static unsigned touches;

#define TOUCHES_MAX 10000

bool linux_mmu_has(size_t len)
{
	(void)len;
	return true;
}

int linux_mmu_map_zero(uintptr_t va, size_t len, unsigned prot)
{
	/* Where nothing is mapped, nothing may be touched already. */
	prot &= MMU_RIGHTS;
	if (!prot)
		return 0;
	touches = 0;
	return host_call6(HOST_mmap, (long)va, (long)len, (long)prot, ANONYMOUS, -1, 0) < 0
		       ? -ENOMEM
		       : 0;
}

int linux_mmu_touch(uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end)
{
	(void)va;
	(void)prot;
	(void)start;
	(void)end;
	return ++touches < TOUCHES_MAX ? 0 : -EFAULT;
}

void linux_mmu_advise(uintptr_t va, size_t len, unsigned advice)
{
	host_call3(HOST_madvise, (long)va, (long)len,
		   advice & MMU_LARGE ? HOST_MADV_HUGEPAGE : HOST_MADV_NOHUGEPAGE);
}

void linux_mmu_unmap(uintptr_t va, size_t len)
{
	host_call6(HOST_mmap, (long)va, (long)len, HOST_PROT_NONE, ANONYMOUS | HOST_MAP_NORESERVE,
		   -1, 0);
}

void linux_mmu_forget(uintptr_t va, size_t len)
{
	(void)va;
	(void)len;
}

/* Pages of the root file system: what is mapped there is mapped here, too (mremap(2), length 0). */
static int map_root(uintptr_t va, uintptr_t page, size_t len, unsigned prot)
{
	long at = host_call6(HOST_mremap, (long)page, 0, (long)len,
			     HOST_MREMAP_MAYMOVE | HOST_MREMAP_FIXED, (long)va, 0);

	if (at == (long)va && prot != HOST_PROT_READ)
		at = host_call3(HOST_mprotect, (long)va, (long)len, (long)prot);
	return at < 0 ? -EOPNOTSUPP : 0;
}

int linux_mmu_map_pages(uintptr_t va, const struct mmu_run *r, unsigned prot, bool shared)
{
	uintptr_t page = (uintptr_t)r->page;
	size_t len = r->n * PAGE_SIZE;
	paddr_t pa = virt_to_phys(r->page);
	long at;

	touches = 0;
	if (!(prot & MMU_WRITE) && page >= linux_root && page + len <= linux_root_end)
		return map_root(va, page, len, prot);
	/* Another page of the image is in no file that the seal left open. */
	if (!shared || pa >= linux_pool_size)
		return -EOPNOTSUPP;
	at = host_call6(HOST_mmap, (long)va, PAGE_SIZE, (long)prot,
			HOST_MAP_FIXED | HOST_MAP_SHARED, linux_pool_fd, (long)pa);
	return at < 0 ? -ENOMEM : 0;
}

bool linux_mmu_is_present(uintptr_t va, unsigned prot)
{
	(void)va;
	(void)prot;
	return false;
}

struct mmu_count linux_mmu_count(uintptr_t va, size_t len, unsigned prot, bool object)
{
	uint8_t pages[512]; /* bit 0: it is there */
	struct mmu_count c = { 0 };

	for (size_t n; len && LINKED(space_counts); len -= n, va += n) {
		n = MIN(len, sizeof pages * PAGE_SIZE);
		if (host_call3(HOST_mincore, (long)va, (long)n, (long)pages) < 0)
			break;
		for (size_t i = 0; i < n >> PAGE_SHIFT; i++)
			c.present += pages[i] & 1;
	}
	c.own = c.dirty = object && !(prot & MMU_WRITE) ? 0 : c.present;
	return c;
}

int linux_mmu_protect(uintptr_t va, size_t len, unsigned prot, bool object)
{
	touches = 0;
	if (!object)
		return host_call3(HOST_mprotect, (long)va, (long)len, (long)(prot & MMU_RIGHTS)) < 0
			       ? -ENOMEM
			       : 0;
	linux_mmu_unmap(va, len);
	return 0;
}

void linux_mmu_discard(uintptr_t va, size_t len, unsigned prot)
{
	(void)prot;
	host_call3(HOST_madvise, (long)va, (long)len, HOST_MADV_DONTNEED);
}

static bool move(uintptr_t from, uintptr_t to, size_t len)
{
	return host_call6(HOST_mremap, (long)from, (long)len, (long)len,
			  HOST_MREMAP_MAYMOVE | HOST_MREMAP_FIXED, (long)to, 0) == (long)to;
}

/*
 * Other threads may write as soon as they can: so with more than one the pages are made aside, and
 * put in their place all at once. With one they are made there, where the host makes one mapping of
 * neighbours.
 */
int linux_mmu_copy_pages(uintptr_t va, void *const *pages, unsigned n, unsigned prot)
{
	bool aside = threads_many;
	long len = (long)(n * PAGE_SIZE);
	long at = host_call6(HOST_mmap, aside ? 0 : (long)va, len, HOST_PROT_READ | HOST_PROT_WRITE,
			     aside ? ANONYMOUS & ~HOST_MAP_FIXED : ANONYMOUS, -1, 0);

	if (at < 0)
		return -ENOMEM;
	touches = 0;
	for (unsigned i = 0; i < n; i++)
		memcpy((void *)(at + (long)(i * PAGE_SIZE)), pages[i], PAGE_SIZE);
	if (host_call3(HOST_mprotect, at, len, (long)prot) == 0 &&
	    (!aside || move((uintptr_t)at, va, (size_t)len)))
		return 0;
	linux_mmu_unmap((uintptr_t)at, (size_t)len);
	linux_mmu_unmap(va, (size_t)len);
	return -ENOMEM;
}

int linux_mmu_move(uintptr_t from, uintptr_t to, size_t len, bool object)
{
	size_t done = 0;

	/* The host moves one mapping at a time, and may have several where we have one. */
	if (!object && !move(from, to, len)) {
		for (; done < len && move(from + done, to + done, PAGE_SIZE); done += PAGE_SIZE)
			;
		if (done < len) {
			while (done) {
				done -= PAGE_SIZE;
				if (move(to + done, from + done, PAGE_SIZE))
					linux_mmu_unmap(to + done, PAGE_SIZE);
			}
			return -ENOMEM;
		}
	}
	linux_mmu_unmap(from, len);
	return 0;
}

/* Frames whose first page is taken away: the pool is one mapping, so it stands alone. */
void *linux_mmu_stack_create(size_t size)
{
	paddr_t pa;
	uint8_t *low;

	if (frame_alloc_run((size + PAGE_SIZE) / PAGE_SIZE, &pa))
		return NULL;
	low = phys_to_virt(pa);
	if (host_call3(HOST_mprotect, (long)low, PAGE_SIZE, HOST_PROT_NONE) < 0) {
		frame_free_run(pa, (size + PAGE_SIZE) / PAGE_SIZE);
		return NULL;
	}
	return low + PAGE_SIZE;
}
