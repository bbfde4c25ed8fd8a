/* SPDX-License-Identifier: MIT */
/*
 * The commands of a terminal that few programs use: its modes.
 */
#include "base/errno.h"
#include "kern/console/file.h"
#include "kern/console/tty.h"

static void tty_set(const struct tty_modes *m)
{
	tty_modes = *m;
	tty_raw_output = (m->oflag & (TTY_OPOST | TTY_ONLCR)) != (TTY_OPOST | TTY_ONLCR);
}

int console_file_ioctl_more(struct file *f, unsigned cmd, uintptr_t arg)
{
	void *p = (void *)arg;

	(void)f;
	if (cmd == TTY_TCFLSH)
		return 0;
	if (arg < PAGE_SIZE)
		return -EFAULT;
	switch (cmd) {
	case TTY_TCGETS:
		*(struct tty_modes *)p = tty_modes;
		return 0;
	case TTY_TCSETS:
	case TTY_TCSETSW:
	case TTY_TCSETSF:
		tty_set(p);
		return 0;
	case TTY_TIOCGPGRP:
		*(int *)p = 1;
		return 0;
	case TTY_TIOCSPGRP:
		return 0;
	case TTY_TIOCSWINSZ:
		console_info.rows = ((struct tty_size *)p)->rows;
		console_info.columns = ((struct tty_size *)p)->columns;
		return 0;
	case TTY_FIONREAD:
		*(int *)p = (int)console_input_bytes();
		return 0;
	default:
		return -ENOTTY;
	}
}
