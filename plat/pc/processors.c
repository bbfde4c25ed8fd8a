/* SPDX-License-Identifier: MIT */
/*
 * Processors: from the MADT (ACPI 6.4, 5.2.12), or from the number that QEMU tells its firmware,
 * whose local APICs then count from 0.
 */
#include "plat/pc/processors.h"

#include "arch/x86_64/port.h"
#include "plat/pc/acpi.h"

#define MADT_LOCAL_APIC   0
#define MADT_LOCAL_X2APIC 9

#define MADT_ENABLED 1u

#define FW_CFG_SELECT    0x510
#define FW_CFG_DATA      0x511
#define FW_CFG_SIGNATURE 0 /* "QEMU" */
#define FW_CFG_NR_CPUS   5 /* 16 bits, little endian */

static void add(struct processors *p, uint32_t id, uint32_t flags)
{
	if (flags & MADT_ENABLED && p->n < PROCESSORS_MAX)
		p->id[p->n++] = id;
}

void processors_read_madt(const uint8_t *madt, size_t len, struct processors *p)
{
	p->n = 0;
	for (size_t at = ACPI_MADT_ENTRIES; at + 2 <= len && madt[at + 1] >= 2;
	     at += madt[at + 1]) {
		const uint8_t *e = madt + at;

		if (at + e[1] > len)
			break;
		if (e[0] == MADT_LOCAL_APIC && e[1] >= 8)
			add(p, e[3], acpi_get32(e + 4));
		else if (e[0] == MADT_LOCAL_X2APIC && e[1] >= 16)
			add(p, acpi_get32(e + 4), acpi_get32(e + 8));
	}
	if (!p->n)
		p->n = 1;
}

static uint32_t fw_cfg_get(uint16_t key, unsigned bytes)
{
	uint32_t value = 0;

	port_out16(FW_CFG_SELECT, key);
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)port_in8(FW_CFG_DATA) << 8 * i;
	return value;
}

static void ask_qemu(struct processors *p)
{
	uint32_t n = 1;

	if (fw_cfg_get(FW_CFG_SIGNATURE, 4) == ACPI_SIGNATURE('Q', 'E', 'M', 'U'))
		n = fw_cfg_get(FW_CFG_NR_CPUS, 2);
	p->n = n < 1 ? 1 : MIN(n, PROCESSORS_MAX);
	for (unsigned i = 0; i < p->n; i++)
		p->id[i] = i;
}

void processors_find(paddr_t rsdp, struct processors *p)
{
	const uint8_t *madt = acpi_find(acpi_map, rsdp, ACPI_MADT);

	if (madt)
		processors_read_madt(madt, acpi_get32(madt + ACPI_LENGTH), p);
	else
		ask_qemu(p);
}
