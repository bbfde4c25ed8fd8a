/* SPDX-License-Identifier: MIT */
#include "include/pith/control.h"
#include "kern/core/image.h"
#include "kern/dev/control.h"

void image_tell_addresses(const char *text, size_t n)
{
	control_tell(PITH_CONTROL_ADDRESS, text, n);
}
