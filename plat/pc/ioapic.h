/* SPDX-License-Identifier: MIT */
/*
 * Private to machines: which I/O APICs there are.
 */
#ifndef PLAT_PC_IOAPIC_H
#define PLAT_PC_IOAPIC_H

#include "base/types.h"

struct ioapic {
	paddr_t pa;
	unsigned first; /* of its lines, as the machine counts them */
};

/* The one in (madt), a table of (len) bytes, whose lines begin last at or before (line). */
bool ioapic_find_in_madt(const uint8_t *madt, size_t len, unsigned line, struct ioapic *io);

/* The same in this machine's. WEAK: only where a driver may have such a line. Context: thread. */
WEAK bool ioapic_find(unsigned line, struct ioapic *io);

#endif
