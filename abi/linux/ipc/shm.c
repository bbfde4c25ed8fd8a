/* SPDX-License-Identifier: MIT */
#include "abi/linux/ipc/shm.h"

#include "base/errno.h"
#include "base/format.h"
#include "kern/mem/heap.h"
#include "kern/vfs/file.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/vfs.h"

struct ipc_table shm_table = { .max = SHM_MAX, .last = -1 };

static struct shm *shm_of(struct mem_object *o)
{
	return container_of(o, struct shm, object);
}

/* The object of the pages. */
static struct mem_object *pages_of(const struct mem_object *o)
{
	return (struct mem_object *)(uintptr_t)o->shows;
}

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	struct mem_object *pages = pages_of(o);

	return pages->ops->page(pages, index, write, page);
}

static void object_get(struct mem_object *o)
{
	__atomic_add_fetch(&shm_of(o)->attached, 1, __ATOMIC_RELAXED);
}

/* Is it to be removed, and nobody has it? The last look is with the lock, as the next attach is. */
static void object_put(struct mem_object *o)
{
	struct shm *s = shm_of(o);

	mutex_lock(&ipc_lock);
	if (!__atomic_sub_fetch(&s->attached, 1, __ATOMIC_ACQ_REL) && s->ipc.perm.mode & SHM_DEST) {
		ipc_remove(&shm_table, &s->ipc);
		mutex_unlock(&ipc_lock);
		shm_destroy(&s->ipc);
		return;
	}
	mutex_unlock(&ipc_lock);
}

static struct inode *object_inode(struct mem_object *o)
{
	return shm_of(o)->file->inode;
}

static const struct mem_object_ops object_ops = {
	.page = object_page,
	.get = object_get,
	.put = object_put,
	.inode = object_inode,
	.fault = space_object_fault,
};

struct shm *shm_of_object(struct mem_object *o)
{
	return o && o->ops == &object_ops ? shm_of(o) : NULL;
}

int shm_init(struct shm *s, int key)
{
	char label[16];
	size_t n = format_text(label, sizeof label, "SYSV%08x", (unsigned)key);
	struct mem_object *pages;
	int err = vfs_open_memory((struct name){ label, (unsigned)n }, false, &s->file);

	if (err)
		return -ENOMEM;
	err = s->file->inode->ops->truncate(s->file->inode, (int64_t)ROUND_UP(s->size, PAGE_SIZE));
	if (!err)
		err = file_mem_object(s->file, &pages);
	if (err) {
		file_put(s->file);
		return -ENOMEM;
	}
	s->object.ops = &object_ops;
	s->object.shows = pages;
	return 0;
}

void shm_destroy(struct ipc_object *o)
{
	struct shm *s = container_of(o, struct shm, ipc);
	struct mem_object *pages = pages_of(&s->object);

	pages->ops->put(pages);
	file_put(s->file);
	heap_free(s);
}

void shm_remove(struct shm *s)
{
	if (__atomic_load_n(&s->attached, __ATOMIC_ACQUIRE)) {
		s->ipc.perm.mode |= SHM_DEST;
		s->ipc.perm.key = IPC_PRIVATE;
		return;
	}
	ipc_remove(&shm_table, &s->ipc);
	shm_destroy(&s->ipc);
}

uint64_t shm_pages(void)
{
	const struct ipc_object *o = NULL;
	uint64_t pages = 0;

	while ((o = ipc_next(&shm_table, o)))
		pages += (container_of(o, const struct shm, ipc)->size + PAGE_SIZE - 1) / PAGE_SIZE;
	return pages;
}
