/* SPDX-License-Identifier: MIT */
/*
 * Which virtio devices in memory there are: tokens of the command line, else the DSDT.
 *
 * The DSDT is not interpreted. What is looked for is the identifier of such a device, and behind it
 * the two resource descriptors that a monitor writes as constants (ACPI 6.4, 6.4.3.4 and 6.4.3.6).
 */
#include "plat/pvh/device/mmio_devices.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "plat/pc/acpi.h"
#include "plat/pvh/boot.h"

#define DEVICE_ID    "LNRO0005"
#define NEAR         48 /* bytes: the resources are in the same device */
#define FIXED_MEMORY 0x86
#define INTERRUPT    0x89

/* Take a number, decimal or 0x, off (*s). */
static int take_number(const char **s, uint64_t *value)
{
	const char *p = *s;
	unsigned base = p[0] == '0' && (p[1] | 0x20) == 'x' ? 16 : 10;
	uint64_t v = 0;
	bool any = false;

	for (p += base == 16 ? 2 : 0;; p++) {
		char c = (char)(*p | 0x20);
		unsigned digit = *p >= '0' && *p <= '9' ? (unsigned)(*p - '0')
				 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
							: 16;

		if (digit >= base)
			break;
		if (v >> 59)
			return -EINVAL;
		v = v * base + digit;
		any = true;
	}
	*s = p;
	*value = v;
	return any ? 0 : -EINVAL;
}

int mmio_parse_token(const char *s, struct mmio_device *d)
{
	uint64_t size, base, line;

	if (take_number(&s, &size))
		return -EINVAL;
	if ((*s | 0x20) == 'k' || (*s | 0x20) == 'm')
		size <<= (*s++ | 0x20) == 'k' ? 10 : 20;
	if (*s++ != '@' || take_number(&s, &base) || *s++ != ':' || take_number(&s, &line))
		return -EINVAL;
	if ((*s && *s != ':') || !size || size > MIB || line > 255)
		return -EINVAL;
	*d = (struct mmio_device){ base, (uint32_t)size, (unsigned)line };
	return 0;
}

/* The resources of a device, in the (len) bytes behind its identifier. */
static bool take_resources(const uint8_t *p, size_t len, struct mmio_device *d)
{
	bool memory = false;

	for (; len >= 9; p++, len--) {
		if (!memory && len >= 12 && p[0] == FIXED_MEMORY && p[1] == 9 && p[2] == 0) {
			d->pa = acpi_get32(p + 4);
			d->size = acpi_get32(p + 8);
			memory = true;
		} else if (memory && p[0] == INTERRUPT && p[1] >= 6 && p[2] == 0 && p[4] >= 1) {
			d->line = acpi_get32(p + 5);
			return d->pa && d->size;
		}
	}
	return false;
}

int mmio_find_in_dsdt(const uint8_t *dsdt, size_t len, size_t i, struct mmio_device *d)
{
	for (size_t at = 0; at + sizeof DEVICE_ID <= len; at++) {
		const uint8_t *behind = dsdt + at + sizeof DEVICE_ID;
		struct mmio_device found;

		/* Most bytes do not begin one. */
		if (dsdt[at] != DEVICE_ID[0] || memcmp(dsdt + at, DEVICE_ID, sizeof DEVICE_ID))
			continue;
		if (take_resources(behind, MIN(len - at - sizeof DEVICE_ID, NEAR), &found) &&
		    i-- == 0) {
			*d = found;
			return 0;
		}
	}
	return -ENODEV;
}

int mmio_find_device(size_t i, struct mmio_device *d)
{
	const uint8_t *p;

	if (config.nr_devices)
		return i < config.nr_devices && !mmio_parse_token(config.devices[i], d) ? 0
											: -ENODEV;
	p = acpi_find(acpi_map, boot_info.rsdp, ACPI_FADT);
	if (!p || acpi_get32(p + ACPI_LENGTH) < FADT_DSDT + 4)
		return -ENODEV;
	p = acpi_table(acpi_map, acpi_get32(p + FADT_DSDT));
	return p ? mmio_find_in_dsdt(p, acpi_get32(p + ACPI_LENGTH), i, d) : -ENODEV;
}
