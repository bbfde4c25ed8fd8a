/* SPDX-License-Identifier: MIT */
#include "port/lwip/sum.h"

uint16_t sum_bytes(const void *bytes, int n)
{
	const uint8_t *p = bytes;
	uint64_t sum = 0, word = 0;

	for (; n >= 8; n -= 8, p += 8)
		sum = sum_add(sum, sum_load8(p));
	if (n & 4) {
		sum = sum_add(sum, sum_load4(p));
		p += 4;
	}
	for (int i = 0; i < (n & 3); i++)
		word |= (uint64_t)p[i] << 8 * i;
	return sum_fold(sum_add(sum, word));
}
