/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the decoder of LZ4. The first two bytes say how much is wanted.
 *
 * Links: fs/lz4.c
 */
#include <stdint.h>
#include <stdlib.h>

#include "fs/lz4.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t want;
	uint8_t *to;

	if (size < 2)
		return 0;
	want = data[0] | (size_t)data[1] << 8;
	to = malloc(want ? want : 1);
	if (to && !lz4_decode(data + 2, size - 2, to, want))
		for (size_t i = 0; i < want; i++)
			sink += to[i];
	free(to);
	return 0;
}
