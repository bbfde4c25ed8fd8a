/* SPDX-License-Identifier: MIT */
/*
 * Changing code that is mapped from a file, while it may run. No page can be written and executed
 * at any time: one that others may run is made again, with the change.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/frame.h"
#include "kern/mem/space_int.h"
#include "kern/mem/user.h"
#include "kern/sched/thread.h"

/* Text as ld.so leaves it, and not what makes code as it runs and may look at it. */
static bool is_text(const struct mapping *m, uintptr_t va)
{
	return m && m->start <= va && m->kind == MAPPING_PRIVATE && m->object &&
	       m->prot == (MMU_READ | MMU_EXEC);
}

/* Put (page) in the place of the one at (va). */
static int replace_page(struct space *s, struct mapping *m, uintptr_t va, void *page)
	REQUIRES(&s->lock)
{
	int err = m->copied ? 0 : mapping_isolate(s, va, va + PAGE_SIZE);

	if (err)
		return err;
	m = mapping_find(s, va);
	err = mmu_copy_pages(va, &page, 1, m->prot);
	if (!err) {
		m->copied = true;
		mapping_merge(s, m);
	}
	return err;
}

/*
 * Nobody else runs, and the page is the mapping's own: it can be written for the moment. The host
 * has it, so that it can be touched here. Errors: -EAGAIN: it is not its own.
 */
static int patch_alone(struct space *s, uintptr_t va, const void *old, const void *new, size_t n)
{
	uintptr_t start = ROUND_DOWN(va, PAGE_SIZE);
	const struct mapping *m;
	int err = -EACCES;

	spin_lock(&s->lock);
	m = mapping_find(s, va);
	if (is_text(m, va) && !m->copied)
		err = -EAGAIN;
	else if (is_text(m, va) && !memcmp((const void *)va, old, n))
		err = mmu_protect(start, PAGE_SIZE, MMU_READ | MMU_WRITE, false);
	if (!err) {
		memcpy((void *)va, new, n);
		err = mmu_protect(start, PAGE_SIZE, m->prot, false);
	}
	spin_unlock(&s->lock);
	return err;
}

/* Others run, or the page is the object's: it is copied, with the change. */
static int patch_copy(struct space *s, uintptr_t va, const void *old, const void *new, size_t n)
{
	uintptr_t start = ROUND_DOWN(va, PAGE_SIZE), offset = va - start;
	uint32_t shrinks = __atomic_load_n(&s->shrinks, __ATOMIC_ACQUIRE);
	struct mapping *m;
	uint8_t *copy;
	paddr_t pa;
	int err = frame_alloc(&pa);

	if (err)
		return err;
	copy = phys_to_virt(pa);
	err = user_get(copy, (const void *)start, PAGE_SIZE);
	if (!err && memcmp(copy + offset, old, n))
		err = -EACCES;
	if (!err) {
		memcpy(copy + offset, new, n);
		spin_lock(&s->lock);
		m = mapping_find(s, va);
		err = is_text(m, va) && s->shrinks == shrinks ? replace_page(s, m, start, copy)
							      : -EACCES;
		space_unlock(s);
	}
	frame_free(pa);
	return err;
}

bool space_is_text(struct space *s, uintptr_t va)
{
	bool is;

	spin_lock(&s->lock);
	is = is_text(mapping_find(s, va), va);
	spin_unlock(&s->lock);
	return is;
}

int space_patch_text(struct space *s, uintptr_t va, const void *old, const void *new, size_t n)
{
	int err = -EAGAIN;

	if (va % PAGE_SIZE + n > PAGE_SIZE)
		return -EACCES;
	if (!threads_many)
		err = patch_alone(s, va, old, new, n);
	return err == -EAGAIN ? patch_copy(s, va, old, new, n) : err;
}
