/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the control channel of a hostile guest, cut into pieces by the first byte.
 *
 * Links: tool/run/control.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/run/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct control c = { 0 };
	size_t piece = size ? data[0] % 16 + 1u : 1;

	for (size_t at = 1; at < size;) {
		size_t n = size - at < piece ? size - at : piece, err_n = 0;
		const uint8_t *err = NULL;
		size_t used = control_read(&c, data + at, n, &err, &err_n);

		/* It goes on, stays within the piece, and what it hands out is in there. */
		if (used > n || (!used && !err_n) ||
		    (err_n && (err < data + at || err + err_n > data + at + n)))
			abort();
		at += used;
	}
	if (memchr(c.error, '\0', sizeof c.error) == NULL)
		abort();
	return 0;
}
