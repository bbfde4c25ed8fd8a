/* SPDX-License-Identifier: MIT */
/*
 * Shared memory of System V: a file without a name whose pages are mapped by shmat(), through an
 * object of its own, which knows how many mappings have it.
 */
#ifndef ABI_LINUX_IPC_SHM_H
#define ABI_LINUX_IPC_SHM_H

#include "abi/linux/ipc/ipc.h"
#include "kern/mem/space.h"

#define SHM_RDONLY 010000
#define SHM_RND    020000
#define SHM_REMAP  040000
#define SHM_EXEC   0100000

#define SHM_HUGETLB 04000 /* of shmget() */

#define SHM_DEST   01000u /* in (mode): it goes with the last mapping */
#define SHM_LOCKED 02000u

#define SHM_MAX_SIZE (UINT64_MAX - (1ull << 24))
#define SHM_MAX      4096

struct shm {
	struct ipc_object ipc;
	struct file *file;
	struct mem_object object;
	uint64_t size;     /* bytes, as it was asked for */
	uint32_t attached; /* mappings, and faults in them for a moment; atomic */
	int creator;
	int last; /* process that attached or detached */
	int64_t attach_time;
	int64_t detach_time;
};

extern struct ipc_table shm_table;

/* The segment of the object (o), or NULL when it is another kind. */
struct shm *shm_of_object(struct mem_object *o);

/* Make the pages and the object of (s), of (size) and key. Errors: -ENOMEM. */
must_use int shm_init(struct shm *s, int key);
void shm_destroy(struct ipc_object *o);

/* It is to be removed: now, or when nobody has it any more. */
void shm_remove(struct shm *s) REQUIRES(&ipc_lock);

/* Pages of all segments. */
uint64_t shm_pages(void) REQUIRES(&ipc_lock);

#endif
