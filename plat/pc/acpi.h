/* SPDX-License-Identifier: MIT */
/*
 * The little of ACPI that a machine without an interpreter needs: tables, and S5 (ACPI 6.4,
 * chapter 5).
 *
 * Tables stand in physical memory, so all goes through a view: a function that makes a piece of
 * it visible. The walk trusts no length and takes no table whose checksum is wrong.
 */
#ifndef PLAT_PC_ACPI_H
#define PLAT_PC_ACPI_H

#include "base/types.h"

/*
 * Make [pa, pa + len) visible until the next call; (len) is at most ACPI_VIEW_MAX.
 * Returns NULL when that cannot be done.
 */
typedef const uint8_t *acpi_view(paddr_t pa, size_t len);

#define ACPI_VIEW_MAX (2 * MIB)

#define ACPI_HEADER 36
#define ACPI_LENGTH 4 /* offset in the header: of the whole table */

#define ACPI_SIGNATURE(a, b, c, d) ((uint32_t)(a) | (b) << 8 | (c) << 16 | (uint32_t)(d) << 24)

#define ACPI_FADT ACPI_SIGNATURE('F', 'A', 'C', 'P')
#define ACPI_HPET ACPI_SIGNATURE('H', 'P', 'E', 'T')

/*
 * Find the table with (signature). (rsdp) is what the monitor said, or 0: then the BIOS area is
 * searched.
 *
 * Owns:    the view; so what is returned is there until its next use.
 * Errors:  NULL when there is no such whole table, or no ACPI.
 * Context: any, as far as (view) allows.
 */
const uint8_t *acpi_find(acpi_view *view, paddr_t rsdp, uint32_t signature);

/* The table at (pa), as long as its header says, or NULL when that or its sum is wrong. */
const uint8_t *acpi_table(acpi_view *view, paddr_t pa);

/*
 * Find what to write for S5 in the AML of (dsdt): the package \_S5 of two or more small numbers.
 * Errors:  -ENODEV.
 */
must_use int acpi_find_s5(const uint8_t *dsdt, size_t len, uint8_t types[2]);

/* Offsets in the FADT, signature "FACP". */
enum acpi_fadt {
	FADT_DSDT = 40,
	FADT_PM1A_CONTROL = 64,
	FADT_PM1B_CONTROL = 68,
	FADT_PM_TIMER = 76,
	FADT_FLAGS = 112,
	FADT_SLEEP_CONTROL = 248, /* 64 bits; what goes before says that it is in memory */
	FADT_SIZE = 256,          /* of what is used */
};

#define FADT_HW_REDUCED (1u << 20)
#define HPET_ADDRESS    44 /* offset in the HPET table */

static always_inline uint32_t acpi_get32(const uint8_t *p)
{
	uint32_t v;

	__builtin_memcpy(&v, p, sizeof v);
	return v;
}

static always_inline uint64_t acpi_get64(const uint8_t *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof v);
	return v;
}

#endif
