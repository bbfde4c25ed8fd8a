/* SPDX-License-Identifier: MIT */
/*
 * Raw mode that is always taken back: at exit, when the tool stops (Ctrl-Z), and before its last
 * sentence.
 *
 * Output processing stays on, so that a machine writes plain newlines whether or not a terminal
 * reads them.
 */
#include "tool/run/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool raw;

void terminal_raw(void)
{
	static bool registered;
	struct termios t;

	/* In the background it is somebody else's terminal now. */
	if (raw || tcgetpgrp(0) != getpgrp() || tcgetattr(0, &saved))
		return;
	t = saved;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	t.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	if (!registered)
		atexit(terminal_restore);
	registered = true;
	raw = tcsetattr(0, TCSADRAIN, &t) == 0;
}

void terminal_restore(void)
{
	if (raw)
		tcsetattr(0, TCSADRAIN, &saved);
	raw = false;
}
