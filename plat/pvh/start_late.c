/* SPDX-License-Identifier: MIT */
/*
 * What a machine does not do between configuration and application: its memory is known since the
 * monitor's map was read, and nothing can be taken from code at ring 0.
 */
#include "plat/pvh/names.h"

#include "kern/dev/plat.h"

void pvh_memory(const char *size)
{
	(void)size;
}

void pvh_seal(void)
{
}
