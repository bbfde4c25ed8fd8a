/* SPDX-License-Identifier: MIT */
/*
 * A CPU and a pool of frames: see mem_fake.h.
 */
#include "test/unit/mem_fake.h"

#include <asm/prctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/assert.h"
#include "kern/mem/frame.h"
#include "kern/mem/frame_int.h"
#include "kern/sched/cpu.h"

#define POOL_FRAMES 8192

unsigned long fake_table_frame;
jmp_buf fake_panic;
const char **fake_panic_caught;

struct cpu cpu_first;

void fake_cpu(void)
{
	cpu_first.self = &cpu_first;
	syscall(SYS_arch_prctl, ARCH_SET_GS, &cpu_first);
}

void fake_frames(size_t frames)
{
	if (!frame_window)
		frame_window =
			(uintptr_t)mmap(NULL, POOL_FRAMES * PAGE_SIZE, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	memset((void *)frame_window, 0xa5, (frames + 1) * PAGE_SIZE);
	memset(&frame_pool, 0, sizeof frame_pool);
	frame_add_region(PAGE_SIZE, (frames + 1) * PAGE_SIZE);
}

size_t fake_frames_free(void)
{
	struct frame_stats s;

	frame_get_stats(&s);
	return s.free;
}

void spin_wait(struct spinlock *l)
{
	(void)l;
	panic("a lock is taken twice");
}

_Noreturn void panic(const char *why)
{
	if (fake_panic_caught) {
		*fake_panic_caught = why;
		frame_pool.lock.held = 0;
		longjmp(fake_panic, 1);
	}
	fprintf(stderr, "panic: %s\n", why);
	abort();
}
