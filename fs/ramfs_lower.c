/* SPDX-License-Identifier: MIT */
/*
 * A ramfs over another file system: the files of the image, as if they could be written.
 *
 * Inodes are ramfs's own, made when a name is first looked up, so that a file stays the same when
 * it changes. Its pages show through until they are written, page by page. A folder asks below for
 * names that it does not know; before one can go it takes over all of them, and asks no more: so
 * nothing has to be remembered as removed.
 *
 * Files with several names below are one here, too: those that are in use stand in a list.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/vfs/path.h"

extern __typeof__(fifo_file_ops) fifo_file_ops WEAK;
extern __typeof__(space_object_replace) space_object_replace WEAK;

/* The first inode number that is ramfs's own; those below are the lower file system's. */
#define FIRST_OWN_INO (1ull << 40)

static struct {
	struct mutex lock; /* guards: */
	struct lower_link {
		struct lower_link *next;
		struct ramfs_inode *inode; /* not referenced: ramfs_lower_release() takes it out */
	} * first;
} links;

/* Make (i), which is new, look like (low), whose reference it takes over. */
static void lower_fill_inode(struct ramfs_inode *i, struct inode *low)
{
	i->lower = low;
	i->inode.ino = low->ino;
	i->inode.rdev = low->rdev;
	i->inode.uid = low->uid;
	i->inode.gid = low->gid;
	i->inode.nlink = low->nlink;
	i->inode.size = low->size;
	i->inode.blocks = low->blocks;
	i->inode.atime = low->atime;
	i->inode.mtime = low->mtime;
	i->inode.ctime = low->ctime;
	if (inode_is(low, INODE_FOLDER)) {
		ramfs_folder_init(&i->folder);
		i->inode.file_ops = &ramfs_folder_ops;
	} else if (inode_is(low, INODE_FILE)) {
		i->inode.file_ops = &ramfs_file_ops;
		i->file.lower_size = low->size;
	} else if (inode_is(low, INODE_FIFO)) {
		i->inode.file_ops = &fifo_file_ops;
	}
}

/* The inode in use that shows (low), referenced; or NULL. */
static struct ramfs_inode *lower_find_linked(const struct inode *low) REQUIRES(&links.lock)
{
	for (struct lower_link *l = links.first; l; l = l->next) {
		uint32_t refs = __atomic_load_n(&l->inode->inode.refs, __ATOMIC_RELAXED);

		while (l->inode->lower == low && refs) {
			if (__atomic_compare_exchange_n(&l->inode->inode.refs, &refs, refs + 1,
							false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
				return l->inode;
		}
	}
	return NULL;
}

static int lower_note_linked(struct ramfs_inode *i) REQUIRES(&links.lock)
{
	struct lower_link *l = heap_alloc(sizeof *l);

	if (!l)
		return -ENOMEM;
	*l = (struct lower_link){ links.first, i };
	links.first = l;
	return 0;
}

static void lower_forget_linked(const struct ramfs_inode *i)
{
	struct lower_link **at = &links.first, *l;

	mutex_lock(&links.lock);
	while ((l = *at) != NULL && l->inode != i)
		at = &l->next;
	if (l)
		*at = l->next;
	mutex_unlock(&links.lock);
	heap_free(l);
}

/* May it have several names? */
static bool lower_is_linked(const struct inode *low)
{
	return low->nlink > 1 && !inode_is(low, INODE_FOLDER);
}

/* A new inode that shows (low), whose reference is taken over, also when it fails. */
static int lower_make(struct fs *fs, struct inode *low, struct ramfs_inode **out)
{
	int err = ramfs_inode_alloc(fs, low->mode, out);

	if (err)
		inode_put(low);
	else
		lower_fill_inode(*out, low);
	return err;
}

/* The same for a file that may have several names: the inode that others may have made. */
static int lower_make_linked(struct fs *fs, struct inode *low, struct ramfs_inode **out)
{
	struct ramfs_inode *i;
	int err = 0;

	mutex_lock(&links.lock);
	i = lower_find_linked(low);
	if (i) {
		inode_put(low);
	} else {
		err = lower_make(fs, low, &i);
		if (!err)
			err = lower_note_linked(i);
	}
	mutex_unlock(&links.lock);
	if (!err)
		*out = i;
	else if (i)
		inode_put(&i->inode);
	return err;
}

void ramfs_lower_release(struct ramfs_inode *i)
{
	if (lower_is_linked(i->lower))
		lower_forget_linked(i);
	inode_put(i->lower);
}

int ramfs_lower_lookup(struct ramfs_inode *dir, struct name name, struct ramfs_name *n,
		       struct inode **child)
{
	struct inode *lower = dir->lower, *low;
	struct ramfs_inode *i;
	int err = -ENOENT;

	if (!n && dir->folder.filled)
		return err;
	mutex_lock(&lower->lock);
	err = lower->ops->lookup(lower, name, &low);
	mutex_unlock(&lower->lock);
	if (err)
		return err;
	err = lower_is_linked(low) ? lower_make_linked(dir->inode.fs, low, &i)
				   : lower_make(dir->inode.fs, low, &i);
	if (err)
		return err == -ENOSPC ? -ENOMEM : err;
	if (n)
		ramfs_name_link(n, i);
	else
		err = ramfs_folder_note(dir, name, i, &n);
	if (err) {
		inode_put(&i->inode);
		return -ENOMEM;
	}
	if (inode_is(&i->inode, INODE_FOLDER) && !i->folder.parent)
		i->folder.parent = ramfs_of(inode_get(&dir->inode));
	*child = &i->inode;
	return 0;
}

struct lower_fill {
	struct ramfs_inode *dir;
	int err;
};

/* folder_emit: take over one name. */
static bool lower_take_name(void *arg, struct name name, uint64_t ino, uint32_t mode, uint64_t next)
{
	struct lower_fill *f = arg;
	struct ramfs_name *n;

	(void)next;
	if (name_is_dot(name) || name_is_dotdot(name) || ramfs_folder_find(&f->dir->folder, name))
		return true;
	f->err = ramfs_folder_note(f->dir, name, NULL, &n);
	if (f->err)
		return false;
	n->lower_ino = ino;
	n->lower_kind = (uint16_t)(mode & INODE_KIND);
	return true;
}

int ramfs_lower_fill(struct ramfs_inode *dir)
{
	struct lower_fill f = { dir, 0 };
	struct inode *lower = dir->lower;
	int err;

	mutex_lock(&lower->lock);
	err = lower->ops->list(lower, 0, lower_take_name, &f);
	mutex_unlock(&lower->lock);
	if (!err)
		err = f.err;
	if (!err)
		dir->folder.filled = true;
	return err;
}

ssize_t ramfs_lower_read(struct ramfs_inode *i, struct io *io, int64_t pos, size_t n)
{
	struct file f = { .ops = i->lower->file_ops, .inode = i->lower };
	size_t rest;
	int err;

	if (!i->file.pages.root) /* nothing was written: no need to look at each page */
		n = io->left;
	if ((int64_t)n > i->file.lower_size - pos)
		n = (size_t)(i->file.lower_size - pos);
	rest = io->left - n;
	io->left = n;
	err = f.ops->read(&f, io, &pos);
	n -= io->left + io->lost;
	if (io->lost)
		io->lost += (uint32_t)rest;
	else
		io->left += rest;
	if (!n && !io->lost)
		return err ? err : -EIO; /* it has less than it said */
	return (ssize_t)n;
}

int ramfs_lower_take(struct ramfs_inode *i, uint64_t index, bool scrap, paddr_t *pa)
{
	int64_t pos = (int64_t)(index << PAGE_SHIFT);
	struct io io;

	if (ramfs_pages_find(&i->file.pages, index, pa))
		return 0;
	if (scrap ? frame_alloc(pa) : frame_alloc_zero(pa))
		return -ENOSPC;
	if (!scrap) {
		struct file f = { .ops = i->lower->file_ops, .inode = i->lower };

		io_init_ours(&io, phys_to_virt(*pa),
			     MIN(PAGE_SIZE, (size_t)(i->file.lower_size - pos)));
		if (f.ops->read(&f, &io, &pos) || io.left) {
			frame_free(*pa);
			return -EIO;
		}
	}
	if (ramfs_pages_put(&i->file.pages, index, pa)) {
		frame_free(*pa);
		return -ENOSPC;
	}
	if (i->file.object.ops && space_object_replace)
		space_object_replace(&i->file.object, index, 1);
	return 0;
}

/* The object of (i)'s lower file for page (index), if that shows through; to be put. */
static struct mem_object *lower_object(struct ramfs_inode *i, uint64_t index)
{
	struct file f = { .ops = i->lower->file_ops, .inode = i->lower };
	int64_t end = (int64_t)((index + 1) << PAGE_SHIFT);
	struct mem_object *o;
	paddr_t pa;

	if (!ramfs_shows_lower(i, index) || ramfs_pages_find(&i->file.pages, index, &pa) ||
	    __atomic_load_n(&i->file.own, __ATOMIC_RELAXED) || !f.ops->mem_object)
		return NULL;
	if (i->file.lower_size < i->lower->size && end > i->file.lower_size)
		return NULL; /* it was cut off in this page */
	return f.ops->mem_object(&f, &o) ? NULL : o;
}

bool ramfs_lower_page(struct ramfs_inode *i, uint64_t index, void **page)
{
	struct mem_object *o = lower_object(i, index);
	int err;

	if (!o)
		return false;
	/* From before it is mapped: then space_object_replace() finds it there. */
	__atomic_store_n(&i->file.object.shows, o, __ATOMIC_RELAXED);
	err = o->ops->page(o, index, false, page);
	o->ops->put(o);
	return !err;
}

/*
 * A page that is whole below is whole here. Whoever writes to one, or cuts it off, then takes it
 * out of mappings under the lock that is held here: so what is said is true until that.
 */
unsigned ramfs_lower_image(struct ramfs_inode *i, uint64_t index, unsigned max, void **page)
{
	struct mem_object *o = __atomic_load_n(&i->file.object.shows, __ATOMIC_RELAXED);
	struct ramfs_pages *own = &i->file.pages;
	uint64_t end;

	if (!o || !o->ops->image || __atomic_load_n(&i->file.own, __ATOMIC_RELAXED))
		return 0;
	end = (uint64_t)__atomic_load_n(&i->file.lower_size, __ATOMIC_RELAXED) >> PAGE_SHIFT;
	if (__atomic_load_n(&own->root, __ATOMIC_ACQUIRE)) {
		spin_lock(&own->lock);
		end = MIN(end, ramfs_pages_next(own, index));
		spin_unlock(&own->lock);
	}
	return index < end ? o->ops->image(o, index, (unsigned)MIN(max, end - index), page) : 0;
}

void ramfs_show_lower(struct fs *fs, struct fs *lower)
{
	struct ramfs_inode *root = ramfs_of(fs->root);

	lower_fill_inode(root, inode_get(lower->root));
	root->inode.mode = lower->root->mode;
	ramfs_of_fs(fs)->next_ino = FIRST_OWN_INO;
	fs->type = "overlay";
}
