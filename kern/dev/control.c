/* SPDX-License-Identifier: MIT */
/*
 * Frames of the control channel. A longer text than a frame holds goes out as several frames.
 */
#include "base/errno.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"

#define FRAME_MAX 65535

bool control_present;
bool control_stderr;

int control_open(const char *value)
{
	control_present = plat_control_open(value);
	return control_present ? 0 : -EINVAL;
}

void control_send(uint8_t type, const void *data, size_t n)
{
	const uint8_t *p = data;

	if (!control_present)
		return;
	do {
		size_t part = MIN(n, FRAME_MAX);
		uint8_t head[3] = { type, (uint8_t)part, (uint8_t)(part >> 8) };

		plat_control_write(head, sizeof head);
		plat_control_write(p, part);
		p += part;
		n -= part;
	} while (n);
}
