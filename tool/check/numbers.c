/* SPDX-License-Identifier: MIT */
/*
 * The numbers of system calls: what is in eax at a `syscall` instruction.
 *
 * The search goes backwards over all ways that lead there, from instruction to instruction: a
 * constant ends it, a copy makes it go on with another register, and at the beginning of a function
 * it goes on at those who call it. So the numbers that a program gives to syscall(2) are found,
 * too.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/check/check_int.h"

/*
 * A word of the frame counts as a register, too: these numbers and up, by its distance from rsp or
 * rbp. So what a function keeps there over a call is found.
 */
#define FRAME_WORD  0x10000u
#define FRAME_BASES 0x10000

#define VISITS_MAX 16384 /* of one search; a power of two, of which half is used */

/* An instruction of the function that is being looked at. */
struct line {
	uint64_t addr;
	uint64_t target; /* of a jump within it; or 0 */
	uint8_t length;
	bool turns; /* what stands behind it is not next */
	bool call;
	bool nop;
};

/* A function, decoded. */
struct routine {
	size_t object;
	const struct piece *piece;
	const uint8_t *bytes;
	struct line *lines;
	size_t n, cap;
};

/* The search goes on before the instruction at (addr), for what is in (reg). */
struct visit {
	struct place at;
	unsigned reg; /* ZydisRegister, or a word of the frame */
};

struct search {
	struct world *world;
	ZydisDecoder decoder;
	struct routine routine;
	struct visit *seen; /* a hash table; reg 0: free */
	struct visit *stack;
	size_t n, cap;
	size_t nr_seen;
	struct place site;
};

enum effect {
	EFFECT_NONE,
	EFFECT_CONSTANT,
	EFFECT_COPY,   /* of another register */
	EFFECT_EITHER, /* that, or none */
	EFFECT_UNKNOWN,
};

/* The function that (p) is in, or NULL: nobody knows its name. */
static const char *function_name(const struct world *w, struct place p)
{
	const struct object *o = &w->objects[p.object];
	const char *best = NULL;

	for (size_t i = 0; i < o->nr_functions && o->functions[i].addr <= p.addr; i++)
		if (o->functions[i].name[0] &&
		    (p.addr - o->functions[i].addr < o->functions[i].size ||
		     (!o->functions[i].size && o->functions[i].addr == p.addr)))
			best = o->functions[i].name;
	return best;
}

/* Which function of a library the program asks for, on the way to (p); NULL: none. */
static const char *asked_for(const struct world *w, struct place p)
{
	const char *name = NULL;

	for (;;) {
		const struct piece *piece = object_piece(&w->objects[p.object], p.addr);

		if (!piece || !piece->by.addr || (!p.object && w->n > 1))
			return p.object ? NULL : name;
		if (piece->code && function_name(w, p))
			name = function_name(w, p);
		p = piece->by;
	}
}

/* Where (p) is, and why: "libc.so.6 wait4, by system". */
static char *place_text(const struct world *w, struct place p)
{
	const char *function = function_name(w, p), *asked = asked_for(w, p);
	struct buf text = { 0 };

	buf_addf(&text, "%s ", path_base(w->objects[p.object].path));
	if (function)
		buf_add_text(&text, function);
	else
		buf_addf(&text, "0x%llx", (unsigned long long)p.addr);
	if (asked && (!function || strcmp(function, asked) != 0))
		buf_addf(&text, ", by %s", asked);
	return text.data;
}

/* A number was found: the constant stands at (at). */
static void found_number(struct search *s, uint64_t value, struct place at)
{
	const struct piece *p = object_piece(&s->world->objects[at.object], at.addr);
	struct check_call *call;
	uint8_t use = p && p->use > CHECK_UNUSED ? p->use : CHECK_UNUSED;

	if ((uint32_t)value >= CHECK_CALLS)
		return;
	call = &s->world->check->calls[(uint32_t)value];
	if (call->use >= use)
		return;
	call->use = use;
	free(call->where);
	call->where = place_text(s->world, at);
}

static void found_unknown(struct search *s, struct place at, uint8_t most)
{
	const struct piece *p = object_piece(&s->world->objects[at.object], at.addr);
	uint8_t use = p && p->use > CHECK_UNUSED ? MIN(p->use, most) : CHECK_UNUSED;
	struct check *c = s->world->check;
	char *where = place_text(s->world, s->site);

	for (size_t i = 0; i < c->nr_unknown; i++) {
		if (!strcmp(c->unknown[i].where, where)) {
			c->unknown[i].use = MAX(c->unknown[i].use, use);
			free(where);
			return;
		}
	}
	c->unknown = mem_resize(c->unknown, (c->nr_unknown + 1) * sizeof *c->unknown);
	c->unknown[c->nr_unknown++] = (struct check_unknown){ where, use };
}

static void push(struct search *s, struct place at, unsigned reg)
{
	size_t i = (at.addr * 31 + at.object * 7 + reg) % VISITS_MAX;
	const struct visit v = { at, reg };

	for (; s->seen[i].reg; i = (i + 1) % VISITS_MAX)
		if (s->seen[i].at.addr == at.addr && s->seen[i].at.object == at.object &&
		    s->seen[i].reg == reg)
			return;
	if (s->nr_seen == VISITS_MAX / 2) {
		found_unknown(s, at, CHECK_SURELY);
		return;
	}
	s->nr_seen++;
	s->seen[i] = v;
	s->stack = array_add(s->stack, &s->n, &s->cap, sizeof v, &v);
}

/* Decode the function that (at) is in, unless it is the last one that was. */
static bool open_routine(struct search *s, struct place at)
{
	const struct object *o = &s->world->objects[at.object];
	const struct piece *p = object_piece(o, at.addr);
	const struct part *part = p ? object_part(o, p->start) : NULL;
	struct routine *r = &s->routine;
	ZydisDecodedInstruction i;

	if (!p || !p->code || !part || !part->bytes)
		return false;
	if (r->piece == p)
		return true;
	*r = (struct routine){ .object = at.object,
			       .piece = p,
			       .bytes = part->bytes + (p->start - part->addr),
			       .lines = r->lines,
			       .cap = r->cap };
	for (uint64_t a = p->start; a < p->end;) {
		struct line line = { .addr = a, .length = 1 };

		if (ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(
			    &s->decoder, NULL, r->bytes + (a - p->start), p->end - a, &i))) {
			line.length = i.length;
			line.turns = decode_turns(&i);
			line.call = i.mnemonic == ZYDIS_MNEMONIC_CALL;
			line.nop = i.mnemonic == ZYDIS_MNEMONIC_NOP;
			if (i.raw.imm[0].is_relative && i.mnemonic != ZYDIS_MNEMONIC_CALL)
				line.target = a + i.length + (uint64_t)i.raw.imm[0].value.s;
		}
		r->lines = array_add(r->lines, &r->n, &r->cap, sizeof line, &line);
		a += line.length;
	}
	return true;
}

/* The number of the instruction at (addr), or that of none: (n). */
static size_t find_line(const struct routine *r, uint64_t addr)
{
	size_t i = array_first(r->lines, r->n, sizeof *r->lines, offsetof(struct line, addr), addr);

	return i < r->n && r->lines[i].addr == addr ? i : r->n;
}

static bool decode(const struct search *s, size_t line, ZydisDecodedInstruction *i,
		   ZydisDecodedOperand *operands)
{
	const struct routine *r = &s->routine;
	uint64_t offset = r->lines[line].addr - r->piece->start;

	return ZYAN_SUCCESS(ZydisDecoderDecodeFull(&s->decoder, r->bytes + offset,
						   r->lines[line].length, i, operands));
}

static ZydisRegister whole(ZydisRegister reg)
{
	return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
}

/* The word of the frame that (o) is, as a register; 0: it is none. */
static unsigned frame_word(const ZydisDecodedOperand *o)
{
	ZydisRegister base = o->mem.base;

	if (o->type != ZYDIS_OPERAND_TYPE_MEMORY || o->mem.index != ZYDIS_REGISTER_NONE ||
	    (base != ZYDIS_REGISTER_RSP && base != ZYDIS_REGISTER_RBP) ||
	    o->mem.disp.value < -FRAME_BASES / 2 || o->mem.disp.value >= FRAME_BASES / 2)
		return 0;
	return FRAME_WORD + (base == ZYDIS_REGISTER_RBP ? 0u + FRAME_BASES : 0u) +
	       (unsigned)(o->mem.disp.value + FRAME_BASES / 2);
}

static bool is_scratch(unsigned reg)
{
	switch (reg) {
	case ZYDIS_REGISTER_RBX:
	case ZYDIS_REGISTER_RBP:
	case ZYDIS_REGISTER_R12:
	case ZYDIS_REGISTER_R13:
	case ZYDIS_REGISTER_R14:
	case ZYDIS_REGISTER_R15:
		return false;
	default:
		return true;
	}
}

static bool writes(const ZydisDecodedInstruction *i, const ZydisDecodedOperand *operands,
		   unsigned reg)
{
	for (unsigned k = 0; k < i->operand_count; k++)
		if (operands[k].type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    operands[k].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE &&
		    whole(operands[k].reg.value) == reg)
			return true;
	return false;
}

/* What a move from (from) is worth. */
static enum effect source(const ZydisDecodedOperand *from, uint64_t *value, unsigned *reg)
{
	if (from->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
		*value = from->imm.value.u;
		return EFFECT_CONSTANT;
	}
	if (from->size >= 32 && frame_word(from)) {
		*reg = frame_word(from);
		return EFFECT_COPY;
	}
	if (from->type != ZYDIS_OPERAND_TYPE_REGISTER || from->size < 32)
		return EFFECT_UNKNOWN;
	*reg = whole(from->reg.value);
	return EFFECT_COPY;
}

/* `push CONSTANT; pop REGISTER`, which is short. */
static enum effect popped(const struct search *s, size_t line, uint64_t *value)
{
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction i;

	if (!line || !decode(s, line - 1, &i, operands) || i.mnemonic != ZYDIS_MNEMONIC_PUSH ||
	    operands[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return EFFECT_UNKNOWN;
	*value = operands[0].imm.value.u;
	return EFFECT_CONSTANT;
}

/* What (i) does to the word (*reg) of the frame. */
static enum effect effect_on_frame(const ZydisDecodedInstruction *i,
				   const ZydisDecodedOperand *operands, uint64_t *value,
				   unsigned *reg)
{
	bool by_rbp = *reg >= FRAME_WORD + FRAME_BASES;

	if (i->operand_count > 1 && frame_word(&operands[0]) == *reg &&
	    operands[0].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)
		return i->mnemonic == ZYDIS_MNEMONIC_MOV ? source(&operands[1], value, reg)
							 : EFFECT_UNKNOWN;
	if (i->mnemonic == ZYDIS_MNEMONIC_CALL)
		return EFFECT_NONE;
	return writes(i, operands, by_rbp ? ZYDIS_REGISTER_RBP : ZYDIS_REGISTER_RSP)
		       ? EFFECT_UNKNOWN
		       : EFFECT_NONE;
}

/* What instruction (line) does to (*reg). */
static enum effect effect_of(const struct search *s, size_t line, uint64_t *value, unsigned *reg)
{
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction i;
	enum effect e;

	if (!decode(s, line, &i, operands))
		return EFFECT_NONE;
	if (*reg >= FRAME_WORD)
		return effect_on_frame(&i, operands, value, reg);
	if (i.mnemonic == ZYDIS_MNEMONIC_CALL)
		return is_scratch(*reg) ? EFFECT_UNKNOWN : EFFECT_NONE;
	if (!writes(&i, operands, *reg))
		return EFFECT_NONE;
	switch (i.mnemonic) {
	case ZYDIS_MNEMONIC_MOV:
	case ZYDIS_MNEMONIC_MOVSXD:
		/* Code that wants to be short makes all of it zero before. */
		if (operands[0].size == 8 && operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
			*value = operands[1].imm.value.u & 0xff;
			return EFFECT_CONSTANT;
		}
		return operands[0].size < 32 ? EFFECT_UNKNOWN : source(&operands[1], value, reg);
	case ZYDIS_MNEMONIC_XOR:
	case ZYDIS_MNEMONIC_SUB:
		*value = 0;
		return operands[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
				       operands[0].reg.value == operands[1].reg.value
			       ? EFFECT_CONSTANT
			       : EFFECT_UNKNOWN;
	case ZYDIS_MNEMONIC_POP:
		return popped(s, line, value);
	default:
		break;
	}
	if (i.meta.category != ZYDIS_CATEGORY_CMOV)
		return EFFECT_UNKNOWN;
	e = source(&operands[1], value, reg);
	return e == EFFECT_COPY ? EFFECT_EITHER : e;
}

/* Go on before instruction (line), which is passed on the way back. */
static void pass_line(struct search *s, size_t line, unsigned reg)
{
	struct place at = { s->routine.object, s->routine.lines[line].addr };
	unsigned other = reg;
	uint64_t value = 0;

	switch (effect_of(s, line, &value, &other)) {
	case EFFECT_CONSTANT:
		found_number(s, value, at);
		break;
	case EFFECT_UNKNOWN:
		found_unknown(s, at, CHECK_SURELY);
		break;
	case EFFECT_EITHER:
		push(s, at, reg);
		push(s, at, other);
		break;
	case EFFECT_COPY:
	case EFFECT_NONE:
		push(s, at, other);
		break;
	}
}

/* Those outside of the function who lead to (at). Returns whether somebody did. */
static bool pass_callers(struct search *s, struct place at, unsigned reg)
{
	size_t n = 0;
	const struct back *b = reg < FRAME_WORD ? reach_backs(s->world, at, &n) : NULL;

	for (size_t i = 0; i < n; i++) {
		if (b[i].kind == REF_TAKEN)
			found_unknown(s, at, CHECK_MAYBE);
		else
			push(s, b[i].from, reg);
	}
	return n > 0;
}

static void visit(struct search *s, struct visit v)
{
	const struct routine *r = &s->routine;
	bool led;
	size_t line;

	if (!open_routine(s, v.at))
		return;
	line = find_line(r, v.at.addr);
	led = pass_callers(s, v.at, v.reg);
	for (size_t i = 0; i < r->n; i++) {
		if (r->lines[i].target == v.at.addr) {
			push(s, (struct place){ v.at.object, r->lines[i].addr }, v.reg);
			led = true;
		}
	}
	/* What fills up space before a label: who is called before it does not come back. */
	if (line && line < r->n && r->lines[line].nop && r->lines[line - 1].call)
		return;
	if (line && line < r->n && !r->lines[line - 1].turns) {
		pass_line(s, line - 1, v.reg);
		led = true;
	}
	if (!led && (line == r->n || !r->lines[line].nop))
		found_unknown(s, v.at, CHECK_SURELY);
}

static void search_site(struct search *s, struct place site)
{
	s->site = site;
	s->n = s->nr_seen = 0;
	memset(s->seen, 0, VISITS_MAX * sizeof *s->seen);
	push(s, site, ZYDIS_REGISTER_RAX);
	while (s->n)
		visit(s, s->stack[--s->n]);
}

void numbers_find(struct world *w)
{
	struct search s = { .world = w, .seen = mem_alloc(VISITS_MAX * sizeof *s.seen) };

	ZydisDecoderInit(&s.decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->objects[i].nr_sites; k++)
			search_site(&s, (struct place){ i, w->objects[i].sites[k] });
	free(s.seen);
	free(s.stack);
	free(s.routine.lines);
}
