/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: ACPI tables, in a memory that is the input: nothing outside it is read.
 *
 * Links: plat/pc/acpi.c plat/pc/acpi_events.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plat/pc/acpi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LOW 0xe0000

static const uint8_t *memory;
static size_t memory_size;
static uint8_t *copy;

/* A copy of just the bytes that were asked for, so that a byte more is found out. */
static const uint8_t *view(paddr_t pa, size_t len)
{
	free(copy);
	copy = NULL;
	if (pa < LOW || pa - LOW > memory_size || len > memory_size - (pa - LOW))
		return NULL;
	copy = malloc(len);
	memcpy(copy, memory + (pa - LOW), len);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *t;
	uint8_t types[2];
	struct acpi_ged g;
	uint32_t line = 9;

	memory = data;
	memory_size = size;
	t = acpi_find(view, LOW, ACPI_FADT);
	if (t && acpi_get32(t + ACPI_LENGTH) < ACPI_HEADER)
		abort();
	t = acpi_find(view, 0, ACPI_HPET);
	t = acpi_table(view, LOW);
	if (t && !acpi_find_s5(t, acpi_get32(t + ACPI_LENGTH), types) &&
	    (types[0] > 7 || types[1] > 7))
		abort();
	(void)!acpi_find_s5(data, size, types);
	(void)!acpi_find_ged(data, size, &g);
	(void)acpi_is_high(data, size, &line);
	view(0, 0);
	return 0;
}
