/* SPDX-License-Identifier: MIT */
/*
 * The keys of a terminal that are signals, in a machine: they count when they are struck, whether
 * anybody reads or not.
 */
#include "base/log.h"
#include "kern/console/tty.h"
#include "kern/dev/console.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"

#pragma weak control_signal /* without it nobody has changed what signals do */

enum { SIGINT = 2, SIGQUIT = 3, SIGTSTP = 20 };

bool tty_flushed;

static const struct {
	uint8_t cc;
	uint8_t signal;
} keys[] = {
	{ TTY_VINTR, SIGINT },
	{ TTY_VQUIT, SIGQUIT },
	{ TTY_VSUSP, SIGTSTP },
};

static void send(uint8_t sig)
{
	if (LINKED(control_signal))
		control_signal(sig);
	else if (sig == SIGTSTP)
		log_warn("signal", "%d would stop the process, ignored", sig);
	else
		plat_end((struct plat_end){ .signal = sig });
}

bool console_key(uint8_t c, bool *flush)
{
	const struct tty_modes *m = &tty_modes;
	char shown[2] = { '^', (char)(c ^ 0x40) };
	unsigned i = 0;

	while (i < nitems(keys) && m->cc[keys[i].cc] != c)
		i++;
	if (!(m->lflag & TTY_ISIG) || !c || i == nitems(keys))
		return false;
	*flush = !(m->lflag & TTY_NOFLSH);
	if (*flush)
		__atomic_store_n(&tty_flushed, true, __ATOMIC_RELAXED);
	if ((m->lflag & (TTY_ECHO | TTY_ECHOCTL)) == (TTY_ECHO | TTY_ECHOCTL))
		(void)!console->write(CONSOLE_OUT, shown, sizeof shown);
	send(keys[i].signal);
	return true;
}
