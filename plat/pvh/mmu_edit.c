/* SPDX-License-Identifier: MIT */
/*
 * Changes to the mappings of a machine: unmap, protect, move, and the pages of objects.
 *
 * A page that an object owns is never writable here unless a shared mapping was written to, so a
 * change of rights may take more than it must: the next touch is a fault, and brings it back.
 */
#include "plat/pvh/names.h"

#include "base/assert.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/mmu.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

LINK_WITH(boot_map_large);

#define AHEAD 15 /* pages at most that are made on each side of one that was asked for */

/* Are eight entries empty? They are a line of the cache, or two. */
static inline bool are_empty(const uint64_t *e)
{
	return !(e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7]);
}

/* The first entry from (e) on that is not empty, or (stop). */
static uint64_t *skip_empty(uint64_t *e, uint64_t *stop)
{
	while (stop - e >= 8 && are_empty(e))
		e += 8;
	while (e < stop && !*e)
		e++;
	return e;
}

/* Of the entries between (stop) and (e), the lowest from which on all are empty. */
static uint64_t *skip_empty_down(uint64_t *e, uint64_t *stop)
{
	while (e - stop >= 8 && are_empty(e - 8))
		e -= 8;
	while (e > stop && !e[-1])
		e--;
	return e;
}

/* A large page is there for all of its frames, which is seen easily in the first GiB. */
unsigned pvh_frame_map(paddr_t pa)
{
	const uint64_t *e = pa < GIB ? &boot_window_tables[1][pa >> 21] : NULL;

	if (e && *e & PTE_LARGE)
		return 2;
	if (!mmu_map_in_window(pa, pa))
		return 0;
	return e && !(*e & PTE_LARGE) ? 1 : 2;
}

/*
 * The next entry of (level) that is not empty, at or above (*va) and below (end); (*va)
 * becomes its address. A large page's entry is one of level 1, too.
 */
static uint64_t *next_entry(uintptr_t *va, uintptr_t end, unsigned level)
{
	uint64_t *table = boot_pml4;
	unsigned l = PAGETABLE_TOP, shift = pagetable_shift(PAGETABLE_TOP);
	uintptr_t at = *va;

	while (at < end) {
		size_t index = at >> shift & 511, behind = ((end - 1) >> shift) - (at >> shift) + 1;
		uint64_t *e = &table[index];

		if (*e && (l == level || *e & PTE_LARGE))
			break;
		if (*e) {
			table = phys_to_virt(*e & PTE_FRAME);
			shift = pagetable_shift(--l);
			continue;
		}
		at = ((at >> shift) + (size_t)(skip_empty(e, e + MIN(512 - index, behind)) - e))
		     << shift;
		/* The table may be at its end. */
		if (!(at >> shift & 511)) {
			table = boot_pml4;
			l = PAGETABLE_TOP;
			shift = pagetable_shift(l);
		}
	}
	*va = at;
	return at < end ? &table[at >> shift & 511] : NULL;
}

/* The next entry of level 1 behind (e), which is that of (*va), and was (old). */
static uint64_t *step_entry(uint64_t *e, uint64_t old, uintptr_t *va, uintptr_t end)
{
	if (old & PTE_LARGE) {
		*va = ROUND_DOWN(*va, LARGE_PAGE) + LARGE_PAGE;
		return next_entry(va, end, 1);
	}
	while ((*va += PAGE_SIZE) < end) {
		if (!(*va & (LARGE_PAGE - 1)))
			return next_entry(va, end, 1);
		if (*++e)
			return e;
	}
	return NULL;
}

/*
 * What CPUs may remember that is no longer so: an entry that one of them used (Intel SDM, volume 3,
 * 4.10.2.3) and that gives less now. One that gives more is looked up again by the fault that an
 * old one leads to. Empty: low == high.
 */
struct stale {
	uintptr_t low;
	uintptr_t high;
};

/*
 * The entry for (va) was (old) until the very change: a page's, or a table's if there is no other,
 * for forgetting any page is forgetting all tables. An entry that takes the place of one in use
 * without a flush stays marked as that.
 */
static void stale_add(struct stale *s, uintptr_t va, uint64_t old)
{
	uintptr_t size = old & PTE_LARGE ? LARGE_PAGE : PAGE_SIZE;

	if (!(old & PTE_ACCESSED))
		return;
	va = ROUND_DOWN(va, size);
	if (s->low == s->high)
		s->low = va;
	s->high = va + size;
}

static void stale_flush(const struct stale *s)
{
	if (s->low != s->high)
		tlb_flush_range(s->low, (s->high - s->low) >> PAGE_SHIFT);
}

/* Nearly always the tables are there, and no large page. */
static uint64_t *make_entry(uintptr_t va)
{
	uint64_t *table = boot_pml4, e;

	for (unsigned shift = 39; shift > PAGE_SHIFT; shift -= 9) {
		e = table[va >> shift & 511];
		if (!e || e & PTE_LARGE)
			return pagetable_entry(boot_pml4, frame_window, va, 1, frame_alloc_zero);
		table = phys_to_virt(e & PTE_FRAME);
	}
	return &table[va >> PAGE_SHIFT & 511];
}

/*
 * The lower half is the application's but for the image, whose tables stand in the image itself,
 * and not in the frame window.
 */
int pvh_mmu_claim(uintptr_t va, size_t len)
{
	uintptr_t first = va >> MMU_SLOT_SHIFT, last = (va + len - 1) >> MMU_SLOT_SHIFT;
	uintptr_t ours[] = { boot_slide >> MMU_SLOT_SHIFT, mmu_stack_slot() };

	if (va >= mmu_window.high || len > mmu_window.high - va)
		return -ENOMEM;
	for (size_t i = 0; i < nitems(ours); i++)
		if (first <= ours[i] && last >= ours[i])
			return -ENOMEM;
	return 0;
}

/* What could never all come is refused, as Linux does (overcommit_memory = 0). */
bool pvh_mmu_has(size_t len)
{
	struct frame_stats stats;

	frame_get_stats(&stats);
	return len >> PAGE_SHIFT <= stats.total;
}

bool pvh_mmu_is_present(uintptr_t va, unsigned prot)
{
	const uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, NULL);
	uint64_t want = mmu_pte_bits(prot) & (PTE_PRESENT | PTE_WRITE);

	return e && (*e & want) == want && !(prot & MMU_EXEC && *e & PTE_NX);
}

/* Pages to make with one that was asked for: so many before it, and behind it. */
struct around {
	int before;
	int behind;
};

/*
 * Of the entries of (e)'s table that follow it, in steps of 1 or -1, how many are pages of their
 * mapping's own? It has (n) there. More than (AHEAD) are not looked at.
 */
static int count_own(const uint64_t *e, int step, int n)
{
	int own = 0;

	while (own < MIN(n, AHEAD) && *(e += step) & PTE_OWNED)
		own++;
	return own;
}

/* How many pages behind (va) and below (end) have their entries in the same table? */
static int room_behind(uintptr_t va, uintptr_t end)
{
	return (int)((MIN(end, ROUND_DOWN(va, LARGE_PAGE) + LARGE_PAGE) - va) >> PAGE_SHIFT) - 1;
}

/*
 * Who came to the page at (va), whose entry is (e), over those before it is likely to go on, and
 * will get as many again, or (more), up to AHEAD of them; the same from above. The mapping is
 * [start, end). It is only a guess, so nothing comes of it when memory is short.
 */
static struct around guess_around(const uint64_t *e, uintptr_t va, uintptr_t start, uintptr_t end,
				  bool more)
{
	uintptr_t low = ROUND_DOWN(va, LARGE_PAGE);
	int before = (int)((va - MAX(start, low)) >> PAGE_SHIFT);
	int behind = room_behind(va, end);
	int passed = count_own(e, -1, more ? MIN(before, 1) : before);
	struct around a = { MIN(before, count_own(e, 1, behind)),
			    MIN(behind, more && passed ? AHEAD : passed) };
	struct frame_stats stats;

	if (a.before | a.behind) {
		frame_get_stats(&stats);
		if (stats.free < stats.total / MMU_KEEP_FREE + 1 + 2 * AHEAD)
			return (struct around){ 0, 0 };
	}
	return a;
}

/* Map the pages from that of (entry) on in [e, stop). */
static void fill(uint64_t *e, const uint64_t *stop, uint64_t entry)
{
	for (; stop - e >= 4; e += 4, entry += 4 * PAGE_SIZE) {
		e[0] = entry;
		e[1] = entry + PAGE_SIZE;
		e[2] = entry + 2 * PAGE_SIZE;
		e[3] = entry + 3 * PAGE_SIZE;
	}
	for (; e < stop; entry += PAGE_SIZE)
		*e++ = entry;
}

/* Put zero pages into the empty entries [e, stop), as far as there are frames. */
static void fill_zero(uint64_t *e, uint64_t *stop, uint64_t bits)
{
	paddr_t pa;

	for (unsigned n; e < stop; e += n) {
		n = frame_alloc_some((unsigned)(stop - e), &pa);
		if (!n)
			return;
		pages_clear(phys_to_virt(pa), n);
		fill(e, e + n, pa | bits);
	}
}

int mmu_touch_more(uint64_t *e, uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end)
{
	uint64_t bits = mmu_pte_bits(prot) | PTE_OWNED;
	struct around a;

	if (mmu_touch_large(e, va, prot, start, end))
		return 0;
	/* Upwards memory is filled more often than not; what is there already was filled before. */
	a = guess_around(e, va, start, end, true);
	fill_zero(skip_empty_down(e, e - a.before), skip_empty(e, e + 1 + a.behind), bits);
	return *e ? 0 : -ENOMEM;
}

void mmu_split_range(uintptr_t va, uintptr_t end)
{
	uint64_t *e;

	for (; (e = next_entry(&va, end, 2)); va = ROUND_DOWN(va, LARGE_PAGE) + LARGE_PAGE)
		if (*e & PTE_LARGE)
			mmu_split_large(e);
}

/* Of a frame in the window, or a page of the image. */
static paddr_t page_pa(uintptr_t va)
{
	bool in_window = va - frame_window < 1ul << MMU_SLOT_SHIFT;

	return in_window ? va - frame_window : va - boot_slide;
}

/* Put a copy of (page) where the entry (e) of (va) is. */
static int copy_page(uint64_t *e, uintptr_t va, const void *page, uint64_t bits,
		     struct stale *stale)
{
	paddr_t pa;

	if (frame_alloc(&pa))
		return -ENOMEM;
	page_copy(phys_to_virt(pa), page);
	stale_add(stale, va, __atomic_exchange_n(e, pa | bits | PTE_OWNED, __ATOMIC_SEQ_CST));
	return 0;
}

/*
 * Copy the page of (r) at (va), whose entry is (e), which is written to, and perhaps others. Who
 * did not write to these yet sees no difference: pvh_mmu_forget().
 */
static int copy_around(uint64_t *e, uintptr_t va, const struct mmu_run *r, unsigned prot)
{
	struct around a =
		guess_around(e, va, va - r->before * PAGE_SIZE, va + r->n * PAGE_SIZE, false);
	struct stale stale = { 0, 0 };
	int err = -ENOMEM, failed;

	for (int i = -a.before; i <= a.behind; i++) {
		long at = i * (long)PAGE_SIZE;

		if (e[i] & PTE_OWNED)
			continue;
		failed = copy_page(e + i, va + (uintptr_t)at, r->page + at, mmu_pte_bits(prot),
				   &stale);
		err = i ? err : failed;
	}
	stale_flush(&stale);
	return err;
}

int pvh_mmu_map_pages(uintptr_t va, const struct mmu_run *r, unsigned prot, bool shared)
{
	uint64_t *e = make_entry(va), *low, entry;
	int n;

	if (!e)
		return -ENOMEM;
	/* Another CPU was faster. */
	if (*e & (PTE_OWNED | PTE_WRITE))
		return 0;
	if (!shared && prot & MMU_WRITE)
		return copy_around(e, va, r, prot);
	entry = page_pa((uintptr_t)r->page) | mmu_pte_bits(prot);
	if (*e) {
		if (__atomic_exchange_n(e, entry, __ATOMIC_SEQ_CST) & PTE_ACCESSED)
			__atomic_or_fetch(e, PTE_ACCESSED, __ATOMIC_SEQ_CST);
		tlb_flush_page(va);
		return 0;
	}
	/* Up to what is there, or the table's end, both ways. */
	n = MIN((int)r->before, (int)(va % LARGE_PAGE >> PAGE_SHIFT));
	low = skip_empty_down(e, e - n);
	n = MIN((int)r->n, 1 + room_behind(va, va + LARGE_PAGE));
	fill(low, skip_empty(e, e + n), entry - (uint64_t)(e - low) * PAGE_SIZE);
	return 0;
}

/* A page of the library OS can be mapped anywhere: nobody has to ask for a copy. */
int pvh_mmu_copy_pages(uintptr_t va, void *const *pages, unsigned n, unsigned prot)
{
	(void)va;
	(void)pages;
	(void)n;
	(void)prot;
	return -EOPNOTSUPP;
}

/* Is an entry of an object's mapping that of a copy which nobody wrote to? */
static bool is_ahead(uint64_t e)
{
	return (e & (PTE_OWNED | PTE_DIRTY)) == PTE_OWNED;
}

struct mmu_count pvh_mmu_count(uintptr_t va, size_t len, unsigned prot, bool object)
{
	uintptr_t end = va + len;
	struct mmu_count c = { 0 };

	(void)prot;
	for (uint64_t *e = next_entry(&va, end, 1); e; e = step_entry(e, *e, &va, end)) {
		size_t n = 1;

		if (*e & PTE_LARGE)
			n = (MIN(end, ROUND_DOWN(va, LARGE_PAGE) + LARGE_PAGE) - va) >> PAGE_SHIFT;
		c.present += n;
		c.large += *e & PTE_LARGE ? n : 0;
		if (object && is_ahead(*e))
			continue;
		c.own += *e & PTE_OWNED ? n : 0;
		c.dirty += *e & (PTE_OWNED | PTE_WRITE) ? n : 0;
	}
	return c;
}

/* Is there something that an entry (old) gave, and one of the rights (bits) does not? */
static bool gives_less(uint64_t old, uint64_t bits)
{
	return old & PTE_PRESENT &&
	       (old & ~bits & (PTE_PRESENT | PTE_WRITE) || bits & ~old & PTE_NX);
}

int pvh_mmu_protect(uintptr_t va, size_t len, unsigned prot, bool object)
{
	uintptr_t at = va, end = va + len;
	struct stale stale = { 0, 0 };

	(void)object;
	mmu_split_borders(va, end);
	for (uint64_t *e = next_entry(&at, end, 1); e; e = step_entry(e, *e, &at, end)) {
		uint64_t bits = mmu_pte_bits(*e & PTE_OWNED ? prot : prot & ~MMU_WRITE), old = *e;

		bits |= old & PTE_PRESENT ? PTE_ACCESSED : 0;
		old = __atomic_exchange_n(e, (old & (PTE_FRAME | PTE_OWNED | PTE_LARGE)) | bits,
					  __ATOMIC_SEQ_CST);
		if (old & PTE_DIRTY)
			__atomic_or_fetch(e, PTE_DIRTY, __ATOMIC_SEQ_CST);
		if (gives_less(old, bits))
			stale_add(&stale, at, old);
	}
	stale_flush(&stale);
	return 0;
}

/*
 * A pass over the pages of a range that is unmapped, and the tables for nothing but that. The first
 * makes them not present, but keeps which frames they are, and adds to (*stale); the second, with a
 * (chain), clears what the first left, and frees what is the mapping's own. Returns whether there
 * was anything.
 */
static bool unmap_pass(uintptr_t va, uintptr_t end, struct stale *stale, struct frame_chain *chain)
{
	bool any = false;

	for (unsigned level = 1; level < PAGETABLE_TOP; level++) {
		uintptr_t span = 1ul << pagetable_shift(level);
		uintptr_t at = ROUND_UP(va, span), stop = ROUND_DOWN(end, span);
		uint64_t *e = next_entry(&at, stop, level), old;

		for (; e; any = true) {
			old = *e;
			/* From then on nobody uses it, and what it says of that stays. */
			if (chain)
				*e = 0;
			else
				__atomic_and_fetch(e, ~PTE_PRESENT, __ATOMIC_SEQ_CST);
			if (!chain && (level == 1 || stale->low == stale->high))
				stale_add(stale, at, *e);
			if (chain && old & PTE_LARGE)
				mmu_free_large(old);
			else if (chain && (level > 1 || old & PTE_OWNED))
				frame_chain_add(chain, old & PTE_FRAME);
			if (level == 1) {
				e = step_entry(e, old, &at, stop);
			} else {
				at += span;
				e = next_entry(&at, stop, level);
			}
		}
	}
	return any;
}

/* The entry of (va), if the range is in small pages of one table, and not all of that; or NULL. */
static uint64_t *find_within(uintptr_t va, size_t len)
{
	uint64_t *e;

	if (len >= LARGE_PAGE || (va ^ (va + len - 1)) >= LARGE_PAGE)
		return NULL;
	e = pagetable_entry(boot_pml4, frame_window, va, 1, NULL);
	return e && !(*e & PTE_LARGE) ? e : NULL;
}

/* The short way of most ranges: (n) entries from (e) on. */
static void unmap_within(uint64_t *e, uintptr_t va, size_t n)
{
	struct stale stale = { 0, 0 };
	struct frame_chain chain = { 0 };

	for (size_t i = 0; i < n; i++, va += PAGE_SIZE) {
		if (e[i])
			stale_add(&stale, va,
				  __atomic_and_fetch(&e[i], ~PTE_PRESENT, __ATOMIC_SEQ_CST));
	}
	stale_flush(&stale);
	for (size_t i = 0; i < n; i++) {
		if (e[i] & PTE_OWNED)
			frame_chain_add(&chain, e[i] & PTE_FRAME);
		e[i] = 0;
	}
	frame_chain_free(&chain);
}

/* A frame may be another's only when no CPU remembers that it was here: so there are two passes. */
void pvh_mmu_unmap(uintptr_t va, size_t len)
{
	struct frame_chain chain = { 0 };
	struct stale stale = { 0, 0 };
	uint64_t *e = find_within(va, len);

	if (e) {
		unmap_within(e, va, len >> PAGE_SHIFT);
		return;
	}
	mmu_split_borders(va, va + len);
	if (!unmap_pass(va, va + len, &stale, NULL))
		return;
	stale_flush(&stale);
	unmap_pass(va, va + len, NULL, &chain);
	frame_chain_free(&chain);
}

void pvh_mmu_was_read(const void *p, size_t n)
{
	(void)p;
	(void)n;
}

/*
 * Only when nobody can write to it any more it is known whether somebody did: then it stays. Seldom
 * is this about more than a page.
 */
void pvh_mmu_forget(uintptr_t va, size_t len)
{
	uint64_t *e;

	for (uintptr_t at = va; (e = next_entry(&at, va + len, 1)); at += PAGE_SIZE) {
		uint64_t old;

		if (*e & PTE_OWNED && !is_ahead(*e))
			continue;
		old = __atomic_fetch_and(e, ~PTE_PRESENT, __ATOMIC_SEQ_CST);
		if (old & PTE_OWNED && !is_ahead(old))
			__atomic_fetch_or(e, old & PTE_PRESENT, __ATOMIC_SEQ_CST);
		else
			pvh_mmu_unmap(at, PAGE_SIZE);
	}
}

void pvh_mmu_discard(uintptr_t va, size_t len, unsigned prot)
{
	(void)prot;
	pvh_mmu_unmap(va, len);
}

int pvh_mmu_move(uintptr_t from, uintptr_t to, size_t len, bool object)
{
	uintptr_t at;
	uint64_t *e;

	(void)object;
	mmu_split_range(from, from + len);
	/* All the tables first, so that nothing is moved when they cannot be had. */
	for (at = from; next_entry(&at, from + len, 1); at += PAGE_SIZE)
		if (!make_entry(at - from + to))
			return -ENOMEM;
	for (at = from; (e = next_entry(&at, from + len, 1)); at += PAGE_SIZE) {
		*make_entry(at - from + to) = *e;
		*e = 0;
	}
	/* Until then a CPU may see them in both places, which does no harm. */
	tlb_flush_range(from, len >> PAGE_SHIFT);
	pvh_mmu_unmap(from, len);
	return 0;
}
