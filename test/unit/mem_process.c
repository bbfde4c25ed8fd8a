/* SPDX-License-Identifier: MIT */
/*
 * Address spaces of a process, over this very host's memory: what is touched is really there, or
 * really faults.
 *
 * Links: test/unit/mem_process.c test/unit/mem_model.c test/unit/mem_fake.c kern/sched/lock.c
 * Links: test/unit/fault.c
 * Links: base/tree.c
 * Links: plat/linux/mmu.c kern/mem/frame.c kern/mem/frame_run.c kern/mem/object.c
 * Links: kern/mem/object_replace.c
 * Links: kern/mem/space.c kern/mem/mapping.c kern/mem/place.c kern/mem/map.c kern/mem/protect.c
 * Links: kern/mem/remap.c kern/mem/brk.c kern/mem/discard.c kern/mem/check.c
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/frame_int.h"
#include "kern/mem/mmu.h"
#include "kern/mem/space.h"
#include "plat/linux/linux.h"
#include "test/unit/fault.h"
#include "test/unit/mem_fake.h"
#include "test/unit/mem_model.h"
#include "test/unit/tap.h"

#define POOL_FRAMES 1024

int linux_pool_fd;
size_t linux_pool_size;
bool threads_many;
uintptr_t linux_root, linux_root_end;
const char pith_image_start[1], pith_image_end[1];

bool model_executes, model_changes;

/* All stays in the window, where the model looks. */
int mmu_claim(uintptr_t va, size_t len)
{
	(void)va;
	(void)len;
	return -ENOMEM;
}

static sigjmp_buf fault;
static volatile int fault_error;
static volatile bool touching;

unsigned frame_map(paddr_t pa)
{
	(void)pa;
	return true;
}

/* The dispatch of a process. */
#define HOST(result, name, params, args)  \
	result linux_##name params;       \
	result name params                \
	{                                 \
		return linux_##name args; \
	}
MODEL_CALLS(HOST);

/* As plat/linux/signals.c and kern/core/fault.c: the page comes, or the access is given up. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
	greg_t error = ((ucontext_t *)context)->uc_mcontext.gregs[REG_ERR];
	int err;

	if (!touching) {
		struct sigaction none = { .sa_handler = SIG_DFL };

		sigaction(signal, &none, NULL);
		return;
	}
	err = space_fault((uintptr_t)info->si_addr, error & 2 ? MMU_WRITE : MMU_READ);
	if (err) {
		fault_error = err;
		siglongjmp(fault, 1);
	}
}

int model_touch(uintptr_t va, bool write, uint8_t *value)
{
	volatile uint8_t *page = (volatile uint8_t *)va;

	if (sigsetjmp(fault, 1)) {
		touching = false;
		return fault_error;
	}
	touching = true;
	if (write)
		page[0] = page[PAGE_SIZE - 1] = *value;
	else
		*value = page[0] == page[PAGE_SIZE - 1] ? page[0] : (uint8_t) ~*value;
	touching = false;
	return 0;
}

/* The pool is a memory file here, so that its pages can be mapped again. */
static void make_pool(void)
{
	linux_pool_size = POOL_FRAMES * PAGE_SIZE;
	linux_pool_fd = memfd_create("pool", 0);
	if (ftruncate(linux_pool_fd, (off_t)linux_pool_size))
		abort();
	frame_window = (uintptr_t)mmap(NULL, linux_pool_size, PROT_READ | PROT_WRITE, MAP_SHARED,
				       linux_pool_fd, 0);
}

static void new_process(void)
{
	memset(&frame_pool, 0, sizeof frame_pool);
	frame_add_region(0, linux_pool_size);
}

/* What the host has of the window, when all is unmapped: one reservation that cannot be touched. */
static bool is_reserved(void)
{
	uint8_t value;

	for (unsigned i = 0; i < MODEL_PAGES; i++)
		if (model_touch(mmu_window.low + i * PAGE_SIZE, false, &value) != -EFAULT)
			return false;
	return true;
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	const char *why = NULL;
	long n = 1;

	sigaction(SIGSEGV, &action, NULL);
	fake_cpu();
	make_pool();
	mmu_window.low = (uintptr_t)mmap(NULL, MODEL_PAGES * PAGE_SIZE, PROT_NONE,
					 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	mmu_window.high = mmu_window.low + MODEL_PAGES * PAGE_SIZE;
	for (unsigned seed = 0; seed < 2000; seed += 100) {
		unsigned s = seed;

		/* With more than one processor in every other round. */
		threads_many = seed % 200;
		for (; !why && s < seed + 100; s++) {
			new_process();
			why = model_run(s, 150, false);
			if (!why && !is_reserved())
				why = "the host has a page too many";
		}
		ok(!why, "memory is what the model says (seeds %u to %u: %s)", seed, s - 1,
		   why ? why : "well");
	}
	for (; !why && fault_arm(n); n++) {
		new_process();
		why = model_run(7, 300, true);
	}
	ok(!why && n > 50, "each of %ld allocations fails well (%s)", n - 1, why ? why : "well");
	return tap_done();
}
