/* SPDX-License-Identifier: MIT */
#include "plat/pc/acpi.h"
#include "plat/pc/ioapic.h"
#include "plat/pvh/boot.h"

#define ACPI_MADT ACPI_SIGNATURE('A', 'P', 'I', 'C')

bool ioapic_find(unsigned line, struct ioapic *io)
{
	const uint8_t *madt = acpi_find(acpi_map, boot_info.rsdp, ACPI_MADT);

	return madt && ioapic_find_in_madt(madt, acpi_get32(madt + ACPI_LENGTH), line, io);
}
