/* SPDX-License-Identifier: MIT */
/*
 * The class of block devices: what has bytes at places, and keeps them. They are read only, for the
 * one user that there is: a root file system that stands outside of its image (fs/disk/disk.c).
 */
#ifndef KERN_DEV_BLOCK_H
#define KERN_DEV_BLOCK_H

#include "base/types.h"

#define BLOCK_PAGES_MAX 16 /* of one request */

struct block_device;

struct block_device_ops {
	/*
	 * Read (n) <= BLOCK_PAGES_MAX pages, which are in the device, from byte (at) on, a multiple
	 * of a page, into the frames (pages).
	 * Errors:  -EIO: the device says so, or failed. Then the frames may still be written to
	 *          when (*lost) is set: they are the device's for good.
	 * Context: thread, no lock held; sleeps, whatever signals come.
	 */
	int (*read)(struct block_device *d, uint64_t at, const paddr_t *pages, unsigned n,
		    bool *lost);
};

struct block_device {
	const struct block_device_ops *ops; /* NULL where there is (memory) */
	const uint8_t *memory; /* all of it, where it is mapped: bytes that may change any time */
	uint64_t size;         /* bytes */
	const char *name;      /* for sentences */
	struct block_device *next;
};

/* In the order in which they were found. Constant after boot. */
extern struct block_device *block_devices;

/*
 * Devices are looked for when there are memory and configuration, and a process is not sealed yet:
 * a driver's probe() only adds to this list who looks for its devices.
 */
struct block_finder {
	void (*find)(void); /* calls block_device_add() for each */
	struct block_finder *next;
};
extern struct block_finder *block_finders;

/* Look for all devices. Context: boot; threads can sleep. */
void block_devices_find(void);

/* A driver has found (d), which stays for good. Context: boot. */
void block_device_add(struct block_device *d);

/*
 * Find the disk of the root file system. Returns what is wrong with it, a sentence's rest, or NULL.
 * WEAK: only in an image whose root stands outside of it. Context: boot, threads can sleep; a
 * process is not sealed yet.
 */
WEAK const char *block_root_begin(void);

#endif
