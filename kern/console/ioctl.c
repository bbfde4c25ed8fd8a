/* SPDX-License-Identifier: MIT */
/*
 * The commands of a terminal that few programs use: its modes.
 */
#include "base/errno.h"
#include "kern/console/file.h"
#include "kern/console/tty.h"
#include "kern/mem/user.h"

static int tty_set(const struct tty_modes *m)
{
	if (!user_readable(m, sizeof *m))
		return -EFAULT;
	tty_modes = *m;
	tty_raw_output = (m->oflag & (TTY_OPOST | TTY_ONLCR)) != (TTY_OPOST | TTY_ONLCR);
	return 0;
}

static int tty_set_size(const struct tty_size *s)
{
	if (!user_readable(s, sizeof *s))
		return -EFAULT;
	console_info.rows = s->rows;
	console_info.columns = s->columns;
	return 0;
}

int console_file_ioctl_more(struct file *f, unsigned cmd, uintptr_t arg)
{
	void *p = (void *)arg;

	(void)f;
	if (cmd == TTY_TCFLSH)
		return 0;
	switch (cmd) {
	case TTY_TCGETS:
		return user_put(p, &tty_modes, sizeof tty_modes);
	case TTY_TCSETS:
	case TTY_TCSETSW:
	case TTY_TCSETSF:
		return tty_set(p);
	case TTY_TIOCGPGRP:
		return user_put(p, &(int){ 1 }, sizeof(int));
	case TTY_TIOCSPGRP:
		return user_readable(p, sizeof(int)) ? 0 : -EFAULT;
	case TTY_TIOCSWINSZ:
		return tty_set_size(p);
	case TTY_FIONREAD:
		return user_put(p, &(int){ (int)console_input_bytes() }, sizeof(int));
	default:
		return -ENOTTY;
	}
}
