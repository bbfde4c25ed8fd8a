/* SPDX-License-Identifier: MIT */
/*
 * Finding ACPI tables, and S5, among tables that lie.
 *
 * Links: plat/pc/acpi.c plat/pc/acpi_events.c
 */
#include <stdlib.h>

#include "base/errno.h"
#include "plat/pc/acpi.h"
#include "test/unit/tap.h"

#define RSDP 0xe0010
#define ROOT 0xe1000
#define FADT 0xe2000
#define HPET 0xe3000
#define LOW  0xe0000
#define SIZE 0x20000

static uint8_t memory[SIZE]; /* the BIOS area */

/* What is visible is a copy of just so many bytes, and only the last one is there. */
static const uint8_t *view(paddr_t pa, size_t len)
{
	static uint8_t *copy;

	free(copy);
	copy = NULL;
	if (pa < LOW || pa - LOW > SIZE || len > SIZE - (pa - LOW))
		return NULL;
	copy = malloc(len);
	memcpy(copy, memory + (pa - LOW), len);
	return copy;
}

static uint8_t *at(paddr_t pa)
{
	return memory + (pa - LOW);
}

static void put(paddr_t pa, uint64_t value, unsigned bytes)
{
	memcpy(at(pa), &value, bytes);
}

static void make_sum(paddr_t pa, size_t n, unsigned where)
{
	uint8_t sum = 0;

	*(at(pa) + where) = 0;
	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + *(at(pa) + i));
	*(at(pa) + where) = (uint8_t)-sum;
}

static void make_table(paddr_t pa, const char *signature, uint32_t len)
{
	memcpy(at(pa), signature, 4);
	put(pa + 4, len, 4);
	make_sum(pa, len, 9);
}

/* A machine with two tables, named by a root table whose entries have (width) bytes. */
static void make(unsigned width)
{
	memset(memory, 0, sizeof memory);
	memcpy(at(RSDP), "RSD PTR ", 8);
	*(at(RSDP) + 15) = width == 8 ? 2 : 0;
	put(RSDP + (width == 8 ? 24 : 16), ROOT, width);
	make_sum(RSDP, 20, 8);
	put(ROOT + 36, FADT, width);
	put(ROOT + 36 + width, HPET, width);
	make_table(ROOT, width == 8 ? "XSDT" : "RSDT", 36 + 2 * width);
	make_table(FADT, "FACP", 268);
	make_table(HPET, "HPET", 56);
}

static bool found(paddr_t rsdp, uint32_t signature)
{
	const uint8_t *p = acpi_find(view, rsdp, signature);

	return p && acpi_get32(p) == signature;
}

static void test_find(void)
{
	make(4);
	ok(found(RSDP, ACPI_FADT), "by the monitor's word, in an RSDT");
	ok(found(0, ACPI_FADT), "by a search");
	ok(found(0, ACPI_HPET), "the last table");
	ok(!found(0, ACPI_SIGNATURE('N', 'O', 'N', 'E')), "one that is not there");
	ok(!found(ROOT, ACPI_FADT), "the monitor's word is wrong");
	ok(!found(0x1000, ACPI_FADT), "the monitor's word is nowhere");
	make(8);
	ok(found(0, ACPI_HPET), "in an XSDT");
	put(ROOT + 36, 0xffffffffffffff00, 8);
	make_table(ROOT, "XSDT", 52);
	ok(found(0, ACPI_HPET), "behind an entry that points nowhere");
	put(ROOT + 4, 0xffffffff, 4);
	ok(!found(0, ACPI_HPET), "a root table that is too long");
	put(ROOT + 4, 35, 4);
	ok(!found(0, ACPI_HPET), "a root table that is too short");
	make(8);
	*(at(FADT) + 100) ^= 1;
	ok(!found(0, ACPI_FADT), "a table with a wrong sum");
	ok(found(0, ACPI_HPET), "and the good one behind it");
	put(HPET + 4, 35, 4);
	ok(!found(0, ACPI_HPET), "a table shorter than its header");
	make(4);
	*(at(RSDP) + 9) ^= 1;
	ok(!found(0, ACPI_FADT), "a root pointer with a wrong sum");
	memset(memory, 0, sizeof memory);
	ok(!found(0, ACPI_FADT), "no ACPI at all");
}

static const struct {
	const char *what;
	uint8_t aml[16];
	size_t len;
	int a, b; /* or a is a negative errno */
} sleeps[] = {
	{ "SeaBIOS's", { '_', 'S', '5', '_', 0x12, 6, 4, 0, 0, 0, 0 }, 11, 0, 0 },
	{ "microvm's, at the end",
	  { 1, '_', 'S', '5', '_', 0x12, 7, 4, 10, 5, 0, 0, 0 },
	  13,
	  5,
	  0 },
	{ "two bytes", { '_', 'S', '5', '_', 0x12, 8, 4, 10, 7, 10, 6, 0, 0 }, 13, 7, 6 },
	{ "a mention that is no package",
	  { '_', 'S', '5', '_', 8, 8, 4, 10, 7, 10, 6, 0 },
	  12,
	  -ENODEV,
	  0 },
	{ "cut off", { '_', 'S', '5', '_', 0x12, 8, 4, 10, 7, 10 }, 10, -ENODEV, 0 },
	{ "nothing", { 0 }, 0, -ENODEV, 0 },
};

#define GED_AML                                                  \
	"ACPI0013\0..\x89\x06\0\x03\x01\x09\0\0\0\x79\0\x5b\x80" \
	"EREG\0\x0c\0\0\xa0\xfe"                                 \
	"............"

/* The generic event device, as QEMU writes it, whole and cut off anywhere. */
static void test_ged(void)
{
	static const char aml[] = "....." GED_AML;
	struct acpi_ged g = { 0, 0 };
	unsigned found = 0;

	for (size_t len = 0; len < sizeof aml; len++) {
		uint8_t *copy = malloc(len + 1);

		memcpy(copy + 1, aml, len);
		found += acpi_find_ged(copy + 1, len, &g) == 0;
		free(copy);
	}
	ok(found > 0 && found < 14, "the event device is found when it is whole");
	ok_int((long)g.events, 0xfea00000, "with its register");
	ok_int(g.line, 9, "and its line");
	ok_int(acpi_find_ged((const uint8_t *)aml, 20, &g), -ENODEV, "not in a part of it");
}

/* Entries of a MADT: a local APIC, an override of line 9, one of line 0. */
static void test_override(void)
{
	static const struct {
		const char *what;
		uint32_t line, to;
		uint8_t flags;
		bool high;
	} cases[] = {
		{ "a level that is high", 9, 20, 0x0d, true },
		{ "a level that is low", 9, 20, 0x0f, false },
		{ "a line that stays", 10, 10, 0x0d, false },
	};

	for (size_t i = 0; i < nitems(cases); i++) {
		uint8_t madt[ACPI_MADT_ENTRIES + 8 + 10] = { 0 };
		uint32_t line = cases[i].line;
		uint8_t *e = madt + ACPI_MADT_ENTRIES;

		e[1] = 8;
		memcpy(e + 8, (uint8_t[]){ 2, 10, 0, 9, 20, 0, 0, 0, cases[i].flags, 0 }, 10);
		ok_int(acpi_is_high(madt, sizeof madt, &line), cases[i].high, cases[i].what);
		ok_int(line, cases[i].to, "and where it leads");
		ok(!acpi_is_high(madt, sizeof madt - 1, &line), "not when it is cut off");
	}
}

int main(void)
{
	test_find();
	test_ged();
	test_override();
	for (size_t i = 0; i < nitems(sleeps); i++) {
		uint8_t *aml = malloc(sleeps[i].len + 1);
		uint8_t types[2] = { 0 };
		int err;

		memcpy(aml + 1, sleeps[i].aml, sleeps[i].len);
		err = acpi_find_s5(aml + 1, sleeps[i].len, types);
		ok_int(err ? err : types[0], sleeps[i].a, sleeps[i].what);
		ok_int(types[1], sleeps[i].b, "and the second number");
		free(aml);
	}
	view(0, 0);
	return tap_done();
}
