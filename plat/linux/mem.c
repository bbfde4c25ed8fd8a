/* SPDX-License-Identifier: MIT */
/*
 * A process's memory: a window of addresses for the application's mappings, and a pool of frames
 * for the library OS.
 *
 * Both are only reserved here. The pool is a memory file, so that its frames can be mapped a
 * second time, where the application wants a page of a file; it grows as frames are touched.
 */
#include "plat/linux/names.h"

#include "base/config_type.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/mem/space.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define WINDOW_SIZE (65536 * GIB) /* half of all addresses: some reserve what they may need once */
#define WINDOW_MIN  (256 * MIB)
#define POOL_SIZE   (8 * GIB)

int linux_pool_fd = -1;
size_t linux_pool_size;

/* An image that maps nothing has no window, and one that needs no frame no pool. */
#pragma weak space_map
#pragma weak frame_add_region
#pragma weak frame_window

/* The largest window that the host's limits allow. */
static void reserve_window(void)
{
	for (size_t size = WINDOW_SIZE; size >= WINDOW_MIN; size /= 2) {
		long at = host_call6(HOST_mmap, 0, (long)size, HOST_PROT_NONE,
				     HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | HOST_MAP_NORESERVE, -1,
				     0);

		if (at > 0) {
			mmu_window = (struct mmu_window){ (uintptr_t)at, (uintptr_t)at + size };
			return;
		}
	}
	image_refuse("the host gives no %lu MiB of addresses (ulimit -v)", WINDOW_MIN / MIB);
}

static void make_pool(uint64_t size)
{
	long at, fd = host_call2(HOST_memfd_create, (long)"pith", 1 /* MFD_CLOEXEC */);

	if (fd < 0 || host_call2(HOST_ftruncate, fd, (long)size) < 0)
		image_refuse("the host gives no memory file of %lu MiB", size / MIB);
	at = host_call6(HOST_mmap, 0, (long)size, HOST_PROT_READ | HOST_PROT_WRITE,
			HOST_MAP_SHARED | HOST_MAP_NORESERVE, fd, 0);
	if (at < 0)
		image_refuse("the host gives no %lu MiB for the frames (ulimit -v)", size / MIB);
	linux_pool_fd = (int)fd;
	linux_pool_size = size;
	frame_window = (uintptr_t)at;
	frame_add_region(0, size);
}

void linux_memory(const char *size)
{
	uint64_t bytes = POOL_SIZE;

	if (size && config_parse_size(size, &bytes))
		image_refuse("configuration: memory: '%s' is no size", size);
	/* The host chose where its own stack stands; nobody else knows those bits. */
	space_random = (uintptr_t)linux_auxv >> 4;
	if (LINKED(space_map))
		reserve_window();
	if (LINKED(linux_share_root))
		linux_share_root();
	if (frame_add_region)
		make_pool(ROUND_DOWN(bytes, PAGE_SIZE));
}

/* The pool is mapped as a whole. */
unsigned linux_frame_map(paddr_t pa)
{
	(void)pa;
	return 2;
}
