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

/* The view of whoever need not do without the library OS's memory: what it shows stays. */
acpi_view acpi_map;

/* What the monitor said of the root pointer, or 0: the platform has it (plat/pvh/mmio.c). */
paddr_t acpi_root(void);

#define ACPI_HEADER 36
#define ACPI_LENGTH 4 /* offset in the header: of the whole table */

#define ACPI_SIGNATURE(a, b, c, d) ((uint32_t)(a) | (b) << 8 | (c) << 16 | (uint32_t)(d) << 24)

#define ACPI_FADT ACPI_SIGNATURE('F', 'A', 'C', 'P')
#define ACPI_MADT ACPI_SIGNATURE('A', 'P', 'I', 'C')
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

/* The device that tells events in a machine without fixed ones: ACPI 6.4, 5.6.9. */
struct acpi_ged {
	paddr_t events; /* a register of 32 bits: which there are; reading clears it */
	uint32_t line;  /* the interrupt, an edge */
};

/*
 * Find it in the AML of (dsdt), as QEMU writes it: the name ACPI0013, an interrupt and a region.
 * Errors:  -ENODEV.
 */
must_use int acpi_find_ged(const uint8_t *dsdt, size_t len, struct acpi_ged *g);

/* Of an interrupt line of the ISA in a MADT: the (*line) that it really is; is it active high? */
bool acpi_is_high(const uint8_t *madt, size_t len, uint32_t *line);

/* Offsets in the FADT, signature "FACP". */
enum acpi_fadt {
	FADT_DSDT = 40,
	FADT_SCI = 46, /* 16 bits: the line that events interrupt by */
	FADT_SMI_COMMAND = 48,
	FADT_ACPI_ENABLE = 52, /* 8 bits: what to write there */
	FADT_PM1A_EVENT = 56,
	FADT_PM1A_CONTROL = 64,
	FADT_PM1B_CONTROL = 68,
	FADT_PM_TIMER = 76,
	FADT_PM1_EVENT_LENGTH = 88, /* 8 bits */
	FADT_FLAGS = 112,
	FADT_SLEEP_CONTROL = 248, /* 64 bits; what goes before says that it is in memory */
	FADT_SIZE = 256,          /* of what is used */
};

#define FADT_HW_REDUCED   (1u << 20)
#define ACPI_MADT_ENTRIES 44 /* offset of the first in the MADT */
#define HPET_ADDRESS      44 /* offset in the HPET table */

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
