/* SPDX-License-Identifier: MIT */
/*
 * Which processors a PC has, as its firmware says.
 */
#ifndef PLAT_PC_PROCESSORS_H
#define PLAT_PC_PROCESSORS_H

#include "base/types.h"

#define PROCESSORS_MAX 64

struct processors {
	unsigned n;                  /* at least 1 */
	uint32_t id[PROCESSORS_MAX]; /* of their local APICs; the first only if (n) > 1 */
};

/*
 * Fill (p) from ACPI's MADT ((rsdp) as for acpi_find()), or where there is no ACPI from QEMU's
 * fw_cfg. A machine that says nothing has one. Context: boot or thread, with memory.
 */
void processors_find(paddr_t rsdp, struct processors *p);

/* The enabled processors in a MADT of (len) bytes, whose sum is right. */
void processors_read_madt(const uint8_t *madt, size_t len, struct processors *p);

#endif
