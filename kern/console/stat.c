/* SPDX-License-Identifier: MIT */
/*
 * What fstat() tells of descriptors 0, 1 and 2: the kind of the console, and little else.
 */
#include "kern/console/file.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"

/*
 * A terminal is the file that is named /dev/console, as ttyname() looks for it: but not where what
 * is read and written by that name is something else.
 */
static const struct inode *find_node(void)
{
	if (!LINKED(console_node) || console_info.kind[0] != CONSOLE_TTY ||
	    console_info.kind[1] != CONSOLE_TTY)
		return NULL;
	return __atomic_load_n(&console_node, __ATOMIC_ACQUIRE);
}

int console_file_stat(struct file *f, struct file_stat *st)
{
	enum console_kind kind = console_info.kind[console_file_nr(f)];
	const struct inode *node;

	*st = (struct file_stat){ .dev = 1, .ino = 1 + console_file_nr(f), .nlink = 1 };
	switch (kind) {
	case CONSOLE_TTY:
		st->mode = INODE_CHAR | 0620;
		st->rdev = 5 << 8 | 1;
		node = find_node();
		if (node) {
			st->dev = node->fs->dev;
			st->ino = node->ino;
		}
		break;
	case CONSOLE_NONE:
		st->mode = INODE_CHAR | 0666;
		st->rdev = 1 << 8 | 3;
		break;
	case CONSOLE_PIPE:
		st->mode = INODE_FIFO | 0600;
		break;
	}
	return 0;
}
