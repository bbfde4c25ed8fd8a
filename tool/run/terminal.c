/* SPDX-License-Identifier: MIT */
/*
 * Raw mode that is always taken back: at exit, when the tool stops (Ctrl-Z), and before its last
 * sentence.
 *
 * Keys and text are set apart, for they need not be one terminal, nor both be terminals. Usually
 * they are one: so what was set last is taken back first.
 */
#include "tool/run/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct side {
	int fd;
	bool raw;
	struct termios saved;
};

static struct side keys = { .fd = 0 }, text = { .fd = 1 };

/* Read the modes of (s). In the background it is somebody else's terminal now. */
static bool begin(struct side *s, struct termios *t)
{
	if (s->raw || tcgetpgrp(s->fd) != getpgrp() || tcgetattr(s->fd, &s->saved))
		return false;
	*t = s->saved;
	return true;
}

static void end(struct side *s)
{
	if (s->raw)
		tcsetattr(s->fd, TCSADRAIN, &s->saved);
	s->raw = false;
}

void terminal_raw(void)
{
	static bool registered;
	struct termios t;

	if (!registered)
		atexit(terminal_restore);
	registered = true;
	if (begin(&keys, &t)) {
		t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
		t.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR);
		t.c_cc[VMIN] = 1;
		t.c_cc[VTIME] = 0;
		keys.raw = tcsetattr(keys.fd, TCSADRAIN, &t) == 0;
	}
	if (begin(&text, &t)) {
		t.c_oflag &= ~(tcflag_t)OPOST;
		text.raw = tcsetattr(text.fd, TCSADRAIN, &t) == 0;
	}
}

void terminal_restore(void)
{
	end(&text);
	end(&keys);
}
