/* SPDX-License-Identifier: MIT */
/*
 * What a struct space needs of the platform that translates addresses.
 *
 * In a machine these functions edit page tables (plat/pvh/mmu.c, mmu_edit.c): a reservation costs
 * nothing, and every page comes on its first touch, through space_fault(). In a process they are
 * host calls (plat/linux/mmu.c): the host makes zero pages appear, and space_fault() brings
 * those of objects.
 *
 * Pages are of two kinds. Zero pages (anonymous memory) belong to their mapping: their frames go
 * when they are unmapped. Pages of an object belong to the object, whose pages stay where they
 * are while it is referenced.
 *
 * Addresses and lengths are multiples of a page, within mmu_window or what mmu_claim() allowed.
 * The space's lock is held by the caller. plat/plat.tbl makes these functions out of pvh_mmu_*
 * and linux_mmu_*.
 */
#ifndef KERN_MEM_MMU_H
#define KERN_MEM_MMU_H

#include "base/types.h"

/* Protection bits, as PROT_* of Linux. Who may write or execute may read. */
#define MMU_READ  1u
#define MMU_WRITE 2u
#define MMU_EXEC  4u

#define MMU_RIGHTS (MMU_READ | MMU_WRITE | MMU_EXEC)

/* Advice in the same word: large pages are of use there, or of none. */
#define MMU_LARGE 8u
#define MMU_SMALL 16u

/* Where mappings are placed when nobody says, [low, high). Constant after boot. */
struct mmu_window {
	uintptr_t low;
	uintptr_t high;
};
extern struct mmu_window mmu_window;

/*
 * May a mapping stand at [va, va + len), which is not in the window? Then it may from now on.
 * Errors:  -ENOMEM: something else is there.
 */
must_use int mmu_claim(uintptr_t va, size_t len);

/*
 * Could there be (len) bytes of memory at all? A process answers true: the host says so in
 * mmu_map_zero().
 */
bool mmu_has(size_t len);

/*
 * Make [va, va + len), where nothing is mapped, zero memory of protection (prot).
 * Errors:  -ENOMEM: the host has not as much.
 */
must_use int mmu_map_zero(uintptr_t va, size_t len, unsigned prot);

/*
 * The zero page at (va) of protection (prot) was touched: make it present, and perhaps others of
 * the mapping, which is [start, end). (prot) may have advice in it.
 * Errors:  -ENOMEM; -EFAULT when there is nothing that could be done.
 */
must_use int mmu_touch(uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end);

/* Large pages are of use in the range, or of none: what a host can know, too. */
void mmu_advise(uintptr_t va, size_t len, unsigned advice);

/*
 * How many pages of the image are asked for at once, with the one that was touched and before it:
 * as many as a page table has, for a fault costs as much as some hundred entries.
 */
#define MMU_RUN    512
#define MMU_BEFORE 511

/*
 * A page of an object. (n) of them, with this one, follow each other in the image, and (before) of
 * them stand before it, as in the mapping; 1 and 0 of a page that is elsewhere.
 */
struct mmu_run {
	const char *page;
	unsigned before;
	unsigned n;
};

/*
 * Map the page of (r) at (va), and perhaps others of them. Where that is already so, nothing is
 * done. (prot) has MMU_WRITE only for what was written to. A mapping that is not (shared) then gets
 * copies of its own; those that nobody asked for count as the object's until they are written to.
 * Errors:  -ENOMEM; -EOPNOTSUPP: this platform cannot map it, or copy it only by
 *          mmu_copy_pages().
 */
must_use int mmu_map_pages(uintptr_t va, const struct mmu_run *r, unsigned prot, bool shared);

/*
 * Make the (n) pages at (va) memory of their mapping's own, with the contents of an object's
 * (pages). Whoever accesses them meanwhile sees the old or the new ones. They are an anonymous
 * mapping from then on. Process only: a machine answers -EOPNOTSUPP.
 * Errors:  -ENOMEM: nothing is mapped there.
 */
must_use int mmu_copy_pages(uintptr_t va, void *const *pages, unsigned n, unsigned prot);

/*
 * Is the page at (va) there, with all the rights in (prot)? Machine only: a process answers
 * false.
 */
bool mmu_is_present(uintptr_t va, unsigned prot);

/* Pages of 4 KiB in a range. */
struct mmu_count {
	size_t present; /* there, whatever their rights */
	size_t own;     /* of them, of the mapping's own */
	size_t dirty;   /* of them, written to since they came, or of the mapping's own */
	size_t large;   /* of them, in large pages */
};

/*
 * Count the pages of the range, of a mapping of protection (prot), and of an (object) or not. A
 * process does not know what was written to, and takes all that may be as it; in an image without
 * space_counts it knows nothing, and answers 0.
 */
struct mmu_count mmu_count(uintptr_t va, size_t len, unsigned prot, bool object);

/*
 * Change the protection of the range. Pages of an (object) may then be gone, to come back by
 * space_fault().
 * Errors:  -ENOMEM.
 */
must_use int mmu_protect(uintptr_t va, size_t len, unsigned prot, bool object);

/* Remove all that is mapped in the range; a touch is then a fault. */
void mmu_unmap(uintptr_t va, size_t len);

/*
 * Remove the object's pages of a private mapping, but not its own, which were written to. In a
 * process there are none: all is copied.
 */
void mmu_forget(uintptr_t va, size_t len);

/*
 * (n) bytes of the image's files were read at (p). In a process what is read stays among the pages
 * that count as its own, so now and then all of them are let go; the host has them still.
 */
void mmu_was_read(const void *p, size_t n);

/* Forget the contents of zero pages: the range reads as zero again, with (prot). */
void mmu_discard(uintptr_t va, size_t len, unsigned prot);

/*
 * Move the pages at [from, from + len) to (to), where nothing is mapped. The ranges do not
 * overlap. Pages of an (object) may then be gone, to come back by space_fault().
 * Errors:  -ENOMEM: nothing was moved.
 */
must_use int mmu_move(uintptr_t from, uintptr_t to, size_t len, bool object);

/*
 * Make a stack of (size) bytes for the library OS: all of it there, and below it a page that is
 * not. Returns its lowest address, or NULL without memory. It is never unmade: kern/mem/stack.c
 * keeps it. Context: thread, the space's lock not held.
 */
void *mmu_stack_create(size_t size);

#endif
