/* SPDX-License-Identifier: MIT */
/*
 * The working folder: setting it, and telling its path.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/vfs.h"

int vfs_chdir(const char *s)
{
	struct inode *i;
	int err;

	err = path_find(PATH_CWD, s, PATH_FOLLOW, &i);
	if (err)
		return err;
	if (!inode_is(i, INODE_FOLDER)) {
		inode_put(i);
		return -ENOTDIR;
	}
	path_set_cwd(i);
	return 0;
}

/* A path that is written from its end to its beginning. */
struct cwd_text {
	char *begin;
	char *at;
	uint64_t ino; /* what is looked for */
	bool found;
	bool too_long;
};

/* Put "/(name)" before what is there. */
static void cwd_prepend(struct cwd_text *t, struct name name)
{
	t->found = true;
	if ((size_t)(t->at - t->begin) < name.len + 1u) {
		t->too_long = true;
		return;
	}
	t->at -= name.len;
	memcpy(t->at, name.s, name.len);
	*--t->at = '/';
}

/* folder_emit: stop at the entry that is looked for. */
static bool cwd_look(void *arg, struct name name, uint64_t ino, uint32_t mode, uint64_t next)
{
	struct cwd_text *t = arg;

	(void)mode;
	(void)next;
	if (ino != t->ino || name_is_dot(name) || name_is_dotdot(name))
		return true;
	cwd_prepend(t, name);
	return false;
}

/* Prepend the name of (dir) and make (*above) the folder that has it. */
static int cwd_step(struct inode *dir, struct cwd_text *t, struct inode **above)
{
	int err = 0;

	t->found = false;
	if (dir == dir->fs->root) {
		const char *name = dir->fs->name;

		*above = inode_get(dir->fs->above);
		cwd_prepend(t, (struct name){ name, (unsigned)strlen(name) });
	} else {
		mutex_lock(&dir->lock);
		err = dir->ops->lookup(dir, (struct name){ "..", 2 }, above);
		mutex_unlock(&dir->lock);
		if (err)
			return err;
		t->ino = dir->ino;
		mutex_lock(&(*above)->lock);
		err = (*above)->ops->list(*above, 0, cwd_look, t);
		mutex_unlock(&(*above)->lock);
	}
	if (!err && !t->found)
		err = -ENOENT;
	if (!err && t->too_long)
		err = -ERANGE;
	if (err)
		inode_put(*above);
	return err;
}

int vfs_getcwd(char *buf, size_t size)
{
	struct cwd_text t = { .begin = buf, .at = buf + MIN(size, PATH_LEN_MAX) };
	struct inode *dir, *above;
	char *end = t.at;
	int err;

	err = path_get_cwd(&dir);
	if (err)
		return err;
	if (!size)
		err = -ERANGE;
	else
		*--t.at = '\0';
	while (!err && (dir->fs->above || dir != dir->fs->root)) {
		err = cwd_step(dir, &t, &above);
		if (err)
			break;
		inode_put(dir);
		dir = above;
	}
	inode_put(dir);
	if (!err && !t.found) /* the root itself */
		cwd_prepend(&t, (struct name){ "", 0 });
	if (err || t.too_long)
		return err ? err : -ERANGE;
	memmove(buf, t.at, (size_t)(end - t.at));
	return (int)(end - t.at);
}
