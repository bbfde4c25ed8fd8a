/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing files that are made up.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/made/made_int.h"
#include "kern/vfs/regular.h"

int made_tell(const struct made_inode *i, struct text *t)
{
	int err = 0;

	if (i->entry->text)
		text_add(t, i->entry->text, strlen(i->entry->text));
	else if (i->entry->tell)
		err = i->entry->tell(t, &i->at);
	return !err && t->lost ? -ENOMEM : err;
}

/* Write the text of (f), whose inode is locked. */
static int made_file_tell(struct file *f)
{
	struct text *t = f->data;

	if (!t) {
		t = heap_alloc_zero(sizeof *t);
		if (!t)
			return -ENOMEM;
		f->data = t;
	}
	t->len = 0;
	t->lost = false;
	return made_tell(made_of(f->inode), t);
}

static int made_read_at(struct file *f, struct io *io, int64_t *pos)
{
	struct text *t;
	int err = 0;

	mutex_lock(&f->inode->lock);
	if (!f->data || *pos == 0)
		err = made_file_tell(f);
	t = f->data;
	if (!err && *pos < (int64_t)t->len)
		*pos += (int64_t)io_copy_out(io, t->s + *pos, MIN(io->left, t->len - (size_t)*pos));
	mutex_unlock(&f->inode->lock);
	return err;
}

static int made_read(struct file *f, struct io *io, const int64_t *pos)
{
	return regular_transfer(f, io, pos, made_read_at);
}

/* What is written has to come at once, as in Linux. */
static int made_write_at(struct file *f, struct io *io, int64_t *pos)
{
	const struct made_inode *i = made_of(f->inode);
	size_t n = MIN(io->left, PAGE_SIZE);
	char *s;
	int err = -ENOMEM;

	if (!i->entry->take)
		return -EIO;
	s = heap_alloc(n + 1);
	if (!s)
		return err;
	n = io_copy_in(io, s, n);
	s[n] = '\0';
	err = i->entry->take(&i->at, s, n);
	if (err)
		io->left += n;
	else
		*pos += (int64_t)n;
	heap_free(s);
	return err;
}

static int made_write(struct file *f, struct io *io, const int64_t *pos)
{
	return regular_transfer(f, io, pos, made_write_at);
}

static void made_file_release(struct file *f)
{
	if (f->data)
		text_fini(f->data);
	heap_free(f->data);
}

const struct file_ops made_file_ops = {
	.read = made_read,
	.write = made_write,
	.release = made_file_release,
};
