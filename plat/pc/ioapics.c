/* SPDX-License-Identifier: MIT */
/*
 * The I/O APICs that the MADT names (ACPI 6.4, 5.2.12.3).
 */
#include "plat/pc/acpi.h"
#include "plat/pc/ioapic.h"

#define MADT_ENTRIES 44 /* offset of the first */
#define MADT_IOAPIC  1

bool ioapic_find_in_madt(const uint8_t *madt, size_t len, unsigned line, struct ioapic *io)
{
	bool found = false;

	for (size_t at = MADT_ENTRIES; at + 2 <= len && madt[at + 1] >= 2; at += madt[at + 1]) {
		const uint8_t *e = madt + at;
		unsigned first;

		if (at + e[1] > len)
			break;
		if (e[0] != MADT_IOAPIC || e[1] < 12)
			continue;
		first = acpi_get32(e + 8);
		if (first > line || (found && first < io->first))
			continue;
		*io = (struct ioapic){ acpi_get32(e + 4), first };
		found = true;
	}
	return found;
}
