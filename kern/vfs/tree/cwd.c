/* SPDX-License-Identifier: MIT */
/*
 * The working folder and the root: setting them, and telling the path of the first.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

/* The folder that (s) leads to, referenced. */
static int cwd_find(const char *s, unsigned flags, struct place *to)
{
	int err = path_find(PATH_CWD, s, PATH_FOLLOW | flags, to);

	if (err)
		return err;
	err = inode_is(to->inode, INODE_FOLDER) ? vfs_may(to->inode, MAY_EXEC) : -ENOTDIR;
	if (err)
		place_put(*to);
	return err;
}

static int change_folder(const char *s, unsigned flags)
{
	struct place to;
	int err;

	err = cwd_find(s, flags, &to);
	if (!err)
		path_set_cwd(to);
	return err;
}

int vfs_chdir(const char *s)
{
	return change_folder(s, 0);
}

int vfs_begin_in(const char *s)
{
	return change_folder(s, PATH_OURS);
}

int vfs_chroot(const char *s)
{
	struct place cwd, to;
	int err;

	err = path_get_cwd(&cwd);
	if (err)
		return err;
	path_set_cwd(cwd); /* it stays what it is, also if it was the root so far */
	err = cwd_find(s, 0, &to);
	if (!err && vfs_acts.limited) {
		place_put(to);
		err = -EPERM;
	}
	if (!err)
		path_set_root(to);
	return err;
}

int vfs_getcwd(char *buf, size_t size)
{
	struct place dir;
	static const char unreachable[] = "(unreachable)";
	size_t front = 0;
	unsigned state;
	char *text;
	int n;

	n = path_get_cwd(&dir);
	if (n)
		return n;
	size = MIN(size, PATH_LEN_MAX);
	n = path_text(dir, buf, size, &text, &state);
	place_put(dir);
	if (n < 0)
		return n;
	if (state & PATH_REMOVED)
		return -ENOENT;
	if (state & PATH_UNREACHABLE)
		front = sizeof unreachable - 1;
	if (front + (size_t)n + 1 > size)
		return -ERANGE;
	memmove(buf + front, text, (size_t)n + 1);
	memcpy(buf, unreachable, front);
	return (int)front + n + 1;
}
