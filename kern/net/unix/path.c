/* SPDX-License-Identifier: MIT */
/*
 * Names of local sockets that are files: the inode knows who is bound to it.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/net/unix/unix_int.h"
#include "kern/vfs/vfs.h"
#include "kern/vfs/tree/permission.h"

/* Whoever binds sockets has this file (abi/linux/net/bind.c), and only local ones have names. */
extern __typeof__(unix_set_name) unix_set_name WEAK;

/* Room for a path with its end. */
typedef char unix_path[UNIX_PATH_SIZE + 1];

static void take_path(unix_path path, const struct unix_name *n)
{
	memcpy(path, n->address + UNIX_FAMILY_SIZE, n->len - UNIX_FAMILY_SIZE);
}

int unix_path_bind(struct unix_socket *s, struct unix_name *n)
{
	const struct inode_new what = { .mode = INODE_SOCKET | 0777 };
	struct inode *i;
	unix_path path;
	int err;

	take_path(path, n);
	err = vfs_create_inode(PATH_CWD, path, PATH_OURS, &what, &i);
	if (err)
		return err == -EEXIST ? -EADDRINUSE : err;
	err = unix_set_name(s, n, i);
	if (err) {
		/* As Linux: the file was made, and goes. */
		if (vfs_unlink(PATH_CWD, path, PATH_OURS) == 0)
			inode_put(i);
		return err;
	}
	mutex_lock(&i->lock);
	i->socket = s;
	mutex_unlock(&i->lock);
	return 0;
}

int unix_path_find(const struct unix_name *n, struct unix_socket **out)
{
	struct unix_socket *s;
	struct place at;
	unix_path path;
	int err;

	take_path(path, n);
	err = path_find(PATH_CWD, path, PATH_FOLLOW | PATH_OURS, &at);
	if (err)
		return err;
	err = vfs_may(at.inode, MAY_WRITE);
	if (err) {
		place_put(at);
		return err;
	}
	mutex_lock(&at.inode->lock);
	s = inode_is(at.inode, INODE_SOCKET) ? at.inode->socket : NULL;
	if (s)
		*out = unix_get(s);
	mutex_unlock(&at.inode->lock);
	place_put(at);
	return s ? 0 : -ECONNREFUSED;
}

void unix_path_unbind(struct unix_socket *s)
{
	struct inode *i = s->inode;

	mutex_lock(&i->lock);
	i->socket = NULL;
	mutex_unlock(&i->lock);
	inode_put(i);
}
