/* SPDX-License-Identifier: MIT */
/* How tables are seen while the library OS runs: they stay mapped. */
#include "kern/dev/mmio.h"
#include "plat/pc/acpi.h"

const uint8_t *acpi_map(paddr_t pa, size_t len)
{
	return mmio_map(pa, len);
}
