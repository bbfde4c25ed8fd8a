/* SPDX-License-Identifier: MIT */
/*
 * How monitors announce virtio devices in memory.
 *
 * Links: plat/pvh/device/mmio_devices.c plat/pc/acpi.c plat/pc/acpi_map.c
 */
#include <stdlib.h>

#include "base/errno.h"
#include "kern/core/config.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/device/mmio_devices.h"
#include "test/unit/tap.h"

struct config config;
struct boot_info boot_info;

void *mmio_map(paddr_t pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

static const struct {
	const char *token;
	int err;
	struct mmio_device want;
} tokens[] = {
	{ "512@0xfeb00e00:12", 0, { 0xfeb00e00, 512, 12 } },
	{ "4K@0xd0000000:5", 0, { 0xd0000000, 4096, 5 } },
	{ "0x200@0xD0001000:6:2", 0, { 0xd0001000, 512, 6 } },
	{ "1M@4096:0", 0, { 4096, 1048576, 0 } },
	{ "", -EINVAL, { 0 } },
	{ "512", -EINVAL, { 0 } },
	{ "512@", -EINVAL, { 0 } },
	{ "512@0x:1", -EINVAL, { 0 } },
	{ "512@0xfeb00e00", -EINVAL, { 0 } },
	{ "512@0xfeb00e00:", -EINVAL, { 0 } },
	{ "512@0xfeb00e00:12x", -EINVAL, { 0 } },
	{ "512@0xfeb00e00:256", -EINVAL, { 0 } },
	{ "0@0xfeb00e00:12", -EINVAL, { 0 } },
	{ "2M@0xfeb00e00:12", -EINVAL, { 0 } },
	{ "512@0xfffffffffffffffff:12", -EINVAL, { 0 } },
	{ "x@y:z", -EINVAL, { 0 } },
};

/* Identifier, memory, interrupt; as QEMU writes them for each slot of a microvm. */
#define DEVICE(low, line)                                                                          \
	0x08, '_', 'H', 'I', 'D', 0x0d, 'L', 'N', 'R', 'O', '0', '0', '0', '5', 0, 0x08, '_', 'C', \
		'R', 'S', 0x11, 0x1a, 0x0a, 0x17, 0x86, 9, 0, 1, (low), 0x2e, 0xb0, 0xfe, 0, 2, 0, \
		0, 0x89, 6, 0, 1, 1, (line), 0, 0, 0, 0x79, 0

static void test_dsdt(void)
{
	static const uint8_t two[] = { 1, 2, 3, DEVICE(0x10, 23), 4, DEVICE(0x20, 24) };
	struct mmio_device d = { 0 };
	bool good = true;

	ok_int(mmio_find_in_dsdt(two, sizeof two, 0, &d), 0, "the first device of a table");
	ok(d.pa == 0xfeb02e10 && d.size == 512 && d.line == 23, "is described");
	ok_int(mmio_find_in_dsdt(two, sizeof two, 1, &d), 0, "the second");
	ok(d.pa == 0xfeb02e20 && d.line == 24, "is described");
	ok_int(mmio_find_in_dsdt(two, sizeof two, 2, &d), -ENODEV, "there is no third");
	/* Cut anywhere; the copy has just so many bytes, so reading one more is found out. */
	for (size_t n = 0; n <= sizeof two; n++) {
		uint8_t *copy = malloc(n + 1);

		memcpy(copy + 1, two, n);
		for (size_t i = 0; i < 3; i++)
			good &= mmio_find_in_dsdt(copy + 1, n, i, &d) <= 0;
		free(copy);
	}
	ok(good, "a table that is cut off anywhere");
}

int main(void)
{
	for (size_t i = 0; i < nitems(tokens); i++) {
		struct mmio_device d = { 0 };
		int err = mmio_parse_token(tokens[i].token, &d);

		ok(err == tokens[i].err && d.pa == tokens[i].want.pa &&
			   d.size == tokens[i].want.size && d.line == tokens[i].want.line,
		   "token '%s'", tokens[i].token);
	}
	test_dsdt();
	return tap_done();
}
