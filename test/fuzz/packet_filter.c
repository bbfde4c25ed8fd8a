/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: filters of packets. What is taken to be sound ends, and reads nothing but the frame.
 * The first byte says how many instructions stand behind it; the rest is the frame.
 *
 * Links: port/lwip/packet/filter.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "port/lwip/packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *frame;

size_t packet_copy(const struct packet_seen *f, size_t at, void *to, size_t n)
{
	n = at < f->len ? MIN(n, f->len - at) : 0;
	memcpy(to, frame + at, n);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packet_seen f = { .type = 0x800, .interface = 1, .kind = PACKET_OUTGOING };
	size_t n = size ? data[0] : 0, bytes = n * sizeof(struct filter_insn);
	struct filter_insn *insns;

	if (size < 1 + bytes)
		return 0;
	/* Copies of their own, so that a byte more is found out. */
	insns = malloc(bytes);
	memcpy(insns, data + 1, bytes);
	f.len = (uint32_t)(size - 1 - bytes);
	frame = memcpy(malloc(f.len), data + 1 + bytes, f.len);
	if (filter_is_sound(insns, n)) {
		(void)filter_run(insns, &f, 0);
		if (f.len >= NET_HEADER)
			(void)filter_run(insns, &f, NET_HEADER);
	}
	free((void *)(uintptr_t)frame);
	free(insns);
	return 0;
}
