/* SPDX-License-Identifier: MIT */
/*
 * From the root pointer to a table: RSDP, then RSDT or XSDT, then the tables' own headers.
 *
 * This is part of every machine's way to power off, so it is small: a view serves for one look, and nothing is remembered.
 */
#include "base/errno.h"
#include "base/string.h"
#include "plat/pvh/acpi.h"

#define BIOS_LOW  0xe0000
#define BIOS_HIGH 0x100000

/* Offsets in the RSDP; the second part from revision 2 on. */
#define RSDP_REVISION 15
#define RSDP_RSDT     16
#define RSDP_SIZE     20
#define RSDP_XSDT     24

#define TABLE_LENGTH 4

static bool sums_up(const uint8_t *p, size_t n)
{
	uint8_t sum = 0;

	while (n)
		sum = (uint8_t)(sum + p[--n]);
	return sum == 0;
}

static bool is_rsdp(const uint8_t *p)
{
	return p && !memcmp(p, "RSD PTR ", 8) && sums_up(p, RSDP_SIZE);
}

int acpi_check(acpi_view *view, paddr_t pa, struct acpi_table *t)
{
	const uint8_t *p = pa ? view(pa, ACPI_HEADER) : NULL;
	uint32_t len;

	if (!p)
		return -ENODEV;
	len = acpi_get32(p + TABLE_LENGTH);
	if (len < ACPI_HEADER || len > ACPI_VIEW_MAX)
		return -ENODEV;
	p = view(pa, len);
	if (!p || !sums_up(p, len))
		return -ENODEV;
	*t = (struct acpi_table){ pa, len };
	return 0;
}

/* The root table, and how wide its entries are. */
static int find_root(acpi_view *view, paddr_t rsdp, struct acpi_table *root, unsigned *width)
{
	const uint8_t *p = NULL;

	if (rsdp)
		p = view(rsdp, RSDP_XSDT + 8);
	for (rsdp = BIOS_LOW; !is_rsdp(p) && rsdp < BIOS_HIGH; rsdp += 16)
		p = view(rsdp, RSDP_XSDT + 8);
	if (!is_rsdp(p))
		return -ENODEV;
	*width = p[RSDP_REVISION] >= 2 ? 8 : 4;
	return acpi_check(view, *width == 8 ? acpi_get64(p + RSDP_XSDT) : acpi_get32(p + RSDP_RSDT), root);
}

int acpi_find(acpi_view *view, paddr_t rsdp, const char *signature, struct acpi_table *t)
{
	struct acpi_table root;
	unsigned width;
	int err = find_root(view, rsdp, &root, &width);

	for (uint32_t at = ACPI_HEADER; !err && at + width <= root.len; at += width) {
		const uint8_t *p = view(root.pa + at, width);
		paddr_t pa;

		if (!p)
			break;
		pa = width == 8 ? acpi_get64(p) : acpi_get32(p);
		p = view(pa, ACPI_HEADER);
		if (p && !memcmp(p, signature, 4))
			return acpi_check(view, pa, t);
	}
	return -ENODEV;
}

/*
 * AML: `_S5_` PackageOp, its length (1 to 4 bytes), the number of elements, then numbers; those of 0 and 1 have no
 * BytePrefix. It may be the last thing there, so a copy with zeros behind it is read.
 */
int acpi_find_s5(const uint8_t *dsdt, size_t len, uint8_t types[2])
{
	for (size_t at = 0; at + 5 <= len; at++) {
		uint8_t copy[16] = { 0 };
		const uint8_t *p = copy + 5;

		if (memcmp(dsdt + at, "_S5_\x12", 5))
			continue;
		memcpy(copy, dsdt + at, MIN(len - at, sizeof copy));
		p += (*p >> 6) + 2;
		for (unsigned i = 0; i < 2; i++) {
			p += *p == 0x0a;
			types[i] = *p++ & 7;
		}
		return 0;
	}
	return -ENODEV;
}
