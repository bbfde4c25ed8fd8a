/* SPDX-License-Identifier: MIT */
/*
 * The little of ACPI that a machine without an interpreter needs: tables, and S5 (ACPI 6.4, chapter 5).
 *
 * Tables stand in physical memory, so all goes through a view: a function that makes a piece of it visible. The walk trusts no
 * length and takes no table whose checksum is wrong.
 */
#ifndef PLAT_PVH_ACPI_H
#define PLAT_PVH_ACPI_H

#include "base/types.h"

/*
 * Make [pa, pa + len) visible until the next call; (len) is at most ACPI_VIEW_MAX.
 * Returns NULL when that cannot be done.
 */
typedef const uint8_t *acpi_view(paddr_t pa, size_t len);

#define ACPI_VIEW_MAX (2 * MIB)

struct acpi_table {
	paddr_t pa;
	uint32_t len; /* with its header; at least ACPI_HEADER */
};

#define ACPI_HEADER 36

/*
 * Find the table with (signature), four letters. (rsdp) is what the monitor said, or 0: then the BIOS area is searched.
 * Errors:  -ENODEV when there is no such table, or no ACPI; (*t) is then untouched.
 * Context: any, as far as (view) allows.
 */
must_use int acpi_find(acpi_view *view, paddr_t rsdp, const char *signature, struct acpi_table *t);

/* Is there a whole table at (pa) whose sum is right? Errors: -ENODEV. */
must_use int acpi_check(acpi_view *view, paddr_t pa, struct acpi_table *t);

/*
 * Find what to write for S5 in the AML of (dsdt): the package \_S5 of two or more small numbers.
 * Errors:  -ENODEV.
 */
must_use int acpi_find_s5(const uint8_t *dsdt, size_t len, uint8_t types[2]);

/* Offsets in the FADT, signature "FACP". */
enum acpi_fadt {
	FADT_DSDT = 40,
	FADT_SMI_COMMAND = 48,
	FADT_ACPI_ENABLE = 52,
	FADT_PM1A_CONTROL = 64,
	FADT_PM1B_CONTROL = 68,
	FADT_PM_TIMER = 76,
	FADT_FLAGS = 112,
	FADT_SLEEP_CONTROL = 244, /* a generic address: space, width, offset, access, then 64 bits */
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
