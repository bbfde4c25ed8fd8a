/* SPDX-License-Identifier: MIT */
/* The end of a machine: thin. */
#include "plat/pvh/names.h"

#include "arch/x86_64/port.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"

_Noreturn void pvh_end(struct plat_end end)
{
	control_send(end.signal ? PITH_CONTROL_SIGNAL : PITH_CONTROL_EXIT, end.signal ? &end.signal : &end.status, 1);
	for (;;) {
		struct { uint16_t limit; uint64_t base; } packed none = { 0, 0 };

		port_out8(0xf4, end.signal ? 128 + end.signal : end.status);
		__asm__ volatile("lidt %0; int3" ::"m"(none));
	}
}
