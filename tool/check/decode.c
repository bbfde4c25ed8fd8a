/* SPDX-License-Identifier: MIT */
/*
 * A first pass over all code: what it refers to, and where its `syscall` instructions are.
 *
 * Zydis decodes; operands are not asked for, because what is relative to the instruction, and what
 * is a constant, can be told from the fields of its encoding.
 */
#include "tool/check/check_int.h"

struct walk {
	struct world *world;
	struct object *o;
	size_t object;
	const struct piece *piece;
	ZydisDecoder decoder;
	bool fixed; /* at a fixed address: constants may be addresses */
};

static void decoder_init(ZydisDecoder *decoder)
{
	ZydisDecoderInit(decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
}

static void add_ref(struct walk *w, uint64_t from, struct place to, enum ref_kind kind)
{
	const struct ref r = { from, to, (uint8_t)kind };

	w->o->refs = array_add(w->o->refs, &w->o->nr_refs, &w->o->cap_refs, sizeof r, &r);
}

/* The address (to), of this object, is taken. */
static void add_taken(struct walk *w, uint64_t from, uint64_t to)
{
	const struct part *p = object_part(w->o, to);

	if (!p)
		return;
	if (!p->code)
		w->o->starts = array_add(w->o->starts, &w->o->nr_starts, &w->o->cap_starts,
					 sizeof to, &to);
	add_ref(w, from, (struct place){ w->object, to }, REF_TAKEN);
}

static enum ref_kind kind_of(const ZydisDecodedInstruction *i)
{
	switch (i->mnemonic) {
	case ZYDIS_MNEMONIC_CALL:
		return REF_CALL;
	case ZYDIS_MNEMONIC_JMP:
		return REF_JUMP;
	default:
		return i->meta.category == ZYDIS_CATEGORY_COND_BR ? REF_JUMP : REF_TAKEN;
	}
}

static bool is_relative_to_rip(const ZydisDecodedInstruction *i)
{
	return i->attributes & ZYDIS_ATTRIB_HAS_MODRM && i->raw.modrm.mod == 0 &&
	       i->raw.modrm.rm == 5;
}

/* A word of memory is used: what the loader puts there is meant. */
static void use_memory(struct walk *w, uint64_t at, const ZydisDecodedInstruction *i,
		       uint64_t target)
{
	const struct slot *s;

	if (i->mnemonic == ZYDIS_MNEMONIC_LEA) {
		add_taken(w, at, target);
		return;
	}
	s = object_slot(w->o, target);
	if (s && w->world->objects[s->to.object].nr_parts)
		add_ref(w, at, s->to, kind_of(i));
}

static void use_instruction(struct walk *w, uint64_t at, const ZydisDecodedInstruction *i)
{
	uint64_t behind = at + i->length, to;

	if (i->mnemonic == ZYDIS_MNEMONIC_SYSCALL)
		w->o->sites =
			array_add(w->o->sites, &w->o->nr_sites, &w->o->cap_sites, sizeof at, &at);
	if (i->raw.imm[0].is_relative) {
		to = behind + (uint64_t)i->raw.imm[0].value.s;
		if (to < w->piece->start || to >= w->piece->end ||
		    i->mnemonic == ZYDIS_MNEMONIC_CALL)
			add_ref(w, at, (struct place){ w->object, to }, kind_of(i));
		return;
	}
	if (is_relative_to_rip(i))
		use_memory(w, at, i, behind + (uint64_t)i->raw.disp.value);
	if (w->fixed && i->raw.imm[0].size >= 32)
		add_taken(w, at, i->raw.imm[0].value.u);
	if (w->fixed && i->raw.disp.size == 32 && !is_relative_to_rip(i))
		add_taken(w, at, (uint64_t)i->raw.disp.value);
}

bool decode_turns(const ZydisDecodedInstruction *i)
{
	switch (i->mnemonic) {
	case ZYDIS_MNEMONIC_JMP:
	case ZYDIS_MNEMONIC_RET:
	case ZYDIS_MNEMONIC_UD2:
	case ZYDIS_MNEMONIC_HLT:
		return true;
	default:
		return false;
	}
}

static void decode_piece(struct walk *w, const struct part *part)
{
	const uint8_t *bytes = part->bytes + (w->piece->start - part->addr);
	uint64_t at = w->piece->start;
	ZydisDecodedInstruction i;
	bool turned = false;

	while (at < w->piece->end) {
		if (ZYAN_FAILED(ZydisDecoderDecodeInstruction(&w->decoder, NULL, bytes,
							      w->piece->end - at, &i))) {
			at++;
			bytes++;
			continue;
		}
		use_instruction(w, at, &i);
		turned = decode_turns(&i);
		at += i.length;
		bytes += i.length;
	}
	if (w->piece->runs_on && !turned)
		add_ref(w, w->piece->end - 1, (struct place){ w->object, w->piece->end }, REF_JUMP);
}

void decode_object(struct world *world, size_t object)
{
	struct walk w = { .world = world, .o = &world->objects[object], .object = object };

	decoder_init(&w.decoder);
	w.fixed = w.o->elf.header.e_type == ET_EXEC;
	for (size_t i = 0; i < w.o->nr_pieces; i++) {
		const struct part *part;

		w.piece = &w.o->pieces[i];
		part = object_part(w.o, w.piece->start);
		if (w.piece->code && part && part->bytes && w.piece->end <= part->addr + part->size)
			decode_piece(&w, part);
	}
}

void decode_targets(const uint8_t *bytes, size_t n, uint64_t addr,
		    void (*found)(void *arg, uint64_t target), void *arg)
{
	ZydisDecodedInstruction i;
	ZydisDecoder decoder;

	decoder_init(&decoder);
	while (n) {
		size_t length = 1;

		if (ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, NULL, bytes, n, &i))) {
			length = i.length;
			if (i.mnemonic == ZYDIS_MNEMONIC_CALL && i.raw.imm[0].is_relative)
				found(arg, addr + length + (uint64_t)i.raw.imm[0].value.s);
		}
		bytes += length;
		addr += length;
		n -= length;
	}
}
