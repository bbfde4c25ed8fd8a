/* SPDX-License-Identifier: MIT */
/*
 * A block is a row of sequences: a byte with two lengths, so many bytes as they are, and how far
 * back the same bytes stood that come next. The last one has no second half.
 */
#include "fs/lz4.h"

#include "base/errno.h"
#include "base/string.h"

#define LENGTH_MORE 15 /* further bytes add to a length of so much */
#define MATCH_MIN   4
#define WORD        8

/* The length whose first part is (n). Returns false where the input ends. */
static inline bool read_length(const uint8_t **from, const uint8_t *end, size_t *n)
{
	uint8_t byte = 255;

	if (*n < LENGTH_MORE)
		return true;
	while (byte == 255) {
		if (*from == end)
			return false;
		byte = *(*from)++;
		*n += byte;
	}
	return true;
}

/*
 * Copy (n) bytes in words. The last may bring more than is wanted: what stands there is overwritten
 * later. So there are WORD bytes behind both.
 */
static inline void copy_words(uint8_t *to, const uint8_t *from, size_t n)
{
	uint8_t *end = to + n;

	do {
		__builtin_memcpy(to, from, WORD);
		to += WORD;
		from += WORD;
	} while (to < end);
}

/* Repeat (n) bytes from (distance) before (to): they may overlap, and are then repeated in turn. */
static inline void repeat(uint8_t *to, size_t distance, size_t n, const uint8_t *full)
{
	const uint8_t *from = to - distance;

	if (distance >= WORD && n + WORD <= (size_t)(full - to)) {
		copy_words(to, from, n);
		return;
	}
	while (n--)
		*to++ = *from++;
}

int lz4_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size)
{
	const uint8_t *end = from + n;
	uint8_t *begin = to, *full = to + size;

	while (to < full) {
		size_t literals, match, distance;

		if (from == end)
			return -EIO;
		literals = *from >> 4;
		match = *from++ & 15;
		if (!read_length(&from, end, &literals) || literals > (size_t)(end - from))
			return -EIO;
		literals = MIN(literals, (size_t)(full - to));
		if (literals + WORD <= (size_t)(full - to) &&
		    literals + WORD <= (size_t)(end - from))
			copy_words(to, from, literals);
		else
			memcpy(to, from, literals);
		from += literals;
		to += literals;
		if (to == full)
			break;
		if (end - from < 2)
			return -EIO;
		distance = from[0] | (size_t)from[1] << 8;
		from += 2;
		if (!read_length(&from, end, &match) || !distance ||
		    distance > (size_t)(to - begin))
			return -EIO;
		match = MIN(match + MATCH_MIN, (size_t)(full - to));
		repeat(to, distance, match, full);
		to += match;
	}
	return 0;
}
