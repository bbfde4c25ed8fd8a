/* SPDX-License-Identifier: MIT */
/*
 * How a machine tells events: apart from acpi.c, which every machine has to power off.
 */
#include "base/errno.h"
#include "base/string.h"
#include "plat/pc/acpi.h"

#define GED_ID     "ACPI0013"
#define GED_LENGTH 128 /* of its name, resources and region, as far as they matter */

/* AML, and a resource in it (ACPI 6.4, 20.2.5.2 and 6.4.3.6). */
#define AML_EXT       0x5b
#define AML_REGION    0x80
#define AML_MEMORY    0x00
#define AML_DWORD     0x0c
#define INTERRUPTS    0x89
#define MADT_OVERRIDE 2
#define POLARITY      3u
#define POLARITY_HIGH 1u

/* An extended interrupt descriptor: tag, length (2), flags, how many, the lines. */
static uint32_t interrupt_at(const uint8_t *p)
{
	return p[0] == INTERRUPTS && p[2] == 0 && p[4] == 1 ? acpi_get32(p + 5) : 0;
}

/* OperationRegion (name, SystemMemory, a DWord, ...): its address. */
static paddr_t region_at(const uint8_t *p)
{
	if (p[0] != AML_EXT || p[1] != AML_REGION || p[6] != AML_MEMORY || p[7] != AML_DWORD)
		return 0;
	return acpi_get32(p + 8);
}

int acpi_find_ged(const uint8_t *dsdt, size_t len, struct acpi_ged *g)
{
	const uint8_t *p = dsdt, *end = dsdt + len;
	struct acpi_ged found = { 0, 0 };

	while (end - p >= 12 && memcmp(p, GED_ID, sizeof GED_ID))
		p++;
	if (end - p > GED_LENGTH)
		end = p + GED_LENGTH;
	for (; end - p >= 12; p++) {
		if (!found.line)
			found.line = interrupt_at(p);
		if (!found.events)
			found.events = region_at(p);
	}
	if (!found.line || !found.events)
		return -ENODEV;
	*g = found;
	return 0;
}

bool acpi_is_high(const uint8_t *madt, size_t len, uint32_t *line)
{
	for (size_t at = ACPI_MADT_ENTRIES; at + 2 <= len && madt[at + 1] >= 2;
	     at += madt[at + 1]) {
		const uint8_t *e = madt + at;

		if (at + e[1] > len)
			break;
		if (e[0] != MADT_OVERRIDE || e[1] < 10 || e[3] != *line)
			continue;
		*line = acpi_get32(e + 4);
		return (e[8] & POLARITY) == POLARITY_HIGH;
	}
	return false;
}
