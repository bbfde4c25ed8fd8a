/* SPDX-License-Identifier: MIT */
/*
 * Filters of packets: the machine of McCanne and Jacobson's "The BSD Packet Filter", with the words
 * that Linux keeps at negative offsets (Documentation/networking/filter.rst).
 *
 * A program is looked at once, so that it can be run without a check: its jumps go forwards and end
 * within it, and so does its last instruction.
 */
#include "base/string.h"
#include "port/lwip/packet/packet.h"

#define WORDS 16 /* of memory */

/* Classes, and what their codes are made of. */
enum { LD, LDX, ST, STX, ALU, JMP, RET, MISC };
enum { ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, MOD, XOR };
enum { JA, JEQ, JGT, JGE, JSET };
enum { MODE_IMM, MODE_ABS, MODE_IND, MODE_MEM, MODE_LEN, MODE_MSH };
enum { SIZE_W, SIZE_H, SIZE_B };

#define CLASS(code)  ((code)&7u)
#define SIZE(code)   ((code) >> 3 & 3u)
#define MODE(code)   ((code) >> 5 & 7u)
#define OP(code)     ((code) >> 4 & 15u)
#define BY_X(code)   ((code)&8u)
#define TAX          0x00u
#define TXA          0x80u
#define RET_K        0x06u
#define RET_A        0x16u
#define SPECIAL      0xfffff000u /* offsets from here on are no bytes of the frame */
#define FROM_NETWORK 0xfff00000u /* these begin behind Ethernet's header */
#define FROM_LINK    0xffe00000u /* and these before it, whatever the socket sees */

/* What stands at SPECIAL; what there is never anything of is zero. */
enum {
	SPECIAL_TYPE = 0,
	SPECIAL_KIND = 4,
	SPECIAL_INTERFACE = 8,
	SPECIAL_MARK = 20,
	SPECIAL_QUEUE = 24,
	SPECIAL_HARDWARE = 28,
	SPECIAL_HASH = 32,
	SPECIAL_CPU = 36,
	SPECIAL_VLAN = 44,
	SPECIAL_HAS_VLAN = 48,
};

struct state {
	const struct packet_seen *f;
	size_t from;
	uint32_t a, x, memory[WORDS];
};

/* --- Looking at it --- */

static bool is_special(uint32_t k)
{
	switch (k) {
	case SPECIAL_TYPE:
	case SPECIAL_KIND:
	case SPECIAL_INTERFACE:
	case SPECIAL_MARK:
	case SPECIAL_QUEUE:
	case SPECIAL_HARDWARE:
	case SPECIAL_HASH:
	case SPECIAL_CPU:
	case SPECIAL_VLAN:
	case SPECIAL_HAS_VLAN:
		return true;
	default:
		return false;
	}
}

static bool load_is_sound(const struct filter_insn *i)
{
	unsigned size = SIZE(i->code), mode = MODE(i->code);

	if (CLASS(i->code) == LDX && mode == MODE_MSH)
		return size == SIZE_B;
	if (mode == MODE_IMM || mode == MODE_LEN)
		return size == SIZE_W;
	if (mode == MODE_MEM)
		return size == SIZE_W && i->k < WORDS;
	if (CLASS(i->code) == LDX || size > SIZE_B || (mode != MODE_ABS && mode != MODE_IND))
		return false;
	return mode == MODE_IND || i->k < SPECIAL || is_special(i->k - SPECIAL);
}

static bool sum_is_sound(const struct filter_insn *i)
{
	unsigned op = OP(i->code);

	if (op > XOR || (i->code & ~0xffu) || (op == NEG && BY_X(i->code)))
		return false;
	if (BY_X(i->code))
		return true;
	if (op == DIV || op == MOD)
		return i->k;
	return (op != LSH && op != RSH) || i->k < 32;
}

/* (left): how many instructions stand behind it. */
static bool is_sound(const struct filter_insn *i, size_t left)
{
	if (i->code & ~0xffu)
		return false;
	switch (CLASS(i->code)) {
	case LD:
	case LDX:
		return load_is_sound(i);
	case ST:
	case STX:
		return i->code < 8 && i->k < WORDS;
	case ALU:
		return sum_is_sound(i);
	case JMP:
		if (OP(i->code) == JA)
			return !BY_X(i->code) && i->k < left;
		return OP(i->code) <= JSET && i->jump_true < left && i->jump_false < left;
	case RET:
		return i->code == RET_K || i->code == RET_A;
	default:
		return (i->code & 0xf8u) == TAX || (i->code & 0xf8u) == TXA;
	}
}

bool filter_is_sound(const struct filter_insn *insns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_sound(&insns[i], n - 1 - i))
			return false;
	return n && CLASS(insns[n - 1].code) == RET;
}

/* --- Running it --- */

static uint32_t special(const struct packet_seen *f, uint32_t k)
{
	switch (k) {
	case SPECIAL_TYPE:
		return f->type;
	case SPECIAL_KIND:
		return f->kind;
	case SPECIAL_INTERFACE:
		return f->interface;
	case SPECIAL_HARDWARE:
		return f->hardware;
	default:
		return 0;
	}
}

/* Read a number of (size) at (k), the high byte first. False: the frame ends before. */
static bool read_bytes(const struct state *s, uint32_t k, unsigned size, uint32_t *value)
{
	size_t n = size == SIZE_W ? 4 : size == SIZE_H ? 2 : 1, at;
	uint8_t bytes[4];

	if (k >= FROM_NETWORK)
		at = NET_HEADER + (k - FROM_NETWORK);
	else
		at = k >= FROM_LINK ? k - FROM_LINK : s->from + k;
	if (at > s->f->len || packet_copy(s->f, at, bytes, n) < n)
		return false;
	*value = 0;
	for (size_t i = 0; i < n; i++)
		*value = *value << 8 | bytes[i];
	return true;
}

static bool load(struct state *s, const struct filter_insn *i)
{
	uint32_t *to = CLASS(i->code) == LD ? &s->a : &s->x;

	switch (MODE(i->code)) {
	case MODE_IMM:
		*to = i->k;
		return true;
	case MODE_LEN:
		*to = (uint32_t)(s->f->len - s->from);
		return true;
	case MODE_MEM:
		*to = s->memory[i->k];
		return true;
	case MODE_MSH: /* the length of an IP header */
		if (!read_bytes(s, i->k, SIZE_B, to))
			return false;
		*to = (*to & 15) * 4;
		return true;
	case MODE_IND:
		return read_bytes(s, s->x + i->k, SIZE(i->code), to);
	default:
		if (i->k < SPECIAL)
			return read_bytes(s, i->k, SIZE(i->code), to);
		*to = special(s->f, i->k - SPECIAL);
		return true;
	}
}

/* False: a division by zero, which ends the program. */
static bool sum(struct state *s, const struct filter_insn *i)
{
	uint32_t by = BY_X(i->code) ? s->x : i->k;
	unsigned op = OP(i->code);

	if ((op == DIV || op == MOD) && !by)
		return false;
	switch (op) {
	case ADD:
		s->a += by;
		break;
	case SUB:
		s->a -= by;
		break;
	case MUL:
		s->a *= by;
		break;
	case DIV:
		s->a /= by;
		break;
	case OR:
		s->a |= by;
		break;
	case AND:
		s->a &= by;
		break;
	case LSH:
		s->a <<= by & 31;
		break;
	case RSH:
		s->a >>= by & 31;
		break;
	case NEG:
		s->a = -s->a;
		break;
	case MOD:
		s->a %= by;
		break;
	case XOR:
		s->a ^= by;
		break;
	}
	return true;
}

/* How many instructions are left out behind it. */
static uint32_t jump(const struct state *s, const struct filter_insn *i)
{
	uint32_t by = BY_X(i->code) ? s->x : i->k;
	bool holds;

	switch (OP(i->code)) {
	case JA:
		return i->k;
	case JEQ:
		holds = s->a == by;
		break;
	case JGT:
		holds = s->a > by;
		break;
	case JGE:
		holds = s->a >= by;
		break;
	default:
		holds = s->a & by;
	}
	return holds ? i->jump_true : i->jump_false;
}

uint32_t filter_run(const struct filter_insn *insns, const struct packet_seen *f, size_t from)
{
	struct state s = { .f = f, .from = from };

	for (const struct filter_insn *i = insns;; i++) {
		switch (CLASS(i->code)) {
		case LD:
		case LDX:
			if (!load(&s, i))
				return 0;
			break;
		case ST:
			s.memory[i->k] = s.a;
			break;
		case STX:
			s.memory[i->k] = s.x;
			break;
		case ALU:
			if (!sum(&s, i))
				return 0;
			break;
		case JMP:
			i += jump(&s, i);
			break;
		case RET:
			return i->code == RET_A ? s.a : i->k;
		default:
			if ((i->code & 0xf8u) == TAX)
				s.x = s.a;
			else
				s.a = s.x;
		}
	}
}
