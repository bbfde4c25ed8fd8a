/* SPDX-License-Identifier: MIT */
/*
 * What stands around an instruction `syscall`, and what of it may become a jump. Private to
 * plat/linux/calls; pure functions over bytes.
 */
#ifndef PLAT_LINUX_CALLS_SITE_H
#define PLAT_LINUX_CALLS_SITE_H

#include "arch/x86_64/trap.h"

#define SITE_BEFORE   48 /* bytes that are looked at before the instruction, and from it on */
#define SITE_BEHIND   48
#define SITE_NEAREST  16 /* of those before it: what is not there may be zeros farther away */
#define SITE_NEXT     8  /* and of the others */
#define SITE_TAIL_MAX 6
#define SITE_JUMP     5   /* bytes of a jump */
#define SITE_NEAR     160 /* farther than a jump by 8 bits comes from */

enum site_form {
	SITE_OTHER,  /* not known, or not for sure */
	SITE_NUMBER, /* `mov $number, %eax` before it: that becomes the jump, and it stays */
	SITE_MOVED,  /* musl's cancellation point: so does what is before it */
	SITE_TAIL,   /* its answer is compared or moved behind it: both become the jump */
	SITE_RETURN, /* a function's end, and padding up to the next: they become the jump */
};

struct site {
	uint8_t form; /* enum site_form */
	uint8_t tail_size;
	uint8_t tail[SITE_TAIL_MAX]; /* the instruction behind it; SITE_MOVED: before it */
	uint32_t number;             /* SITE_NUMBER */
};

/*
 * Read the site whose instruction is at code[SITE_BEFORE], of SITE_BEFORE + SITE_BEHIND bytes, and
 * was reached with (rax); it stands at (va).
 */
void site_read(struct site *s, const uint8_t *code, uintptr_t va, uint64_t rax);

/* Does the instruction stay where it is, and the jump stand before it? */
static inline bool site_stays(const struct site *s)
{
	return s->form == SITE_NUMBER || s->form == SITE_MOVED;
}

/* Bytes from the instruction on that are no longer there when the jump is. */
static inline size_t site_size(const struct site *s)
{
	size_t tail = 2u + s->tail_size;

	return tail < SITE_JUMP ? SITE_JUMP : tail;
}

/*
 * May a direct jump in the (n) bytes of (code) lead into the site at its offset (site), behind its
 * beginning and before (end)?
 */
bool site_jumped_into(const uint8_t *code, size_t n, size_t site, size_t end);

/* Do to (f), of a program, what the instruction behind (s) does, if that is no return. */
void site_finish(const struct site *s, struct trap_frame *f);

#endif
