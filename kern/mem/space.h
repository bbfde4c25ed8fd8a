/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: which ranges of addresses mean what.
 *
 * A space is a tree of mappings that do not overlap. A mapping is a promise; frames come when
 * they are touched. It may be backed by a memory object (the pages of a file), whose pages it
 * shares, or copies when it writes. There is one space by default, and nothing here depends on
 * that.
 *
 * Addresses and lengths are multiples of a page unless said otherwise, and errors are those that
 * Linux has for them.
 *
 * Locks: struct space's lock, then those of the heap and of the frames. It is a spin lock, and
 * nobody who holds it touches memory of the application. An object's pages may have to be read,
 * so they are asked for without it.
 */
#ifndef KERN_MEM_SPACE_H
#define KERN_MEM_SPACE_H

#include "base/tree.h"
#include "kern/mem/mmu.h"
#include "kern/sched/lock.h"

struct inode;
struct mapping;
struct mem_object;
struct space;

/* Where the pages of a file-backed mapping come from. File systems provide it (kern/vfs). */
struct mem_object_ops {
	/*
	 * Find page (index) of the object and store the kernel's address of its 4 KiB in
	 * (*page): a frame in the frame window, or a page of the image. With (write), the object
	 * may have to make it its own first, and is changed from now on. Bytes past the end of
	 * the file read as zero. The page stays where it is until the object is put, or
	 * space_object_shrink() takes it away.
	 * Errors:  -ENOMEM, -EIO, -ERANGE (past the end: SIGBUS). Context: thread, no lock held;
	 *          may sleep.
	 */
	int (*page)(struct mem_object *o, uint64_t index, bool write, void **page);
	/*
	 * Does page (index) stand in the image, unwritten? Then store its address as page() does,
	 * and return how many pages, it and those behind it, at most (max), follow each other
	 * there. Returns 0 when it does not, or that is not known yet: page() is to be asked.
	 * NULL: it never does. Context: the space's lock is held; never sleeps.
	 */
	unsigned (*image)(struct mem_object *o, uint64_t index, unsigned max, void **page);
	void (*get)(struct mem_object *o); /* context: any */
	void (*put)(struct mem_object *o); /* context: thread, no lock held */

	/* Always space_object_fault: so it is only in an image that has objects. */
	int (*fault)(struct space *s, struct mapping *m, uintptr_t va, unsigned access);

	/* The file that the pages are of, not referenced; kern/vfs knows what it is. */
	struct inode *(*inode)(struct mem_object *o);
};

struct mem_object {
	const struct mem_object_ops *ops;
	struct mem_object *shows; /* whose pages are some of its own; or NULL. Atomic */
};

enum mapping_kind {
	MAPPING_PRIVATE,
	MAPPING_SHARED,
	MAPPING_STACK, /* private, and static: the first thread's stack */
};

/* Guarded by the space's lock. */
struct mapping {
	struct tree_node node;
	uintptr_t start;
	uintptr_t end;
	struct mem_object *object; /* referenced, or NULL: anonymous */
	uint64_t index;            /* the object's page at (start) */
	uint8_t kind;              /* enum mapping_kind */
	uint8_t prot;              /* MMU_*, with advice */
	uint8_t prot_max;          /* what (prot) may become */
	bool copied; /* the object's pages were copied: they are zero pages by now, and in memory */

	/*
	 * Summary of the subtree: a range within the one that it spans, and at least the longest
	 * gap between two of its mappings.
	 */
	uintptr_t low;
	uintptr_t high;
	size_t gap;
};

struct space {
	struct spinlock lock;    /* guards: */
	uint32_t shrinks;        /* counts space_object_shrink() */
	struct tree mappings;    /* struct mapping, by start */
	struct mapping *touched; /* the one that was touched last, or NULL */
	uintptr_t top;           /* free ranges are looked for below this; 0: not chosen yet */
	uintptr_t brk_start;     /* 0: not chosen yet */
	uintptr_t brk_end;       /* any byte */

	struct mapping
		*dead; /* taken out, to be destroyed without the lock; linked by (node.parent) */
};

extern struct space space_first;

/* Bits that choose addresses; set at boot by the platform, constant after. */
extern uint64_t space_random;

/*
 * Mappings may be executed. WEAK: only in an image that was built to make code while it runs. In
 * others what stands in the image is all the code there is.
 */
extern WEAK const char space_executes[];

/*
 * It may be asked how many pages of a mapping are there. WEAK: who does so links it; in others a
 * process does not know.
 */
extern WEAK const char space_counts[];

/*
 * A page of an object was touched: find it, and map or copy it. Only space_fault() calls it; it
 * releases the lock of (s).
 */
int space_object_fault(struct space *s, struct mapping *m, uintptr_t va, unsigned access)
	RELEASES(&s->lock);

/* The space of the running thread. */
static inline struct space *space_current(void)
{
	return &space_first;
}

/*
 * Map the first thread's stack of (size) bytes, with nothing below it, and store its lowest
 * address in (*low).
 * Errors: -ENOMEM. Context: boot, once, before any other mapping.
 */
must_use int space_map_stack(size_t size, uintptr_t *low);

/*
 * Somebody accessed (va), any byte, with one of MMU_READ, MMU_WRITE or MMU_EXEC, and the CPU
 * refused. When 0 is returned the access can be tried again.
 * Errors:  -EFAULT: nothing is mapped there. -EACCES: not in this way. -ERANGE: past the end of
 *          a mapped file, or it cannot be read (SIGBUS). -ENOMEM: it could be there, but is not to
 *          be had.
 * Context: thread or trap, the space's lock not held.
 */
must_use int space_fault(uintptr_t va, unsigned access);

struct map_request {
	uintptr_t addr;            /* where: a hint, or with (fixed) an order */
	size_t len;                /* > 0 */
	struct mem_object *object; /* or NULL: zero pages. The mapping takes its own reference */
	uint64_t index;            /* the object's page that stands at the beginning */
	uint8_t prot;
	uint8_t prot_max;
	bool shared;
	bool fixed;     /* at (addr), and what is mapped there goes */
	bool exclusive; /* at (addr), which must be free */
	bool low;       /* MAP_32BIT: below 2 GiB */
	bool uncounted; /* MAP_NORESERVE: never mind how much it is */
};

/*
 * Map what (r) says and store where in (*addr).
 * Errors:  -EINVAL, -ENOMEM (no memory, no room), -EEXIST (exclusive), -EACCES (protection).
 * Context: thread.
 */
must_use int space_map(struct space *s, const struct map_request *r, uintptr_t *addr);

/* Unmap whatever is mapped in [addr, addr + len). Errors: -EINVAL, -ENOMEM. Context: thread. */
must_use int space_unmap(struct space *s, uintptr_t addr, size_t len);

/*
 * Unmap all but the first thread's stack, and forget where the heap of brk() was. Errors: -ENOMEM.
 * Context: thread.
 */
must_use int space_clear(struct space *s);

/* Change the protection. Errors: -ENOMEM (also: a part is not mapped), -EACCES. Context: thread. */
must_use int space_protect(struct space *s, uintptr_t addr, size_t len, unsigned prot);

/*
 * Large pages are of use in the range (MMU_LARGE), or not (MMU_SMALL). Errors: -ENOMEM, as
 * space_discard(). Context: thread.
 */
must_use int space_advise(struct space *s, uintptr_t addr, size_t len, unsigned advice);

struct remap_request {
	uintptr_t old;
	size_t old_len;
	size_t new_len;
	uintptr_t new_addr; /* used with (fixed) */
	bool may_move;
	bool fixed;
	bool keep; /* MREMAP_DONTUNMAP: what was there stays mapped, and is empty */
};

/*
 * Grow, shrink or move a mapping; (old_len) 0 maps a shared one a second time.
 * Errors:  -EINVAL, -EFAULT (not mapped), -ENOMEM. Context: thread.
 */
must_use int space_remap(struct space *s, const struct remap_request *r, uintptr_t *addr);

/*
 * Forget the contents of private pages: zero pages read as zero, pages of an object as the
 * object has them.
 * Errors: -ENOMEM: a part is not mapped; the rest was done. Context: thread.
 */
must_use int space_discard(struct space *s, uintptr_t addr, size_t len);

/* The same for shared memory of no object, all of which is mapped. Context: thread. */
must_use int space_forget_shared(struct space *s, uintptr_t addr, size_t len);

enum space_limit {
	SPACE_LIMIT_ALL,  /* RLIMIT_AS */
	SPACE_LIMIT_DATA, /* RLIMIT_DATA */
	SPACE_LIMITS,
};

/* From now on refuse mappings beyond (bytes), of all kinds or of data. Context: thread. */
void space_set_limit(enum space_limit which, uint64_t bytes);

/* Is all of the range mapped? Errors: -ENOMEM. Context: thread. */
must_use int space_check(struct space *s, uintptr_t addr, size_t len);

/* A mapping, and how many frames of its own it has. */
struct space_use {
	uintptr_t start;
	uintptr_t end;
	size_t frames;
};

/* Store the (n) mappings with the most frames in (top), and return how many there are. */
unsigned space_find_largest(struct space *s, struct space_use *top, unsigned n);

/* Has all that is mapped in the range the rights (prot)? Context: thread. */
bool space_has_rights(struct space *s, uintptr_t addr, size_t len, unsigned prot);

/* Is all that is mapped in the range private memory of no object? Context: thread. */
bool space_is_anonymous(struct space *s, uintptr_t addr, size_t len);

/* Is (va), any byte, in code of a file that nobody may write to? Context: thread. */
bool space_is_text(struct space *s, uintptr_t va);

/*
 * In such code put (new) in the place of (old), (n) bytes at (va), any byte. Whoever executes them
 * meanwhile finds the old or the new ones.
 * Errors:  -EACCES: it is something else, or in two pages. -EFAULT, -ENOMEM. Context: thread.
 */
must_use int space_patch_text(struct space *s, uintptr_t va, const void *old, const void *new,
			      size_t n);

/*
 * Move the end of the heap of brk() to (end), any byte, if that can be; returns where it is
 * then. Context: thread.
 */
uintptr_t space_brk(struct space *s, uintptr_t end);

/*
 * Where the word at (va) is, whichever mapping it is seen in: for shared memory of an object the
 * kernel's address of it, else (va). WEAK: where objects are mapped. Context: thread; may sleep.
 */
WEAK uintptr_t space_object_word(struct space *s, uintptr_t va);

/* A mapping, as it was when it was asked about. */
struct mapping_info {
	uintptr_t start;
	uintptr_t end;
	uint64_t index;            /* the object's page at (start) */
	struct mem_object *object; /* referenced: the caller puts it; or NULL */
	uint8_t prot;
	bool shared;
	bool writable; /* it may be made so, if it is not */
	bool stack;    /* the first thread's */
	bool heap;     /* of brk() */
};

/* The mapping that holds (from), or the next one above; false: there is none. Context: thread. */
bool space_next(struct space *s, uintptr_t from, struct mapping_info *info);

/*
 * Count the pages that are there in [start, end), which was mapped as (info) says. What changes
 * meanwhile may be counted or not. Who calls it says LINK_WITH(space_counts). Context: thread.
 */
struct mmu_count space_count(struct space *s, const struct mapping_info *info, uintptr_t start,
			     uintptr_t end);

/*
 * The pages of (o) from (index) on are about to go: take them out of all mappings, where
 * touching them will ask (o) again. WEAK: objects whose file cannot be mapped in this image need
 * not call it. Context: thread; (o)'s pages still there.
 */
WEAK void space_object_shrink(struct mem_object *o, uint64_t index);

/*
 * The (n) pages of (o) from (index) on are others from now on: take the old ones out of mappings.
 * What private mappings copied stays. The rest as above, but who may do without says WEAK itself.
 */
void space_object_replace(struct mem_object *o, uint64_t index, uint64_t n);

#endif
