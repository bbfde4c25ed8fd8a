/* SPDX-License-Identifier: MIT */
/*
 * Faults in mappings of objects: the pages of files.
 *
 * Pages of the image are there, so the object says at once where, and many come at a time. For
 * others it is asked without the lock, because it may have to read. So when the lock is taken again
 * the mapping may be another, and the page may have been cut off the file; then the access is tried
 * again, and asks anew.
 *
 * A process cannot map privately what the pool holds, nor what was written to: there a few pages at
 * a time are copied, and that part of the mapping is zero pages from then on.
 */
#include "base/errno.h"
#include "kern/mem/space_int.h"

#define AHEAD 16 /* pages that are copied at once */

/* What was asked, and what the object answered. */
struct object_read {
	struct mem_object *object;
	uint64_t index;
	uintptr_t va;
	uint32_t shrinks;
	bool write;        /* to a shared mapping: the object's own page changes */
	bool copy;         /* the platform cannot map the object's pages here */
	unsigned n;        /* pages to be copied: from the one that was touched on */
	void *page[AHEAD]; /* the first of them is the one to be mapped, too */
};

/* Ask the object for the page that was touched; or for each of up to (max), to be copied. */
static int find_pages(struct object_read *r, size_t max)
{
	const struct mem_object_ops *ops = r->object->ops;
	int err = ops->page(r->object, r->index, r->write, &r->page[0]);

	r->n = 1;
	if (err || !r->copy)
		return err;
	while (r->n < max && !ops->page(r->object, r->index + r->n, r->write, &r->page[r->n]))
		r->n++;
	return 0;
}

/* Make the part of (m) that (r) found a mapping of zero pages, and fill it. */
static int copy_pages(struct space *s, const struct object_read *r) REQUIRES(&s->lock)
{
	size_t len = r->n * PAGE_SIZE;
	int err = mapping_isolate(s, r->va, r->va + len);
	struct mapping *m = mapping_find(s, r->va);

	if (!err)
		err = mmu_copy_pages(r->va, r->page, r->n, m->prot);
	if (err)
		return err;
	m->copied = true;
	mapping_merge(s, m);
	return 0;
}

static int map_run(const struct mapping *m, uintptr_t va, const struct mmu_run *run,
		   unsigned access)
{
	unsigned prot = access == MMU_WRITE ? m->prot : m->prot & ~MMU_WRITE;

	return mmu_map_pages(va, run, prot, m->kind == MAPPING_SHARED);
}

static int map_page(const struct mapping *m, const struct object_read *r, unsigned access)
{
	struct mmu_run run = { .page = r->page[0], .n = 1 };

	return map_run(m, r->va, &run, access);
}

/*
 * Ask the object for up to (max) pages, and map or copy what it answers. Errors: -EOPNOTSUPP: it
 * has to be copied.
 */
static int serve(struct space *s, struct object_read *r, size_t max, unsigned access)
{
	int err = find_pages(r, max);
	struct mapping *m;

	spin_lock(&s->lock);
	m = mapping_find(s, r->va);
	if (!err && m && m->start <= r->va && m->object == r->object && !m->copied &&
	    m->prot & access && m->index + ((r->va - m->start) >> PAGE_SHIFT) == r->index &&
	    s->shrinks == r->shrinks) {
		r->n = MIN(r->n, (unsigned)((m->end - r->va) >> PAGE_SHIFT));
		err = r->copy ? copy_pages(s, r) : map_page(m, r, access);
	}
	space_unlock(s);
	return err;
}

/*
 * Map pages of the image, with some before the one that was touched. Errors: -EOPNOTSUPP: it is
 * none, or has to be copied; -ENOMEM.
 */
static int map_image(const struct mapping *m, const struct object_read *r, unsigned access)
{
	size_t before = MIN((r->va - m->start) >> PAGE_SHIFT, MMU_BEFORE);
	size_t max = MIN((m->end - r->va) >> PAGE_SHIFT, MMU_RUN);
	struct mmu_run run;
	void *page;

	if (r->write || !r->object->ops->image)
		return -EOPNOTSUPP;
	for (;; before = 0) {
		run.n = r->object->ops->image(r->object, r->index - before,
					      (unsigned)(before + max), &page);
		if (run.n > before)
			break;
		/* One of those before may have been written to: then it goes without them. */
		if (!before)
			return -EOPNOTSUPP;
	}
	run.before = (unsigned)before;
	run.page = (char *)page + before * PAGE_SIZE;
	run.n -= run.before;
	return map_run(m, r->va, &run, access);
}

int space_object_fault(struct space *s, struct mapping *m, uintptr_t va, unsigned access)
{
	struct object_read r;
	size_t max;
	int err;

	r.va = ROUND_DOWN(va, PAGE_SIZE);
	max = (m->end - r.va) >> PAGE_SHIFT;
	r.object = m->object;
	r.index = m->index + ((r.va - m->start) >> PAGE_SHIFT);
	r.write = m->kind == MAPPING_SHARED && access == MMU_WRITE;
	r.copy = false;
	err = m->copied ? mmu_touch(r.va, m->prot, m->start, m->end) : map_image(m, &r, access);
	if (err == -EOPNOTSUPP && mmu_is_present(r.va, access))
		err = 0;
	if (err != -EOPNOTSUPP) {
		spin_unlock(&s->lock);
		return err;
	}
	r.shrinks = s->shrinks;
	r.object->ops->get(r.object);
	spin_unlock(&s->lock);

	/* Copies are made of more than was asked for; else what a page costs is the object's. */
	err = serve(s, &r, 1, access);
	r.copy = err == -EOPNOTSUPP;
	if (r.copy)
		err = serve(s, &r, r.write ? 1 : MIN(AHEAD, max), access);
	r.object->ops->put(r.object);
	return err == -EIO ? -ERANGE
			   : err; /* what cannot be read is as what is not there: SIGBUS */
}

uintptr_t space_object_word(struct space *s, uintptr_t va)
{
	struct mem_object *o = NULL;
	const struct mapping *m;
	uint64_t index = 0;
	void *page;
	int err;

	spin_lock(&s->lock);
	m = mapping_find(s, va);
	if (m && m->start <= va && m->object && m->kind == MAPPING_SHARED) {
		o = m->object;
		o->ops->get(o);
		index = m->index + ((va - m->start) >> PAGE_SHIFT);
	}
	spin_unlock(&s->lock);
	if (!o)
		return va;
	err = o->ops->page(o, index, false, &page);
	o->ops->put(o);
	return err ? va : (uintptr_t)page + va % PAGE_SIZE;
}

/*
 * Private copies beyond the new end go, too, as in Linux; not those of a process, which belong
 * to the mapping.
 */
void space_object_shrink(struct mem_object *o, uint64_t index)
{
	struct space *s = space_current();

	spin_lock(&s->lock);
	s->shrinks++;
	tree_for_each (n, &s->mappings) {
		struct mapping *m = mapping_of(n);
		uint64_t pages = (m->end - m->start) >> PAGE_SHIFT;
		uint64_t skip = index > m->index ? index - m->index : 0;

		if (m->object == o && !m->copied && skip < pages)
			mmu_unmap(m->start + (skip << PAGE_SHIFT), (pages - skip) << PAGE_SHIFT);
	}
	spin_unlock(&s->lock);
}
