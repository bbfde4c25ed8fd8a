/* SPDX-License-Identifier: MIT */
/*
 * A process has no interrupts: its host's signals and what poll says come when it rests (idle.c).
 */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"

void linux_irq_start(void)
{
}

void linux_irq_unmask(void)
{
}
