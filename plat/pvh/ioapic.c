/* SPDX-License-Identifier: MIT */
#include "kern/dev/mmio.h"
#include "plat/pc/acpi.h"
#include "plat/pc/ioapic.h"
#include "plat/pvh/boot.h"

#define ACPI_MADT ACPI_SIGNATURE('A', 'P', 'I', 'C')

static const uint8_t *view(paddr_t pa, size_t len)
{
	return mmio_map(pa, len);
}

bool ioapic_find(unsigned line, struct ioapic *io)
{
	const uint8_t *madt = acpi_find(view, boot_info.rsdp, ACPI_MADT);

	return madt && ioapic_find_in_madt(madt, acpi_get32(madt + ACPI_LENGTH), line, io);
}
