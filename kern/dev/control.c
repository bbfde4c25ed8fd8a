/* SPDX-License-Identifier: MIT */
/*
 * Frames of the control channel.
 */
#include "base/errno.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"

/* Where nobody shares the channel; control_shared.c has another. */
void control_send_last(uint8_t type, const void *data, size_t n)
	__attribute__((weak, alias("control_write")));

/* Where no interrupt sends, either; control_masked.c has another. */
void control_send(uint8_t type, const void *data, size_t n)
	__attribute__((weak, alias("control_write")));

bool control_present;
bool control_stderr;

int control_open(const char *value)
{
	control_present = plat_control_open(value);
	return control_present ? 0 : -EINVAL;
}

void control_write(uint8_t type, const void *data, size_t n)
{
	uint8_t head[3] = { type, (uint8_t)n, (uint8_t)(n >> 8) };

	if (!control_present)
		return;
	plat_control_write(head, sizeof head);
	plat_control_write(data, n);
}
