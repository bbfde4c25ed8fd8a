/* SPDX-License-Identifier: MIT */
/*
 * How long an instruction of 64-bit mode is (Intel SDM, volume 2, chapter 2 and appendix A). Each
 * map of opcodes is a set of those that have an operand byte, and of those with an immediate.
 */
#include "plat/linux/calls/insn.h"

/* A set of opcodes, 32 to a word. */
typedef uint32_t opcodes[8];

#define HAS(set, op) ((set)[(op) >> 5] >> ((op)&31) & 1)

/* In the first map: prefixes, what leads to other maps, and what 64-bit mode has not: 06 07 0e-1f
 * 26-3f BCD, 40-4f 60-62 64-67 82 9a c4 c5 ce d4-d6 ea f0 f2 f3. */
static const opcodes invalid = {
	0xc0c0c0c0, 0xc0c0c0c0, 0x0000ffff, 0x000000f7,
	0x04000004, 0x00000000, 0x00704030, 0x000d0400,
};

/* 00-3b by their low bits, 63 69 6b 80-8f c0 c1 c6 c7 d0-d3 d8-df f6 f7 fe ff. */
static const opcodes operand = {
	0x0f0f0f0f, 0x0f0f0f0f, 0x00000000, 0x00000a08,
	0x0000fffb, 0x00000000, 0xff0f00c3, 0xc0c00000,
};

/* 04-3c by their low bits, 6a 6b 70-7f 80 83 a8 b0-b7 c0 c1 c6 cd e0-e7 eb. */
static const opcodes imm8 = {
	0x10101010, 0x10101010, 0x00000000, 0xffff0c00,
	0x00000009, 0x00ff0100, 0x00002043, 0x000008ff,
};

/* 05-3d by their low bits, 68 69 81 a9 b8-bf c7 e8 e9. */
static const opcodes imm32 = {
	0x20202020, 0x20202020, 0x00000000, 0x00000300,
	0x00000002, 0xff000200, 0x00000080, 0x00000300,
};

/* Behind 0f: 05-09 0b 0e 30-37 77 a0-a2 a8-aa c8-cf. */
static const opcodes no_operand_0f = {
	0x00004be0, 0x00ff0000, 0x00000000, 0x00800000,
	0x00000000, 0x00000707, 0x0000ff00, 0x00000000,
};

/* 70-73 a4 ac ba c2 c4-c6. */
static const opcodes imm8_0f = {
	0x00000000, 0x00000000, 0x00000000, 0x000f0000,
	0x00000000, 0x04001010, 0x00000074, 0x00000000,
};

enum {
	MAP_ONE,
	MAP_0F,
	MAP_0F38,
	MAP_0F3A,
};

struct prefixes {
	bool operand16;
	bool address32;
	bool wide;
	bool vector; /* VEX or EVEX */
	uint8_t map;
};

/* The operand byte at (p), and what of an address follows. */
static size_t operand_size(const uint8_t *p)
{
	unsigned mod = *p >> 6, rm = *p & 7, base = rm;
	size_t n = 1;

	if (mod == 3)
		return n;
	if (rm == 4) {
		base = p[1] & 7;
		n++;
	}
	if (mod == 1)
		return n + 1;
	return mod == 2 || base == 5 ? n + 4 : n;
}

/* The opcode at (p) of the first map, without an operand byte of its own. Returns its immediate. */
static size_t immediate_one(const uint8_t *p, const struct prefixes *x)
{
	uint8_t op = *p;
	bool tests = (op == 0xf6 || op == 0xf7) && (p[1] & 0x38) < 0x10;
	size_t word = x->operand16 && (op & 0xfe) != 0xe8 ? 2 : 4;

	if (op >= 0xa0 && op <= 0xa3)
		return x->address32 ? 4 : 8;
	if (op == 0xc2 || op == 0xca)
		return 2;
	if (op == 0xc8)
		return 3;
	if (op >= 0xb8 && op <= 0xbf && x->wide)
		return 8;
	if (op == 0xf6 || op == 0xf7)
		return tests ? (op == 0xf6 ? 1 : word) : 0;
	return HAS(imm8, op) ? 1 : HAS(imm32, op) ? word : 0;
}

/* From the opcode on; 0: there is none like that. */
static size_t length_of(const uint8_t *p, const struct prefixes *x)
{
	uint8_t op = *p;

	switch (x->map) {
	case MAP_ONE:
		if (HAS(invalid, op))
			return 0;
		return 1 + (HAS(operand, op) ? operand_size(p + 1) : 0) + immediate_one(p, x);
	case MAP_0F:
		if (!x->vector && op >= 0x80 && op <= 0x8f)
			return 5;
		if (op == 0x77 || (!x->vector && HAS(no_operand_0f, op)))
			return 1;
		return 1 + operand_size(p + 1) + HAS(imm8_0f, op);
	case MAP_0F38:
		return 1 + operand_size(p + 1);
	case MAP_0F3A:
		return 1 + operand_size(p + 1) + 1;
	default:
		return 0;
	}
}

static size_t read_legacy(const uint8_t *p, struct prefixes *x)
{
	size_t n = 0;

	for (;; n++) {
		uint8_t b = p[n];

		if (n > 4)
			break;
		if (b == 0x66)
			x->operand16 = true;
		else if (b == 0x67)
			x->address32 = true;
		else if (b != 0x26 && b != 0x2e && b != 0x36 && b != 0x3e && b != 0x64 &&
			 b != 0x65 && b != 0xf0 && b != 0xf2 && b != 0xf3)
			break;
	}
	return n;
}

/* What leads to a map: REX and 0f, or one of the prefixes that hold both. */
static size_t read_map(const uint8_t *p, struct prefixes *x)
{
	size_t n = 0;

	x->vector = true;
	switch (p[0]) {
	case 0xc5:
		x->map = MAP_0F;
		return 2;
	case 0xc4:
		x->map = p[1] & 0x1f;
		return x->map ? 3 : 0;
	case 0x62:
		x->map = p[1] & 7;
		return x->map ? 4 : 0;
	}
	x->vector = false;
	if ((p[n] & 0xf0) == 0x40)
		x->wide = p[n++] & 8;
	if (p[n] != 0x0f)
		return n;
	n++;
	x->map = MAP_0F;
	if (p[n] != 0x38 && p[n] != 0x3a)
		return n;
	x->map = p[n] == 0x38 ? MAP_0F38 : MAP_0F3A;
	return n + 1;
}

size_t insn_length(const uint8_t *code)
{
	struct prefixes x = { .map = MAP_ONE };
	const uint8_t *p = code + read_legacy(code, &x);
	bool prefixed_map = *p == 0xc4 || *p == 0x62;
	size_t n = read_map(p, &x);

	if (prefixed_map && !n)
		return 0;
	p += n;
	n = length_of(p, &x);
	n = n ? (size_t)(p - code) + n : 0;
	return n <= INSN_MAX ? n : 0;
}
