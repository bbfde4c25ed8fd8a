/* SPDX-License-Identifier: MIT */
/*
 * The Internet checksum's sum (RFC 1071), not complemented. Sixteen bits at a time add up to the
 * same as eight bytes at a time, as long as carries come back in at the low end.
 */
#ifndef PORT_LWIP_SUM_H
#define PORT_LWIP_SUM_H

#include "base/compiler.h"
#include "base/types.h"

/* (sum) and (word). */
static always_inline uint64_t sum_add(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

static always_inline uint16_t sum_fold(uint64_t sum)
{
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & UINT16_MAX) + (sum >> 16);
	return (uint16_t)((sum & UINT16_MAX) + (sum >> 16));
}

static always_inline uint64_t sum_load8(const uint8_t *p)
{
	uint64_t word;

	__builtin_memcpy(&word, p, sizeof word);
	return word;
}

static always_inline uint32_t sum_load4(const uint8_t *p)
{
	uint32_t word;

	__builtin_memcpy(&word, p, sizeof word);
	return word;
}

/* Of (n) bytes. */
uint16_t sum_bytes(const void *bytes, int n);

/* The same; a header of IPv4 without options has a way of its own. */
static always_inline uint16_t lwip_sum(const void *bytes, int n)
{
	const uint8_t *p = bytes;

	if (likely(n == 20))
		return sum_fold(
			sum_add(sum_add(sum_load8(p), sum_load8(p + 8)), sum_load4(p + 16)));
	return sum_bytes(bytes, n);
}

#endif
