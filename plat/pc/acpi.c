/* SPDX-License-Identifier: MIT */
/*
 * From the root pointer to a table: RSDP, then RSDT or XSDT, then the tables' own headers.
 *
 * This is part of every machine's way to power off, so it is small: a view serves for one look,
 * and nothing is remembered.
 */
#include "base/errno.h"
#include "plat/pc/acpi.h"

#define BIOS_LOW  0xe0000
#define BIOS_HIGH 0x100000

/* Offsets in the RSDP; the second part from revision 2 on. */
#define RSDP_REVISION 15
#define RSDP_RSDT     16
#define RSDP_SIZE     20
#define RSDP_XSDT     24

#define RSDP_LENGTH 36

#define RSDP_SIGNATURE 0x2052545020445352ull /* "RSD PTR " */

static bool sums_up(const uint8_t *p, size_t n)
{
	uint8_t sum = 0;

	while (n)
		sum = (uint8_t)(sum + p[--n]);
	return sum == 0;
}

const uint8_t *acpi_table(acpi_view *view, paddr_t pa)
{
	const uint8_t *p = view(pa, ACPI_HEADER);
	uint32_t len;

	if (!p)
		return NULL;
	len = acpi_get32(p + ACPI_LENGTH);
	if (len < ACPI_HEADER || len > ACPI_VIEW_MAX)
		return NULL;
	p = view(pa, len);
	return p && sums_up(p, len) ? p : NULL;
}

static const uint8_t *find_root_pointer(acpi_view *view, paddr_t rsdp)
{
	paddr_t pa = rsdp ? rsdp : BIOS_LOW;

	do {
		const uint8_t *p = view(pa, RSDP_LENGTH);

		if (p && acpi_get64(p) == RSDP_SIGNATURE && sums_up(p, RSDP_SIZE))
			return p;
		pa += 16;
	} while (!rsdp && pa < BIOS_HIGH);
	return NULL;
}

static paddr_t get_pointer(const uint8_t *p, unsigned width)
{
	return width == 8 ? acpi_get64(p) : acpi_get32(p);
}

const uint8_t *acpi_find(acpi_view *view, paddr_t rsdp, uint32_t signature)
{
	const uint8_t *p = find_root_pointer(view, rsdp);
	uint32_t len, width;
	paddr_t root;

	if (!p)
		return NULL;
	width = p[RSDP_REVISION] >= 2 ? 8 : 4;
	root = get_pointer(p + (width == 8 ? RSDP_XSDT : RSDP_RSDT), width);
	p = acpi_table(view, root);
	if (!p)
		return NULL;
	len = acpi_get32(p + ACPI_LENGTH);
	for (uint32_t at = ACPI_HEADER; at + width <= len; at += width) {
		paddr_t pa;

		p = view(root, len);
		pa = p ? get_pointer(p + at, width) : 0;
		p = acpi_table(view, pa);
		if (p && acpi_get32(p) == signature)
			return p;
	}
	return NULL;
}

/*
 * AML: `_S5_` PackageOp, its length (one byte, as it is small), the number of elements, then
 * numbers, of which 0 and 1 have no BytePrefix.
 */
int acpi_find_s5(const uint8_t *dsdt, size_t len, uint8_t types[2])
{
	for (; len >= 11; dsdt++, len--) {
		const uint8_t *p = dsdt + 7;

		if (acpi_get32(dsdt) != ACPI_SIGNATURE('_', 'S', '5', '_') || dsdt[4] != 0x12)
			continue;
		for (unsigned i = 0; i < 2; i++) {
			p += *p == 0x0a;
			types[i] = *p++ & 7;
		}
		return 0;
	}
	return -ENODEV;
}
