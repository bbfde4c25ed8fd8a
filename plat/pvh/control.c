/* SPDX-License-Identifier: MIT */
#include "plat/pvh/names.h"

#include "arch/x86_64/port.h"
#include "base/string.h"
#include "include/pith/control.h"
#include "kern/dev/plat.h"

bool pvh_control_open(const char *where)
{
	return !strcmp(where, "debugcon") && port_in8(PITH_CONTROL_PORT) == PITH_CONTROL_PORT;
}

void pvh_control_write(const void *buf, size_t n)
{
	port_out_bytes(PITH_CONTROL_PORT, buf, n);
}
