/* SPDX-License-Identifier: MIT */
/*
 * The model of an address space: see mem_model.h.
 */
#include "test/unit/mem_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/space_int.h"
#include "test/unit/fault.h"

unsigned model_runs;

#define OBJECT_PAGES 40
#define OBJECT_SIZE  30

enum kind { NONE, ANON, ANON_SHARED, FILE_PRIVATE, FILE_SHARED, FILE_READ_ONLY, KINDS };

struct page {
	enum kind kind;
	uint8_t prot;
	bool own;     /* FILE_PRIVATE: written to */
	bool unknown; /* what it holds is known again when it is written to */
	uint8_t value;
	unsigned index; /* FILE_*: the object's page */
};

/* A file of which each page holds one value. */
struct object {
	struct mem_object o;
	paddr_t frame[OBJECT_PAGES];
	uint8_t value[OBJECT_PAGES];
	unsigned size;
	int refs;
};

static struct page pages[MODEL_PAGES];
static struct object objects[2]; /* the first is mapped privately */
static bool may_fail;
static char wrong[200];

#define WRONG(...) (snprintf(wrong, sizeof wrong, __VA_ARGS__), wrong)

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	struct object *f = container_of(o, struct object, o);

	(void)write;
	if (index >= f->size)
		return -ERANGE;
	*page = phys_to_virt(f->frame[index]);
	return 0;
}

/* As pages of the image do, frames stand one behind the other here. */
static unsigned object_image(struct mem_object *o, uint64_t index, unsigned max, void **page)
{
	const struct object *f = container_of(o, struct object, o);
	unsigned n = 0;

	while (n < max && index + n < f->size &&
	       f->frame[index + n] == f->frame[index] + n * PAGE_SIZE)
		n++;
	*page = n ? phys_to_virt(f->frame[index]) : NULL;
	model_runs += n > 1;
	return n;
}

static void object_get(struct mem_object *o)
{
	container_of(o, struct object, o)->refs++;
}

static void object_put(struct mem_object *o)
{
	container_of(o, struct object, o)->refs--;
}

static const struct mem_object_ops object_ops = {
	.page = object_page,
	.image = object_image,
	.get = object_get,
	.put = object_put,
	.fault = space_object_fault,
};

static uintptr_t address(unsigned page)
{
	return mmu_window.low + page * PAGE_SIZE;
}

static unsigned below(unsigned n)
{
	return (unsigned)rand() % n;
}

static struct object *object_of(const struct page *p)
{
	if (p->kind == FILE_PRIVATE)
		return &objects[0];
	return p->kind == FILE_SHARED || p->kind == FILE_READ_ONLY ? &objects[1] : NULL;
}

/* Would Linux have one mapping for page (i) and the next? */
static bool goes_on(unsigned i)
{
	const struct page *a = &pages[i], *b = &pages[i + 1];

	return a->kind == b->kind && a->prot == b->prot &&
	       (!object_of(a) || a->index + 1 == b->index);
}

static bool is_free(unsigned first, unsigned n)
{
	for (unsigned i = first; i < first + n; i++)
		if (pages[i].kind != NONE)
			return false;
	return true;
}

/* The highest free range, or -1. */
static int find_free(unsigned n)
{
	for (int first = MODEL_PAGES - (int)n; first >= 0; first--)
		if (is_free((unsigned)first, n))
			return first;
	return -1;
}

/* --- Is the space what the model says? --- */

static bool same(const struct mapping *m, const struct page *p)
{
	if (m->prot != p->prot)
		return false;
	switch (p->kind) {
	case ANON:
	case ANON_SHARED:
		return !m->object && (m->kind == MAPPING_SHARED) == (p->kind == ANON_SHARED);
	case FILE_PRIVATE:
	case FILE_SHARED:
	case FILE_READ_ONLY:
		return m->object == &object_of(p)->o &&
		       m->kind == (p->kind == FILE_PRIVATE ? MAPPING_PRIVATE : MAPPING_SHARED);
	case NONE:
	case KINDS:
		break;
	}
	return false;
}

static const char *check_pages(void)
{
	for (unsigned i = 0; i < MODEL_PAGES; i++) {
		const struct page *p = &pages[i];
		struct mapping *m = mapping_find(&space_first, address(i));

		if (m && m->start > address(i))
			m = NULL;
		if (!m != (p->kind == NONE))
			return WRONG("page %u is %smapped", i, m ? "" : "not ");
		if (m && !same(m, p))
			return WRONG("page %u is of another mapping", i);
		if (m && m->object &&
		    m->index + ((address(i) - m->start) >> PAGE_SHIFT) != p->index)
			return WRONG("page %u is another page of its object", i);
	}
	return NULL;
}

static const char *check_tree(void)
{
	const struct mapping *before = NULL;

	tree_for_each (n, &space_first.mappings) {
		const struct mapping *m = mapping_of(n), *l = mapping_of(n->child[0]),
				     *r = mapping_of(n->child[1]);
		size_t gap = 0;

		if (m->start >= m->end || (before && before->end > m->start) ||
		    !space_in_window(m->start, m->end - m->start))
			return WRONG("mappings are out of order");
		if (before && mapping_goes_on(before, m) && before->copied == m->copied &&
		    !may_fail)
			return WRONG("two mappings were not merged");
		if (l)
			gap = MAX(l->gap, m->start - l->high);
		if (r)
			gap = MAX(gap, MAX(r->gap, r->low - m->end));
		if (m->low < (l ? l->low : m->start) || m->high > (r ? r->high : m->end) ||
		    m->gap < gap)
			return WRONG("the summary of a mapping is wrong");
		before = m;
	}
	return space_first.dead || space_first.lock.held ? WRONG("the lock or a dead mapping stays")
							 : check_pages();
}

/*
 * After a failure in the middle: what is there is as good as what should be, if it is well-
 * formed.
 */
static void adopt(void)
{
	for (unsigned i = 0; i < MODEL_PAGES; i++) {
		struct page *p = &pages[i];
		struct mapping *m = mapping_find(&space_first, address(i));

		if (!m || m->start > address(i)) {
			p->kind = NONE;
			continue;
		}
		p->prot = m->prot;
		p->index = (unsigned)(m->index + ((address(i) - m->start) >> PAGE_SHIFT));
		if (!m->object)
			p->kind = m->kind == MAPPING_SHARED ? ANON_SHARED : ANON;
		else if (m->kind == MAPPING_PRIVATE)
			p->kind = FILE_PRIVATE;
		else
			p->kind = m->prot_max & MMU_WRITE ? FILE_SHARED : FILE_READ_ONLY;
		p->own = p->kind == FILE_PRIVATE;
		p->unknown = !(p->prot & MMU_READ) || model_touch(address(i), false, &p->value);
	}
}

/* --- Calls --- */

static uint8_t random_prot(void)
{
	static const uint8_t prots[] = { 0,
					 MMU_READ,
					 MMU_READ,
					 MMU_READ | MMU_WRITE,
					 MMU_READ | MMU_WRITE,
					 MMU_READ | MMU_WRITE,
					 MMU_READ | MMU_EXEC,
					 MMU_READ | MMU_WRITE | MMU_EXEC };

	return prots[below(sizeof prots)];
}

static int prot_error(uint8_t prot, enum kind kind)
{
	if (prot & MMU_EXEC && !model_executes)
		return -EACCES;
	return prot & MMU_WRITE && kind == FILE_READ_ONLY ? -EACCES : 0;
}

/* The call returned (got), and should have returned (want). True when it did what it should. */
static bool judge(const char *what, int got, int want)
{
	if (got == -ENOMEM && got != want && may_fail) {
		adopt();
		return false;
	}
	if (got != want)
		WRONG("%s returned %d, not %d", what, got, want);
	return got == 0 && want == 0;
}

static void set_pages(unsigned first, unsigned n, struct page p)
{
	for (unsigned i = 0; i < n; i++, p.index++)
		pages[first + i] = p;
}

static void do_map(void)
{
	unsigned n = 1 + below(12), where = below(MODEL_PAGES + 6);
	struct page p = { .kind = (enum kind)(1 + below(KINDS - 1)),
			  .prot = random_prot(),
			  .index = below(OBJECT_PAGES) };
	struct object *o = object_of(&p);
	struct map_request r = {
		.addr = address(where),
		.len = n * PAGE_SIZE,
		.object = o ? &o->o : NULL,
		.index = p.index,
		.prot = p.prot,
		.prot_max = p.kind == FILE_READ_ONLY ? 5 : 7,
		.shared = p.kind != ANON && p.kind != FILE_PRIVATE,
	};
	int want = prot_error(p.prot, ANON), at = (int)where, got;
	bool inside = where + n <= MODEL_PAGES;
	uintptr_t addr = 0;

	if (prot_error(p.prot, p.kind) && !want)
		return; /* the caller's business: abi/linux/mm/mmap.c */
	switch (below(5)) {
	case 0:
		r.addr = 0;
		at = find_free(n);
		break;
	case 1:
		if (!inside || !is_free(where, n))
			at = find_free(n);
		break;
	case 2:
		r.exclusive = true;
		if (!want && inside && !is_free(where, n))
			want = -EEXIST;
		at = inside ? at : -1;
		break;
	default:
		r.fixed = true;
		at = inside ? at : -1;
		break;
	}
	if (!want && at < 0)
		want = -ENOMEM;
	got = space_map(&space_first, &r, &addr);
	if (!judge("map", got, want))
		return;
	if (addr != address((unsigned)at))
		WRONG("mapped at page %d, not %d", (int)((addr - mmu_window.low) >> PAGE_SHIFT),
		      at);
	set_pages((unsigned)at, n, p);
}

static void do_unmap(void)
{
	unsigned first = below(MODEL_PAGES), n = 1 + below(20);
	int got = space_unmap(&space_first, address(first), n * PAGE_SIZE);

	if (judge("unmap", got, 0))
		set_pages(first, MIN(n, MODEL_PAGES - first), (struct page){ .kind = NONE });
}

static void do_protect(void)
{
	unsigned first = below(MODEL_PAGES), n = 1 + below(20), i;
	uint8_t prot = random_prot();
	int want = prot_error(prot, ANON),
	    got = space_protect(&space_first, address(first), n * PAGE_SIZE, prot);

	for (i = first; !want && i < first + n; i++) {
		if (i >= MODEL_PAGES || pages[i].kind == NONE)
			want = -ENOMEM;
		else if (pages[i].prot != prot && prot_error(prot, pages[i].kind))
			want = -EACCES;
		else if (got != -ENOMEM || !may_fail)
			pages[i].prot = prot;
	}
	if (got == -ENOMEM && may_fail)
		adopt();
	else
		judge("protect", got, want);
}

static void do_discard(void)
{
	unsigned first = below(MODEL_PAGES), n = 1 + below(20);
	int want = 0, got = space_discard(&space_first, address(first), n * PAGE_SIZE);

	if (got == -ENOMEM && may_fail) {
		adopt();
		return;
	}
	for (unsigned i = first; i < first + n; i++) {
		if (i >= MODEL_PAGES || pages[i].kind == NONE) {
			want = -ENOMEM;
			continue;
		}
		pages[i].own = false;
		if (pages[i].kind == ANON)
			pages[i].value = 0;
	}
	judge("discard", got, want);
}

/* What a moved range looks like, in (to). */
static void copy_range(struct page *to, unsigned first, unsigned old, unsigned new)
{
	for (unsigned i = 0; i < new; i++) {
		to[i] = pages[first + MIN(i, old - 1)];
		if (i >= old) {
			to[i].index = pages[first].index + i;
			to[i].own = false;
			to[i].value = 0;
		}
	}
}

static void do_remap(void)
{
	unsigned first = below(MODEL_PAGES), old = 1 + below(8), new = 1 + below(12),
		 target = below(MODEL_PAGES + 4);
	struct remap_request r = { address(first), old * PAGE_SIZE, new *PAGE_SIZE, address(target),
				   below(3) > 0,   false,           false };
	struct page moved[20];
	int want = 0, at = (int)first, got;
	uintptr_t addr = 0;
	bool one = first + old <= MODEL_PAGES;

	r.fixed = r.may_move && below(2);
	for (unsigned i = first; one && i < first + old; i++)
		one = pages[i].kind != NONE && (i + 1 == first + old || goes_on(i));
	if (!r.fixed && new <= old) {
		want = pages[first].kind == NONE ? -EFAULT : 0;
	} else if (!one) {
		want = -EFAULT;
	} else if (!r.fixed && first + new <= MODEL_PAGES &&is_free(first + old, new - old)) {
		at = (int)first;
	} else if (!r.may_move) {
		want = -ENOMEM;
	} else if (r.fixed) {
		at = (int)target;
		if (target + new > MODEL_PAGES || (target < first + old && first < target + new))
			want = -EINVAL;
	} else {
		at = find_free(new);
		want = at < 0 ? -ENOMEM : 0;
	}
	if (one)
		copy_range(moved, first, old, new);
	got = space_remap(&space_first, &r, &addr);
	if (!judge("remap", got, want))
		return;
	if (addr != address((unsigned)at))
		WRONG("remapped to page %d, not %d", (int)((addr - mmu_window.low) >> PAGE_SHIFT),
		      at);
	if (at == (int)first && new <= old) {
		set_pages(first + new, MIN(old - new, MODEL_PAGES - MIN(MODEL_PAGES, first + new)),
			  (struct page){ .kind = NONE });
		return;
	}
	set_pages(first, old, (struct page){ .kind = NONE });
	memcpy(&pages[at], moved, new * sizeof *moved);
}

static void touch_page(unsigned i, bool write)
{
	struct page *p = &pages[i];
	struct object *o = object_of(p);
	uint8_t value = (uint8_t)rand(), want_value = p->value;
	int want = 0, got;

	if (o && !p->own)
		want_value = p->index < o->size ? o->value[p->index] : 0;
	if (p->kind == NONE)
		want = -EFAULT;
	else if (!(p->prot & (write ? MMU_WRITE : MMU_READ)))
		want = -EACCES;
	else if (o && !p->own && p->index >= o->size)
		want = -ERANGE;
	got = model_touch(address(i), write, &value);
	if (got == -ENOMEM && may_fail)
		return;
	if (got != want && !(p->unknown && got == -ERANGE)) {
		WRONG("a %s of page %u returned %d, not %d", write ? "write" : "read", i, got,
		      want);
		return;
	}
	if (got == 0 && !write && value != want_value && !p->unknown)
		WRONG("page %u holds %u, not %u", i, value, want_value);
	if (got == 0 && write) {
		if (p->kind == FILE_SHARED)
			o->value[p->index] = value;
		else
			p->value = value;
		p->own = p->kind == FILE_PRIVATE;
		p->unknown = false;
	}
}

/* A page, or some one after the other, upwards or downwards. */
static void do_touch(void)
{
	unsigned i = below(MODEL_PAGES), n = 1, step = 1;
	bool write = below(2);

	if (!may_fail && !below(4)) {
		n += below(8);
		step = below(2) ? 1 : MODEL_PAGES - 1;
	}
	for (; n && !wrong[0]; n--, i = (i + step) % MODEL_PAGES)
		touch_page(i, write);
}

/* The shared file becomes shorter or longer again; its pages go and come. */
static void do_resize(void)
{
	struct object *o = &objects[1];
	unsigned size = below(OBJECT_PAGES);

	if (size < o->size) {
		unsigned old = o->size;

		o->size = size;
		space_object_shrink(&o->o, size);
		for (unsigned i = size; i < old; i++) {
			memset(phys_to_virt(o->frame[i]), 0, PAGE_SIZE);
			o->value[i] = 0;
		}
	}
	o->size = size;
}

/* Somebody writes to pages of the private file: who did not sees it. */
static void do_change(void)
{
	struct object *o = &objects[0];
	unsigned first = below(o->size), end = MIN(first + 1 + below(12), o->size);

	for (unsigned i = first; i < end; i++) {
		o->value[i] = (uint8_t)rand();
		memset(phys_to_virt(o->frame[i]), o->value[i], PAGE_SIZE);
	}
	space_object_replace(&o->o, first, end - first);
}

static void make_objects(void)
{
	for (unsigned n = 0; n < 2; n++) {
		struct object *o = &objects[n];

		o->o.ops = &object_ops;
		o->size = OBJECT_SIZE;
		o->refs = 0;
		for (unsigned i = 0; i < OBJECT_PAGES; i++) {
			o->value[i] = (uint8_t)(n * 100 + i + 1);
			if (n == 1 && i >= OBJECT_SIZE)
				o->value[i] = 0;
			if (frame_alloc(&o->frame[i]))
				abort();
			memset(phys_to_virt(o->frame[i]), o->value[i], PAGE_SIZE);
		}
	}
}

static void free_objects(void)
{
	for (unsigned n = 0; n < 2; n++)
		for (unsigned i = 0; i < OBJECT_PAGES; i++)
			frame_free(objects[n].frame[i]);
}

static void do_step(void)
{
	unsigned what = below(20);

	if (what < 5)
		do_map();
	else if (what < 6)
		do_unmap();
	else if (what < 8)
		do_protect();
	else if (what < 9)
		do_discard();
	else if (what < 11)
		do_remap();
	else if (what < 12 && !may_fail && model_changes && below(3))
		do_change();
	else if (what < 12 && !may_fail)
		do_resize();
	else
		do_touch();
}

const char *model_run(unsigned seed, int steps, bool fails)
{
	int err;

	memset(&space_first, 0, sizeof space_first);
	memset(pages, 0, sizeof pages);
	wrong[0] = '\0';
	may_fail = fails;
	srand(seed);
	make_objects();
	for (int step = 0; step < steps && !wrong[0]; step++) {
		do_step();
		if (!wrong[0])
			check_tree();
	}
	fault_disarm();
	err = space_unmap(&space_first, mmu_window.low, mmu_window.high - mmu_window.low);
	if (!wrong[0] && (err || space_first.mappings.root))
		WRONG("unmapping all leaves something");
	if (!wrong[0] && (objects[0].refs || objects[1].refs))
		WRONG("objects are still referenced");
	if (!wrong[0] && fault_live())
		WRONG("%ld blocks of the heap are left", fault_live());
	free_objects();
	return wrong[0] ? wrong : NULL;
}
