/* SPDX-License-Identifier: MIT */
/*
 * Private to tool/check: ELF files in pieces, and what refers to what.
 */
#ifndef TOOL_CHECK_CHECK_INT_H
#define TOOL_CHECK_CHECK_INT_H

#include <Zydis/Zydis.h>

#include "tool/check/check.h"
#include "tool/elf.h"

/* A run of loaded bytes: a section, or a segment of a file that has no sections. */
struct part {
	const char *name;
	const uint8_t *bytes;
	uint64_t addr;
	uint64_t size;
	uint64_t entry_size;
	bool code;
};

/* A place: an address of a file. */
struct place {
	size_t object;
	uint64_t addr;
};

struct piece {
	uint64_t start;
	uint64_t end;
	bool code;
	bool runs_on;    /* into the next, when nothing at its end turns */
	uint8_t use;     /* enum check_use: how it is reached */
	struct place by; /* the piece that leads here, by its start; addr 0: nobody */
};

enum ref_kind {
	REF_CALL,
	REF_JUMP,
	REF_TAKEN, /* the address is taken */
};

struct ref {
	uint64_t from;
	struct place to;
	uint8_t kind; /* enum ref_kind */
};

/* A word of data that the loader makes an address. */
struct slot {
	uint64_t addr;
	struct place to;
};

struct symbol {
	const char *name;
	uint64_t addr;
	uint64_t size;
};

struct object {
	const char *path;
	struct elf elf;
	struct part *parts;
	size_t nr_parts;
	struct piece *pieces; /* by address */
	size_t nr_pieces;
	struct ref *refs; /* by (from) */
	size_t nr_refs, cap_refs;
	struct slot *slots; /* by address */
	size_t nr_slots, cap_slots;
	struct symbol *functions; /* by address */
	size_t nr_functions;
	struct symbol *exports; /* by name */
	size_t nr_exports;
	uint64_t *sites; /* `syscall` instructions, by address */
	size_t nr_sites, cap_sites;
	uint64_t *
		starts; /* where addresses that are taken point to; candidates for pieces of data */
	size_t nr_starts, cap_starts;
};

/* What leads to a piece of code, by where it leads to. */
struct back {
	struct place to;
	struct place from;
	uint8_t kind;
};

struct world {
	struct check *check;
	struct object *objects; /* the program first */
	size_t n;
	size_t nr_fixed;    /* these the loader loads; modules follow */
	struct back *backs; /* made when they are asked for */
	size_t nr_backs;
};

/* Add (item), of (size) bytes, to an array that grows. */
void *array_add(void *items, size_t *n, size_t *cap, size_t size, const void *item);

/*
 * Of an array that is sorted by a 64-bit number at (offset) of its items of (size) bytes: the first
 * whose number is (key) or more; (n) when there is none.
 */
size_t array_first(const void *items, size_t n, size_t size, size_t offset, uint64_t key);

/* --- object.c: reading a file --- */

must_use int object_open(struct object *o, const char *path, struct diag *d);
void object_close(struct object *o);

/* Read what the loader makes addresses; all objects are open. Adds to what it finds. */
void object_read_slots(struct world *w, size_t object);

/* The part that (addr) is in, or NULL. */
const struct part *object_part(const struct object *o, uint64_t addr);
const struct slot *object_slot(const struct object *o, uint64_t addr);

/* The piece that (addr) is in, or NULL. */
struct piece *object_piece(const struct object *o, uint64_t addr);

/* The first reference of (o) at or behind (addr): its number. */
size_t object_ref_from(const struct object *o, uint64_t addr);

/* The first slot of (o) at or behind (addr): its number. */
size_t object_slot_from(const struct object *o, uint64_t addr);

/* Is the symbol (name) defined by one of the objects? Stores the first. */
bool world_find_symbol(const struct world *w, const char *name, struct place *to);

/* --- pieces.c: cutting code and data --- */

void pieces_make_code(struct object *o);
void pieces_add_data(struct object *o);

/* --- decode.c: code to references --- */

/* Is what stands behind the instruction not next? */
bool decode_turns(const ZydisDecodedInstruction *i);

void decode_object(struct world *w, size_t object);

/* Direct calls of the (n) bytes at (bytes), which are at (addr): (found) for each target. */
void decode_targets(const uint8_t *bytes, size_t n, uint64_t addr,
		    void (*found)(void *arg, uint64_t target), void *arg);

/* --- reach.c: what leads where --- */

void reach_make(struct world *w);

/* What leads to the code at (to): the first, and how many. */
const struct back *reach_backs(struct world *w, struct place to, size_t *n);

/* --- numbers.c: what is in eax --- */

void numbers_find(struct world *w);

#endif
