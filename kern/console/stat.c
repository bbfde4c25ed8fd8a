/* SPDX-License-Identifier: MIT */
/*
 * What fstat() tells of descriptors 0, 1 and 2: the kind of the console, and little else.
 */
#include "kern/console/file.h"
#include "kern/vfs/inode.h"

int console_file_stat(struct file *f, struct file_stat *st)
{
	enum console_kind kind = console_info.kind[console_file_nr(f)];

	*st = (struct file_stat){ .dev = 1, .ino = 1 + console_file_nr(f), .nlink = 1 };
	switch (kind) {
	case CONSOLE_TTY:
		st->mode = INODE_CHAR | 0620;
		st->rdev = 5 << 8 | 1;
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
