/* SPDX-License-Identifier: MIT */
/*
 * Address spaces of a machine, over its page tables. What a process may not, to flush, is skipped.
 *
 * Links: test/unit/mem_machine.c test/unit/mem_model.c test/unit/mem_fake.c kern/sched/lock.c
 * Links: test/unit/fault.c
 * Links: base/tree.c
 * Links: arch/x86_64/pagetable.c plat/pvh/mmu.c plat/pvh/mmu_edit.c plat/pvh/mmu_large.c plat/pvh/tlb.c
 * Links: kern/mem/frame.c
 * Links: kern/mem/frame_run.c
 * Links: kern/mem/space.c kern/mem/mapping.c kern/mem/place.c kern/mem/map.c kern/mem/protect.c
 * Links: kern/mem/remap.c kern/mem/brk.c kern/mem/discard.c kern/mem/check.c kern/mem/object.c
 * Links: kern/mem/object_replace.c
 * Links: kern/core/executes.c
 */
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

#include "arch/x86_64/pagetable.h"
#include "arch/x86_64/relocate.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/mmu.h"
#include "kern/mem/space.h"
#include "plat/pvh/boot.h"
#include "test/unit/fault.h"
#include "test/unit/mem_fake.h"
#include "test/unit/mem_model.h"
#include "test/unit/tap.h"

#define GIB_BORDER 0x400040000000ul

/* What the boot code has. */
extern uint64_t boot_pml4[512], boot_pdpt[512], boot_pd[512];
uint64_t boot_pml4[512], boot_pdpt[512], boot_pd[512];
uintptr_t boot_slide;
const char pith_image_start[1], pith_image_end[1];
extern const char pith_root_end[1];
const char pith_root_end[1];

bool model_executes = true, model_changes = true;

unsigned frame_map(paddr_t pa)
{
	(void)pa;
	return 2;
}

/* The dispatch of a machine. */
#define PVH(result, name, params, args) \
	result pvh_##name params;       \
	result name params              \
	{                               \
		return pvh_##name args; \
	}
MODEL_CALLS(PVH);

/*
 * Step over INVLPG (0f 01 /7, perhaps with a prefix) and moves of CR3 (0f 20, 0f 22), which
 * fault in a process.
 */
static void skip_flush(int signal, siginfo_t *info, void *context)
{
	greg_t *ip = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	const uint8_t *p = (const uint8_t *)*ip;

	(void)signal;
	(void)info;
	if (p[0] == 0x0f && (p[1] == 0x20 || p[1] == 0x22)) {
		*ip += 3;
		return;
	}
	if ((*p & 0xf0) == 0x40)
		p++;
	if (p[0] != 0x0f || p[1] != 0x01 || (p[2] & 0x38) != 0x38)
		abort();
	*ip = (greg_t)(p + 3 + ((p[2] & 7) == 4) + (p[2] >> 6 == 1));
}

/* All stays in the window, where the model looks. */
int mmu_claim(uintptr_t va, size_t len)
{
	(void)va;
	(void)len;
	return -ENOMEM;
}

/* What the CPU does: walk, and fault. */
int model_touch(uintptr_t va, bool write, uint8_t *value)
{
	uint64_t need = PTE_PRESENT | (write ? PTE_WRITE : 0);
	uint64_t seen = PTE_ACCESSED | (write ? PTE_DIRTY : 0);

	for (int tries = 0; tries < 4; tries++) {
		uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, NULL);
		uint8_t *page;
		int err;

		if (e && (*e & need) == need) {
			*e |= seen;
			page = phys_to_virt(*e & PTE_FRAME);
			if (*e & PTE_LARGE)
				page += va % LARGE_PAGE / PAGE_SIZE * PAGE_SIZE;
			if (write)
				page[0] = page[PAGE_SIZE - 1] = *value;
			else
				*value = page[0] == page[PAGE_SIZE - 1] ? page[0]
									: (uint8_t) ~*value;
			return 0;
		}
		err = space_fault(va + 5, write ? MMU_WRITE : MMU_READ);
		if (err)
			return err;
	}
	return -ELOOP;
}

static void new_machine(size_t frames)
{
	memset(boot_pml4, 0, sizeof boot_pml4);
	fake_frames(frames);
}

/* With all unmapped, all tables but that of level 3 are frames again. */
static bool all_is_free(size_t frames)
{
	mmu_unmap(GIB_BORDER - GIB, 2 * GIB);
	return fake_frames_free() + 1 >= frames;
}

static void test_frames_run_out(void)
{
	const char *why = NULL;
	size_t frames = 81;

	for (; !why && frames < 200; frames++) {
		new_machine(frames);
		why = model_run((unsigned)frames, 300, true);
		if (!why && !all_is_free(frames))
			why = "frames are lost";
	}
	ok(!why, "with 81 to 199 frames nothing is lost (%zu: %s)", frames - 1, why ? why : "well");
}

static void test_heap_fails(void)
{
	const char *why = NULL;
	long n = 1;

	new_machine(4000);
	for (; !why && fault_arm(n); n++)
		why = model_run(7, 300, true);
	ok(!why && n > 50, "each of %ld allocations fails well (%s)", n - 1, why ? why : "well");
	fault_disarm();
}

static void test_sparse(void)
{
	struct map_request r = { .len = 1024 * GIB, .prot_max = 7 };
	struct mmu_window window = mmu_window;
	uintptr_t addr;
	uint8_t value = 9;

	new_machine(100);
	memset(&space_first, 0, sizeof space_first);
	mmu_window = (struct mmu_window){ 0x400000000000ul, 0x7ffffffff000ul };
	ok(!space_map(&space_first, &r, &addr) && fake_frames_free() == 100,
	   "a reservation of 1 TiB costs no frame");
	ok(!space_protect(&space_first, addr + 512 * GIB, 1024 * GIB - 512 * GIB, 3),
	   "half of it becomes writable");
	ok(!model_touch(addr + 700 * GIB, true, &value) && fake_frames_free() == 96,
	   "a touch costs a frame and its tables");
	ok(!space_unmap(&space_first, addr, r.len) && fake_frames_free() >= 98,
	   "unmapping gives them back");
	r.prot = 3;
	ok(space_map(&space_first, &r, &addr) == -ENOMEM, "1 TiB of memory is more than there is");
	r.uncounted = true;
	ok(!space_map(&space_first, &r, &addr), "unless nobody counts");
	ok(!space_unmap(&space_first, addr, r.len), "that goes, too");
	mmu_window = window;
}

/* Touch every page of [va, va + pages): how many are part of a large one? */
static unsigned touch_all(uintptr_t va, unsigned pages, bool write, unsigned *wrong)
{
	unsigned large = 0;

	*wrong = 0;
	for (unsigned i = 0; i < pages; i++) {
		uint8_t want = (uint8_t)(i % 251 + 1), value = want;
		const uint64_t *e;

		*wrong += model_touch(va + i * PAGE_SIZE, write, &value) || value != want;
		e = pagetable_entry(boot_pml4, frame_window, va + i * PAGE_SIZE, 1, NULL);
		large += e && *e & PTE_LARGE;
	}
	return large;
}

static void test_large(void)
{
	struct map_request r = { .len = 8 * MIB, .prot = 3, .prot_max = 7, .exclusive = true };
	struct mmu_window window = mmu_window;
	unsigned pages = 8 * MIB / PAGE_SIZE, large = LARGE_PAGE / PAGE_SIZE, wrong, n;
	uintptr_t addr = 0x500000000000ul, to;
	struct mmu_count count;
	size_t frames;

	new_machine(4000);
	memset(&space_first, 0, sizeof space_first);
	mmu_window = (struct mmu_window){ 0x400000000000ul, 0x7ffffffff000ul };
	r.addr = addr;
	ok(!space_map(&space_first, &r, &addr), "8 MiB are mapped");
	n = touch_all(addr, pages, true, &wrong);
	ok(n == 3 * large && !wrong, "who goes through them gets large pages (%u)", n);
	frames = fake_frames_free();
	count = mmu_count(addr, 8 * MIB, 3, false);
	ok(count.own == pages && count.large == 3 * 512 &&
		   mmu_count(addr + 3 * MIB, MIB, 3, false).present == 256,
	   "their frames are counted");
	ok(!space_protect(&space_first, addr + 3 * MIB, PAGE_SIZE, 1), "one page changes");
	n = touch_all(addr, pages, false, &wrong);
	ok(n == 2 * large && !wrong, "and its large page is many (%u)", n);
	ok(!space_unmap(&space_first, addr + 5 * MIB, 2 * MIB), "parts of two go");
	ok(fake_frames_free() == frames + 512, "with their frames");
	n = touch_all(addr, 5 * MIB / PAGE_SIZE, false, &wrong);
	ok(n == 0 && !wrong, "the rest stays (%u)", n);
	ok(!space_protect(&space_first, addr + 3 * MIB, PAGE_SIZE, 3) &&
		   !space_remap(
			   &space_first,
			   &(struct remap_request){ addr, 5 * MIB, 6 * MIB, 0, true, false, false },
			   &to) &&
		   touch_all(to, 5 * MIB / PAGE_SIZE, false, &wrong) == 0 && !wrong,
	   "and can be moved");
	ok(!space_unmap(&space_first, 0, 1ul << 47) && fake_frames_free() + 8 >= 4000,
	   "all is given back");

	new_machine(4000);
	r.addr = addr = 0x500000000000ul;
	ok(!space_map(&space_first, &r, &addr) &&
		   !space_advise(&space_first, addr, 4 * MIB, MMU_LARGE) &&
		   !space_advise(&space_first, addr + 6 * MIB, 2 * MIB, MMU_SMALL),
	   "what is of use is said");
	n = touch_all(addr + MIB, 1, true, &wrong);
	ok(n == 1, "then a touch in the middle is enough");
	n = touch_all(addr, pages, true, &wrong);
	ok(n == 3 * large && !wrong, "where it is of none there is none (%u)", n);
	ok(!space_discard(&space_first, addr + 100 * PAGE_SIZE, PAGE_SIZE) &&
		   !space_discard(&space_first, addr + 2 * MIB, 2 * MIB),
	   "contents are forgotten");
	n = touch_all(addr, 100, false, &wrong);
	ok(n == 0 && !wrong && fake_frames_free() > 4000 - 2048, "and nothing else is");
	ok(!space_unmap(&space_first, 0, 1ul << 47) && fake_frames_free() + 8 >= 4000,
	   "all is given back again");
	mmu_window = window;
}

/* A file of the image: its pages hold the numbers from 1 on. */
static struct mem_object file;
static paddr_t file_frames;

#define FILE_PAGES 64

static int file_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	(void)o;
	(void)write;
	*page = phys_to_virt(file_frames + index * PAGE_SIZE);
	return index < FILE_PAGES ? 0 : -ERANGE;
}

static unsigned file_image(struct mem_object *o, uint64_t index, unsigned max, void **page)
{
	if (file_page(o, index, false, page))
		return 0;
	return (unsigned)MIN(max, FILE_PAGES - index);
}

static void file_count(struct mem_object *o)
{
	(void)o;
}

static const struct mem_object_ops file_ops = {
	.page = file_page,
	.image = file_image,
	.get = file_count,
	.put = file_count,
	.fault = space_object_fault,
};

/* Map the file privately, in a machine of (frames), with a page of something else behind it. */
static uintptr_t map_file(size_t frames)
{
	struct map_request r = { .len = FILE_PAGES * PAGE_SIZE, .prot = 3, .prot_max = 7 };
	uintptr_t addr = 0x500000001000ul, end = addr + r.len;

	new_machine(frames);
	memset(&space_first, 0, sizeof space_first);
	if (frame_alloc_run(FILE_PAGES, &file_frames))
		abort();
	for (unsigned i = 0; i < FILE_PAGES; i++)
		memset(phys_to_virt(file_frames + i * PAGE_SIZE), (int)i + 1, PAGE_SIZE);
	file.ops = &file_ops;
	r.exclusive = true;
	r.object = &file;
	r.addr = addr;
	if (space_map(&space_first, &r, &addr))
		abort();
	r.len = PAGE_SIZE;
	r.object = NULL;
	r.addr = end;
	if (space_map(&space_first, &r, &end))
		abort();
	return addr;
}

/* Write 99 to the pages [from, to) of (addr), downwards where (to) is below. How many were there? */
static unsigned write_pages(uintptr_t addr, int from, int to)
{
	unsigned there = 0;

	for (int i = from; i != to; i += from < to ? 1 : -1) {
		uint8_t value = 99;

		there += mmu_is_present(addr + (unsigned)i * PAGE_SIZE, MMU_WRITE);
		if (model_touch(addr + (unsigned)i * PAGE_SIZE, true, &value))
			abort();
	}
	return there;
}

static bool holds(uintptr_t addr, unsigned page, uint8_t want)
{
	uint8_t value = want;

	return !model_touch(addr + page * PAGE_SIZE, false, &value) && value == want;
}

static void test_around(void)
{
	struct mmu_window window = mmu_window;
	struct mmu_count c;
	size_t frames;
	uintptr_t addr;
	bool good = true;

	mmu_window = (struct mmu_window){ 0x400000000000ul, 0x7ffffffff000ul };
	addr = map_file(4000);
	ok(write_pages(addr, 10, 14) == 1 && mmu_is_present(addr + 16 * PAGE_SIZE, MMU_WRITE) &&
		   !mmu_is_present(addr + 17 * PAGE_SIZE, MMU_READ),
	   "who writes to page after page gets as many ahead as stand behind");
	c = mmu_count(addr, FILE_PAGES * PAGE_SIZE, 3, true);
	ok(c.present == 7 && c.own == 4 && c.dirty == 4, "which are not the mapping's own yet");
	frames = fake_frames_free();
	memset(phys_to_virt(file_frames + 13 * PAGE_SIZE), 77, 2 * PAGE_SIZE);
	space_object_replace(&file, 13, 2);
	ok(holds(addr, 14, 77) && fake_frames_free() == frames + 1,
	   "what changes in the file is seen there");
	ok(holds(addr, 13, 99), "and not where something was written");
	ok(!space_protect(&space_first, addr, FILE_PAGES * PAGE_SIZE, 1) &&
		   mmu_count(addr, FILE_PAGES * PAGE_SIZE, 1, true).own == 4,
	   "other rights change nothing of that");
	ok(!space_protect(&space_first, addr, FILE_PAGES * PAGE_SIZE, 3) &&
		   write_pages(addr, 60, 40) >= 14,
	   "the same downwards");
	write_pages(addr, 0, FILE_PAGES);
	ok(!mmu_is_present(addr + FILE_PAGES * PAGE_SIZE, MMU_READ),
	   "what is behind the mapping is let be");
	ok(!space_unmap(&space_first, 0, 1ul << 47) && fake_frames_free() + 8 + FILE_PAGES >= 4000,
	   "all is given back");

	addr = map_file(4000);
	ok(holds(addr, 40, 41) && mmu_is_present(addr + 9 * PAGE_SIZE, MMU_READ) &&
		   mmu_is_present(addr + 63 * PAGE_SIZE, MMU_READ) &&
		   mmu_count(addr - PAGE_SIZE, 100 * PAGE_SIZE, 3, true).own == 0,
	   "who reads gets what stands around the page");
	for (unsigned i = 9; good && i < FILE_PAGES; i++)
		good = holds(addr, i, (uint8_t)(i + 1));
	ok(good, "each in its place");
	ok(!space_unmap(&space_first, 0, 1ul << 47), "all goes");

	addr = map_file(300);
	while (fake_frames_free() > 18)
		good = good && !frame_alloc(&(paddr_t){ 0 });
	ok(good && write_pages(addr, 0, 6) == 0, "without memory to spare it is page by page");
	ok(!space_unmap(&space_first, 0, 1ul << 47), "all goes");
	mmu_window = window;
}

static void test_stack(void)
{
	uintptr_t low;
	struct map_request r = { .len = PAGE_SIZE, .prot = 3, .prot_max = 7 };
	uintptr_t addr;
	uint8_t value = 3;

	new_machine(100);
	memset(&space_first, 0, sizeof space_first);
	mmu_window = (struct mmu_window){ 0x400000000000ul, 0x7ffffffff000ul };
	ok(!space_map_stack(8 * MIB, &low) && low == 0x7ffffffff000ul - 8 * MIB,
	   "the stack is on top");
	ok(!model_touch(low, true, &value), "its lowest page is memory");
	ok_int(space_fault(low - 1, MMU_WRITE), -EFAULT, "there is nothing below it");
	ok(!space_map(&space_first, &r, &addr) && addr + PAGE_SIZE <= low - MIB,
	   "the first mapping keeps away from it");
	ok(!space_protect(&space_first, low + PAGE_SIZE, PAGE_SIZE, 0),
	   "a page in the middle becomes a guard");
	ok_int(model_touch(low + PAGE_SIZE, true, &value), -EACCES, "and stops a write");
	ok(!space_unmap(&space_first, 0, 1ul << 47), "all goes");
}

static void test_brk(void)
{
	uintptr_t start;
	uint8_t value = 3;

	new_machine(100);
	memset(&space_first, 0, sizeof space_first);
	mmu_window = (struct mmu_window){ 0x400000000000ul, 0x7ffffffff000ul };
	start = space_brk(&space_first, 0);
	ok(space_brk(&space_first, start + 10) == start + 10, "the heap grows by bytes");
	ok(!model_touch(start, true, &value), "and is memory");
	ok(space_brk(&space_first, start + 10 * PAGE_SIZE) == start + 10 * PAGE_SIZE,
	   "and by pages");
	ok(space_brk(&space_first, start - 1) == start + 10 * PAGE_SIZE,
	   "not below where it begins");
	ok(space_brk(&space_first, start + 4096 * GIB) == start + 10 * PAGE_SIZE,
	   "nor by more than there is");
	ok(space_brk(&space_first, start) == start, "it shrinks");
	ok_int(model_touch(start, true, &value), -EFAULT, "to nothing");
	ok(fault_live() == 0, "and leaves no mapping");
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = skip_flush, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &action, NULL);
	fake_cpu();
	test_stack();
	test_brk();
	mmu_window = (struct mmu_window){ GIB_BORDER - MODEL_PAGES / 2 * PAGE_SIZE,
					  GIB_BORDER + MODEL_PAGES / 2 * PAGE_SIZE };
	test_sparse();
	test_large();
	test_around();
	for (unsigned seed = 0; seed < 2000; seed += 100) {
		const char *why = NULL;
		unsigned s = seed;

		for (; !why && s < seed + 100; s++) {
			new_machine(4000);
			why = model_run(s, 150, false);
			if (!why && !all_is_free(4000))
				why = "frames are lost";
		}
		ok(!why, "the space is what the model says (seeds %u to %u: %s)", seed, s - 1,
		   why ? why : "well");
	}
	ok(model_runs > 1000, "and many faults map several pages (%u)", model_runs);
	test_frames_run_out();
	test_heap_fails();
	return tap_done();
}
