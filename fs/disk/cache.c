/* SPDX-License-Identifier: MIT */
/*
 * Pages of a root file system on a device, in memory while they are of use: at most half of the
 * frames that there are. Those that are mapped are the application's pages, without a copy.
 *
 * A page that is wanted and not there is read, perhaps with some behind it, and checked; who wants
 * it meanwhile waits. When there are as many as there may be, another makes room: all go round, and
 * one that was not wanted for a whole round is taken. What is mapped is unmapped in one round, and
 * taken in the next: so one that is in use comes back before, by a fault that reads nothing.
 */
#include "base/errno.h"
#include "base/list.h"
#include "base/string.h"
#include "fs/disk/disk.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/sched/wait.h"

#define BUCKETS_MAX 65536
#define PAGES_MIN   64
#define RUN_MAX     64

struct cached {
	struct list link;    /* in the round */
	struct cached *next; /* in its bucket */
	uint64_t page;
	paddr_t pa;
	uint64_t owner; /* the file that has it mapped, and 1; or 0 */
	uint64_t index; /* there */
	uint32_t holds; /* it stays */
	bool wanted;    /* since it was last passed */
	bool reading;   /* not there yet */
	int err;        /* it will not be: in no bucket, and goes with the last who holds it */
};

static struct {
	struct wait_queue read;  /* somebody's page came */
	struct cached **buckets; /* constant, as are these two */
	size_t nr_buckets;       /* a power of two */
	size_t max;

	struct spinlock lock; /* guards: */
	struct list round;    /* the next to be looked at first */
	size_t nr;
	uint64_t behind; /* the page behind the last that was read, */
	unsigned ahead;  /* and how many were read at once */
} cache = { .read = WAIT_QUEUE_INIT(cache.read), .round = LIST_INIT(cache.round) };

static struct cached **bucket(uint64_t page)
{
	return &cache.buckets[page & (cache.nr_buckets - 1)];
}

static struct cached *find(uint64_t page) REQUIRES(&cache.lock)
{
	struct cached *c = *bucket(page);

	while (c && c->page != page)
		c = c->next;
	return c;
}

static void put_in(struct cached *c, uint64_t page) REQUIRES(&cache.lock)
{
	struct cached **b = bucket(page);

	c->page = page;
	c->owner = 0;
	c->holds = 1;
	c->wanted = c->reading = true;
	c->err = 0;
	c->next = *b;
	*b = c;
	list_push_back(&cache.round, &c->link);
	cache.nr++;
}

static void take_out(struct cached *c) REQUIRES(&cache.lock)
{
	struct cached **at = bucket(c->page);

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	list_remove(&c->link);
	cache.nr--;
}

/* Give back (c), which is in no bucket. Its frame is 0 where the device still has it. */
static void destroy(struct cached *c)
{
	if (c->pa)
		frame_free(c->pa);
	heap_free(c);
}

/* Of a disk that was tried before, and is not the one. */
static void forget_all(void) NO_LOCK_CHECK
{
	while (!list_empty(&cache.round)) {
		struct cached *c = list_first(&cache.round, struct cached, link);

		take_out(c);
		destroy(c);
	}
	heap_free(cache.buckets);
}

int erofs_cache_begin(void)
{
	struct frame_stats s;
	uint64_t pages = erofs_seal_pages(&erofs_disk.seal);

	frame_get_stats(&s);
	cache.max = (size_t)MIN(MAX(s.total / 2, PAGES_MIN), pages);
	cache.nr_buckets = 64;
	while (cache.nr_buckets < cache.max / 4 && cache.nr_buckets < BUCKETS_MAX)
		cache.nr_buckets *= 2;
	forget_all();
	cache.buckets = heap_alloc_zero(cache.nr_buckets * sizeof(struct cached *));
	return cache.buckets ? 0 : -ENOMEM;
}

static void drop(struct cached *c)
{
	bool gone;

	spin_lock(&cache.lock);
	gone = !--c->holds && c->err;
	spin_unlock(&cache.lock);
	if (gone)
		destroy(c);
}

/* Pages of a file that are to be unmapped: held. */
struct run {
	struct cached *pages[RUN_MAX];
	unsigned n;
	uint64_t owner;
	uint64_t index; /* of RUN_MAX pages of the file, some of which are those */
};

/*
 * Hold (c), which is mapped, and all of its file near it that are: to unmap many costs as much as
 * to unmap one, for other CPUs have to hear of it.
 */
static void run_gather(struct run *r, const struct cached *c) REQUIRES(&cache.lock)
{
	uint64_t skip = c->index % RUN_MAX;

	r->owner = c->owner;
	r->index = c->index - skip;
	for (uint64_t i = 0; i < RUN_MAX; i++) {
		struct cached *near = find(c->page - skip + i);

		if (!near || near->holds || near->owner != r->owner || near->index != r->index + i)
			continue;
		near->owner = 0;
		near->holds++;
		r->pages[r->n++] = near;
	}
}

static void run_unmap(const struct run *r)
{
	if (r->n)
		erofs_unmap_pages(r->owner - 1, r->index, RUN_MAX);
	for (unsigned i = 0; i < r->n; i++)
		drop(r->pages[i]);
}

/* Look at the next in the round: returns it when it is to be used for another page, or NULL. */
static struct cached *pass(void)
{
	struct run r = { .n = 0 };
	struct cached *c = NULL;
	bool idle = false;

	spin_lock(&cache.lock);
	if (!list_empty(&cache.round)) {
		c = list_first(&cache.round, struct cached, link);
		idle = !c->wanted && !c->holds;
	}
	if (idle && !c->owner) {
		take_out(c);
		spin_unlock(&cache.lock);
		return c;
	}
	if (idle)
		run_gather(&r, c);
	if (c) {
		c->wanted = false;
		list_remove(&c->link);
		list_push_back(&cache.round, &c->link);
	}
	spin_unlock(&cache.lock);
	run_unmap(&r);
	return NULL;
}

/* A new page, in no bucket; or NULL. */
static struct cached *create(void)
{
	struct cached *c;
	paddr_t pa;

	if (frame_alloc(&pa))
		return NULL;
	c = heap_alloc_zero(sizeof *c);
	if (!c) {
		frame_free(pa);
		return NULL;
	}
	c->pa = pa;
	list_init(&c->link);
	return c;
}

/* A page for other contents, in no bucket; or NULL. When all are held there is one more. */
static struct cached *make_room(void)
{
	size_t nr = __atomic_load_n(&cache.nr, __ATOMIC_RELAXED);
	struct cached *c = nr < cache.max ? create() : NULL;

	for (size_t i = 3 * nr; i && !c; i--)
		c = pass();
	return c ? c : create();
}

/*
 * The page (page), held, which is to be read by the caller when (*mine). NULL: no memory; with
 * (only_new) also when it is there.
 */
static struct cached *hold(uint64_t page, bool only_new, bool *mine)
{
	struct cached *made = NULL, *c;

	*mine = false;
	for (;;) {
		spin_lock(&cache.lock);
		c = find(page);
		if (c && !only_new) {
			c->holds++;
			c->wanted = true;
		} else if (!c && made) {
			put_in(made, page);
			c = made;
			made = NULL;
			*mine = true;
		}
		spin_unlock(&cache.lock);
		if (c)
			break;
		made = make_room();
		if (!made)
			return NULL;
	}
	if (made)
		destroy(made);
	return only_new && !*mine ? NULL : c;
}

static void wait_for(const struct cached *c)
{
	struct waiter w;

	wait_begin(&cache.read, &w);
	while (__atomic_load_n(&c->reading, __ATOMIC_ACQUIRE))
		wait_sleep_deaf(&w);
	wait_end(&cache.read, &w);
}

static int get_page(uint64_t page, unsigned want, struct cached **out);

static int check_page(const struct cached *c)
{
	const struct erofs_seal *s = &erofs_disk.seal;
	struct cached *digests = NULL;
	bool holds;
	int err = 0;

	if (c->page < s->pages)
		err = get_page(erofs_seal_page_of(s, c->page), 1, &digests);
	if (err)
		return err;
	holds = erofs_seal_holds(s, c->page, phys_to_virt(c->pa),
				 digests ? phys_to_virt(digests->pa) : NULL);
	if (digests)
		drop(digests);
	return holds ? 0 : erofs_disk_broken(c->page);
}

/* (c) was read, or was not: (err). */
static void came(struct cached *c, int err)
{
	spin_lock(&cache.lock);
	if (err)
		take_out(c);
	c->err = err;
	__atomic_store_n(&c->reading, false, __ATOMIC_RELEASE);
	spin_unlock(&cache.lock);
	wait_wake(&cache.read, WAIT_ALL);
}

/* Read the (n) pages (c), which follow each other; all but the first are dropped then. */
static void read_pages(struct cached *const *c, unsigned n)
{
	struct block_device *d = erofs_disk.device;
	paddr_t pages[BLOCK_PAGES_MAX];
	bool lost;
	int err;

	for (unsigned i = 0; i < n; i++)
		pages[i] = c[i]->pa;
	err = d->ops->read(d, c[0]->page * PAGE_SIZE, pages, n, &lost);
	for (unsigned i = 0; i < n; i++) {
		if (err && lost)
			c[i]->pa = 0;
		came(c[i], err ? err : check_page(c[i]));
		if (i)
			drop(c[i]);
	}
}

/* How many pages to read from (page) on: (want) of them, and more of what is read in order. */
static unsigned choose_ahead(uint64_t page, unsigned want)
{
	spin_lock(&cache.lock);
	if (page == cache.behind)
		want = MAX(want, MIN(cache.ahead * 2, (unsigned)BLOCK_PAGES_MAX));
	want = (unsigned)MIN(want, erofs_disk.seal.pages - page);
	cache.ahead = want;
	cache.behind = page + want;
	spin_unlock(&cache.lock);
	return want;
}

/* The page (page) in (*out), held; whoever reads it is likely to want (want) from there on. */
static int get_page(uint64_t page, unsigned want, struct cached **out)
{
	struct cached *c[BLOCK_PAGES_MAX];
	unsigned n = 1;
	bool mine;
	int err;

	c[0] = hold(page, false, &mine);
	if (!c[0])
		return -ENOMEM;
	if (mine) {
		if (page < erofs_disk.seal.pages)
			want = choose_ahead(page, want);
		while (n < want && (c[n] = hold(page + n, true, &mine)) != NULL)
			n++;
		read_pages(c, n);
	} else if (__atomic_load_n(&c[0]->reading, __ATOMIC_ACQUIRE)) {
		wait_for(c[0]);
	}
	err = c[0]->err;
	if (err)
		drop(c[0]);
	else
		*out = c[0];
	return err;
}

static int cache_get(uint64_t at, size_t *n, const uint8_t **p)
{
	size_t pages = (at % PAGE_SIZE + *n + PAGE_SIZE - 1) / PAGE_SIZE;
	struct cached *c = NULL;
	int err = get_page(at / PAGE_SIZE, (unsigned)MIN(pages, BLOCK_PAGES_MAX), &c);

	if (err)
		return err;
	*n = MIN(*n, PAGE_SIZE - at % PAGE_SIZE);
	*p = (uint8_t *)phys_to_virt(c->pa) + at % PAGE_SIZE;
	return 0;
}

static void cache_put(uint64_t at)
{
	spin_lock(&cache.lock);
	find(at / PAGE_SIZE)->holds--;
	spin_unlock(&cache.lock);
}

int erofs_cache_lend(uint64_t at, uint64_t nid, uint64_t index)
{
	struct cached *c;
	int err = 0;

	spin_lock(&cache.lock);
	c = find(at / PAGE_SIZE);
	if (c->owner && (c->owner != nid + 1 || c->index != index)) {
		err = -EIO; /* no file system that was built with an image shares blocks */
	} else {
		c->owner = nid + 1;
		c->index = index;
	}
	spin_unlock(&cache.lock);
	return err;
}

const struct erofs_source erofs_cache_source = {
	.get = cache_get,
	.put = cache_put,
};
