/* SPDX-License-Identifier: MIT */
/*
 * The place of a system call is caught once or twice: then a jump stands there, to a piece of code
 * of ours that calls the library OS and goes back. What is caught costs two host signals, a jump
 * next to nothing.
 *
 * `mov $number, %eax` before the instruction becomes the jump where it is one, or what musl has
 * before it; the instruction stays, for whoever jumps to it. Else it is the instruction with a
 * comparison or a move of the answer behind it, or with the end of a function. Nobody may then be
 * about to go on at that: so such a place is changed when it is met for the first time, or never,
 * and who is caught there meanwhile returns by our code, too.
 *
 * The pieces stand in pages of ours that the program has mapped, near its code. They are written by
 * their frame, and the program cannot write to them. When the program unmaps one (or is another
 * one by now) it is forgotten with all that is known of places.
 */
#include "plat/linux/calls/calls.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/core/fault.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"
#include "kern/sched/mutex.h"
#include "plat/linux/calls/site.h"

#define SYSCALL_SIZE 2

#define PIECE_SIZE 32
#define PIECES     (PAGE_SIZE / PIECE_SIZE) /* the first is the address of the entry */
#define PAGES_MAX  24
#define PLACES     1024       /* a power of two */
#define PLACES_MAX 768        /* known at most */
#define REACH      0x7fff0000 /* of a jump, with room for a page */
#define STACK_ROOM (2 * MIB)  /* not used below a stack */
#define SCAN       2048       /* how far before and behind a place jumps to it are looked for */

/* What a piece of code stands for. */
struct piece {
	uintptr_t site; /* of its instruction */
	struct site what;
};

/*
 * Neither this nor its frame is ever freed, because handlers look at it, and a mapping that cannot
 * be undone refers to it: it is used again when nothing is mapped.
 */
struct piece_page {
	struct mem_object object;
	unsigned mapped; /* how often; atomic */
	unsigned used;   /* pieces */
	uintptr_t va;    /* 0: it stands for no page; atomic */
	paddr_t frame;
	struct piece piece[PIECES];
};

/* A place that was met; (piece) 0: it stays as it is. */
struct place {
	uintptr_t site;
	uint8_t page;
	uint8_t piece;
	bool waits; /* to be met again */
};

static struct {
	struct mutex lock; /* guards: */
	unsigned nr_places;
	struct place place[PLACES];
	struct piece_page *page[PAGES_MAX]; /* the first ones; atomic */
} patches;

/* --- Pages --- */

static struct piece_page *page_of(struct mem_object *o)
{
	return (struct piece_page *)o;
}

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	(void)write;
	if (index)
		return -ERANGE;
	*page = phys_to_virt(page_of(o)->frame);
	return 0;
}

static void object_get(struct mem_object *o)
{
	__atomic_fetch_add(&page_of(o)->mapped, 1, __ATOMIC_RELAXED);
}

/* What nobody has mapped is found and used again by the next who looks. */
static void object_put(struct mem_object *o)
{
	__atomic_fetch_sub(&page_of(o)->mapped, 1, __ATOMIC_RELEASE);
}

static const struct mem_object_ops piece_ops = {
	.page = object_page,
	.get = object_get,
	.put = object_put,
	.fault = space_object_fault,
};

static bool in_reach(uintptr_t a, uintptr_t b)
{
	return (a > b ? a - b : b - a) < REACH;
}

/* Where a page could stand near (site): behind the next mapping that has room, or before. */
static uintptr_t find_room(uintptr_t site)
{
	struct space *s = space_current();
	struct mapping_info info;
	uintptr_t end = site;

	while (space_next(s, end, &info)) {
		size_t room = info.stack ? STACK_ROOM : PAGE_SIZE;

		if (info.object)
			info.object->ops->put(info.object);
		if (end != site && (info.start < end || info.start - end >= room))
			break;
		end = info.end;
	}
	if (in_reach(end, site))
		return end;
	/* Nothing there: a program that the linker put low has room below. */
	for (end = ROUND_DOWN(site, MIB); end > MIB && in_reach(end, site); end -= MIB) {
		bool is = space_next(s, end - PAGE_SIZE, &info);

		if (is && info.object)
			info.object->ops->put(info.object);
		if (!is || info.start >= end)
			return end - PAGE_SIZE;
	}
	return 0;
}

static int page_map(struct piece_page *p, uintptr_t at)
{
	const struct map_request r = {
		.addr = at,
		.len = PAGE_SIZE,
		.object = &p->object,
		.prot = MMU_READ | MMU_EXEC,
		.prot_max = MMU_READ | MMU_EXEC,
		.shared = true,
		.exclusive = true,
	};
	uintptr_t va;
	int err = at ? space_map(space_current(), &r, &va) : -ENOMEM;

	if (err)
		return err;
	err = space_fault(va, MMU_EXEC);
	if (err)
		return space_unmap(space_current(), va, PAGE_SIZE) < 0 ? -ENOMEM : err;
	__atomic_store_n(&p->va, va, __ATOMIC_RELEASE);
	return 0;
}

static bool is_mapped(const struct piece_page *p)
{
	return __atomic_load_n(&p->mapped, __ATOMIC_ACQUIRE);
}

/* Entry (i) of the table, which stands for no page, with its frame; NULL: there is no memory. */
static struct piece_page *page_spare(unsigned i)
{
	struct piece_page *p = patches.page[i];
	uintptr_t entry = (uintptr_t)syscall_entry_process;

	if (p)
		return p;
	p = heap_alloc_zero(sizeof *p);
	if (!p || frame_alloc_zero(&p->frame)) {
		heap_free(p);
		return NULL;
	}
	p->object.ops = &piece_ops;
	memcpy(phys_to_virt(p->frame), &entry, sizeof entry);
	__atomic_store_n(&patches.page[i], p, __ATOMIC_RELEASE);
	return p;
}

/* A page near (site), for entry (i). */
static struct piece_page *page_create(unsigned i, uintptr_t site)
{
	struct piece_page *p = page_spare(i);

	if (!p || page_map(p, find_room(site)))
		return NULL;
	p->used = 1;
	return p;
}

/* Forget what the program unmapped: places with it, because no other thread can be at one. */
static void forget_unmapped(void)
{
	for (unsigned i = 0; i < PAGES_MAX && patches.page[i]; i++) {
		struct piece_page *p = patches.page[i];

		if (!p->va || is_mapped(p))
			continue;
		__atomic_store_n(&p->va, 0, __ATOMIC_RELEASE);
		memset(patches.place, 0, sizeof patches.place);
		patches.nr_places = 0;
	}
}

/* A page with room near (site), in (*number); NULL: there is none, and none can be. */
static struct piece_page *page_near(uintptr_t site, uint8_t *number)
{
	unsigned i, spare = PAGES_MAX;

	for (i = 0; i < PAGES_MAX && patches.page[i]; i++) {
		struct piece_page *p = patches.page[i];

		*number = (uint8_t)i;
		if (p->va && p->used < PIECES && in_reach(p->va, site))
			return p;
		if (!p->va && !is_mapped(p))
			spare = MIN(spare, i);
	}
	spare = MIN(spare, i);
	*number = (uint8_t)spare;
	return spare < PAGES_MAX ? page_create(spare, site) : NULL;
}

/* --- Pieces --- */

/* Offsets in a piece of where a call returns to: behind two bytes that make it again. */
static unsigned piece_return(const struct piece *p)
{
	return site_stays(&p->what) ? 26 : 21;
}

static uintptr_t piece_va(const struct piece_page *p, unsigned i)
{
	return p->va + i * PIECE_SIZE;
}

static void put_distance(uint8_t **at, uintptr_t from, uintptr_t to)
{
	uint32_t distance = (uint32_t)(to - from);

	memcpy(*at, &distance, sizeof distance);
	*at += sizeof distance;
}

static void put_bytes(uint8_t **at, const void *bytes, size_t n)
{
	memcpy(*at, bytes, n);
	*at += n;
}

/* Write piece (i), for piece[i]; at (va) it is what (code) points at. */
static void piece_write(struct piece_page *p, unsigned i)
{
	static const uint8_t load_return[] = { 0x48, 0x8d, 0x0d }; /* lea (%rip), %rcx */
	static const uint8_t load_flags[] = { 0x41, 0xbb, 0x02, 0x02, 0x00, 0x00 }; /* mov, %r11d */
	static const uint8_t jump_entry[] = { 0xff, 0x25 }; /* jmp *(%rip) */
	const struct piece *piece = &p->piece[i];
	uintptr_t va = piece_va(p, i), back = piece->site + SYSCALL_SIZE;
	uint8_t *code = (uint8_t *)phys_to_virt(p->frame) + i * PIECE_SIZE, *at = code;
	uint8_t *again = code;

	if (piece->what.form == SITE_NUMBER) {
		*at++ = 0xb8;
		put_bytes(&at, &piece->what.number, sizeof piece->what.number);
	} else if (piece->what.form == SITE_MOVED) {
		put_bytes(&at, piece->what.tail, SITE_JUMP);
		again = at;
	}
	put_bytes(&at, load_return, sizeof load_return);
	put_distance(&at, va + (uintptr_t)(at - code) + 4, va + piece_return(piece));
	put_bytes(&at, load_flags, sizeof load_flags);
	put_bytes(&at, jump_entry, sizeof jump_entry);
	put_distance(&at, va + (uintptr_t)(at - code) + 4, p->va);
	*at++ = 0xeb;
	*at = (uint8_t)(again - at - 1);
	at++;
	put_bytes(&at, piece->what.tail, piece->what.tail_size);
	if (piece->what.form == SITE_RETURN)
		return;
	*at++ = 0xe9;
	put_distance(&at, va + (uintptr_t)(at - code) + 4, back + piece->what.tail_size);
}

/* --- Places --- */

/* The place (site), or where it would be. */
static struct place *place_find(uintptr_t site)
{
	size_t i = (site ^ site >> 10) % PLACES;

	while (patches.place[i].site && patches.place[i].site != site)
		i = (i + 1) % PLACES;
	return &patches.place[i];
}

/* Would a jump find other code than it leads to, in (n) bytes? As far as functions reach. */
static bool is_jumped_into(uintptr_t site, size_t n)
{
	static uint8_t code[2 * SCAN]; /* guarded by patches.lock */
	struct space *s = space_current();
	uintptr_t low = site - SCAN, high = site + SCAN;

	while (!space_is_text(s, low))
		low = ROUND_DOWN(low, PAGE_SIZE) + PAGE_SIZE;
	while (!space_is_text(s, high - 1))
		high = ROUND_DOWN(high - 1, PAGE_SIZE);
	if (low > site || high <= site || user_get(code, (const void *)low, high - low))
		return true;
	return site_jumped_into(code, high - low, site - low, site - low + n);
}

/* Put the jump to (piece) where the code is (code) still. */
static int place_jump(const struct piece_page *p, unsigned i, const uint8_t *code)
{
	const struct piece *piece = &p->piece[i];
	bool before = site_stays(&piece->what);
	uintptr_t start = piece->site - (before ? SITE_JUMP : 0);
	uint8_t jump[SITE_JUMP] = { 0xe9 }, *at = jump + 1;

	put_distance(&at, start + SITE_JUMP, piece_va(p, i));
	return space_patch_text(space_current(), start,
				code + SITE_BEFORE - (before ? SITE_JUMP : 0), jump, sizeof jump);
}

/* Make a piece for (place), of (what), and jump to it; or it stays as it is. */
static void place_patch(struct place *place, const struct site *what, const uint8_t *code)
{
	struct piece_page *p = page_near(place->site, &place->page);
	unsigned i;

	place->waits = false;
	if (!p)
		return;
	i = p->used;
	p->piece[i] = (struct piece){ place->site, *what };
	piece_write(p, i);
	if (place_jump(p, i, code))
		return;
	p->used++;
	place->piece = (uint8_t)i;
}

/* The place was met for the first time. Many a one is not met again, and need not be changed. */
static void place_add(struct place *place, uintptr_t site, const uint8_t *code, uint64_t rax)
{
	struct site what;

	*place = (struct place){ .site = site };
	patches.nr_places++;
	site_read(&what, code, place->site, rax);
	if (what.form == SITE_OTHER || !space_is_text(space_current(), site))
		return;
	if (site_stays(&what))
		place->waits = true;
	else if (!is_jumped_into(site, site_size(&what)))
		place_patch(place, &what, code);
}

/* For the second time. */
static void place_add_again(struct place *place, const uint8_t *code, uint64_t rax)
{
	struct site what;

	site_read(&what, code, place->site, rax);
	if (what.form == SITE_NUMBER ||
	    (what.form == SITE_MOVED && !is_jumped_into(place->site - SITE_JUMP, SITE_JUMP)))
		place_patch(place, &what, code);
}

/* Does the code at (place), read before, go to its piece, or will it? Then a call returns there. */
static bool place_again(const struct place *place, const struct piece_page *p, const uint8_t *code,
			uint64_t rax)
{
	const struct piece *piece = &p->piece[place->piece];
	uint8_t jump[SITE_JUMP] = { 0xe9 }, *at = jump + 1;
	struct site now;

	put_distance(&at, piece->site + SITE_JUMP, piece_va(p, place->piece));
	if (!site_stays(&piece->what) && !memcmp(code + SITE_BEFORE, jump, sizeof jump))
		return true;
	/* Another thread was faster, or the code was mapped again, as it was or not. */
	site_read(&now, code, piece->site, rax);
	if (memcmp(&now, &piece->what, sizeof now))
		return false;
	return !place_jump(p, place->piece, code) || !site_stays(&piece->what);
}

/* The bytes around (site), as site_read() wants them. */
static void code_read(uint8_t *code, uintptr_t site)
{
	const uint8_t *from = (const uint8_t *)(site - SITE_BEFORE);
	size_t far = SITE_BEFORE - SITE_NEAREST, near = SITE_NEAREST + SITE_NEXT;

	memset(code, 0, SITE_BEFORE + SITE_BEHIND);
	if (user_get(code + far, from + far, near))
		memset(code + far, 0, near);
	if (user_get(code, from, far))
		memset(code, 0, far);
	if (user_get(code + far + near, from + far + near, SITE_BEHIND - SITE_NEXT))
		memset(code + far + near, 0, SITE_BEHIND - SITE_NEXT);
}

uintptr_t linux_call_patch(uintptr_t rip, uint64_t rax)
{
	uintptr_t site = rip - SYSCALL_SIZE;
	uint8_t code[SITE_BEFORE + SITE_BEHIND];
	const struct piece_page *p;
	struct place *place;

	code_read(code, site);
	mutex_lock(&patches.lock);
	forget_unmapped();
	place = place_find(site);
	if (!place->site && patches.nr_places < PLACES_MAX)
		place_add(place, site, code, rax);
	else if (place->waits)
		place_add_again(place, code, rax);
	p = patches.page[place->page];
	if (place->piece && place_again(place, p, code, rax) &&
	    !site_stays(&p->piece[place->piece].what))
		rip = piece_va(p, place->piece) + piece_return(&p->piece[place->piece]);
	mutex_unlock(&patches.lock);
	return rip;
}

/* --- What the program sees --- */

static void settle(struct trap_frame *f, const struct piece *p, uintptr_t offset)
{
	uintptr_t back = piece_return(p), to = p->site;

	if (offset >= back)
		to += SYSCALL_SIZE + p->what.tail_size;
	if (offset == 0 && p->what.form == SITE_NUMBER)
		f->rax = p->what.number;
	if (offset == 0 && p->what.form == SITE_MOVED)
		to -= SITE_JUMP;
	if (offset == back && p->what.form == SITE_RETURN) {
		if (user_get(&to, (const void *)f->rsp, sizeof to))
			return; /* it does so itself, where it is */
		f->rsp += sizeof to;
	} else if (offset == back) {
		site_finish(&p->what, f);
	}
	f->rip = to;
}

void trap_settle(struct trap_frame *f)
{
	for (unsigned i = 0; i < PAGES_MAX; i++) {
		const struct piece_page *p = __atomic_load_n(&patches.page[i], __ATOMIC_ACQUIRE);
		uintptr_t va = p ? __atomic_load_n(&p->va, __ATOMIC_ACQUIRE) : 0;
		uintptr_t offset = f->rip - va;

		if (va && offset >= PIECE_SIZE && offset < PAGE_SIZE)
			settle(f, &p->piece[offset / PIECE_SIZE], offset % PIECE_SIZE);
	}
}
