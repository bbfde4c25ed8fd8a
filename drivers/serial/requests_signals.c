/* SPDX-License-Identifier: MIT */
/*
 * Signals among the requests of the tool: asked for when the application handles one that can come
 * from outside.
 */
#include "base/compiler.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"

LINK_WITH(control_signal);

/* Whatever is asked for, all that is sent comes by here. */
static void requests_listen(uint64_t unused_set)
{
	static bool tried; /* atomic */

	(void)unused_set;
	if (!__atomic_exchange_n(&tried, true, __ATOMIC_RELAXED) && control_take_requests())
		control_send_shared(PITH_CONTROL_LISTENS, "", 0);
}

static int requests_probe(void)
{
	static struct control_source source = { .listen = requests_listen };

	control_add(&source);
	return 0;
}

const struct driver requests16550_driver = {
	.plat = PLAT_PVH,
	.probe = requests_probe,
};
