/* SPDX-License-Identifier: MIT */
/*
 * What stands around an instruction `syscall`, and what of it may become a jump. Private to
 * plat/linux/calls; pure functions over bytes.
 */
#ifndef PLAT_LINUX_CALLS_SITE_H
#define PLAT_LINUX_CALLS_SITE_H

#include "base/types.h"

#define SITE_BEFORE   16 /* bytes that are looked at before the instruction */
#define SITE_BEHIND   8  /* and from it on */
#define SITE_TAIL_MAX 6
#define SITE_JUMP     5   /* bytes of a jump */
#define SITE_NEAR     160 /* farther than a jump by 8 bits comes from */

enum site_form {
	SITE_OTHER,   /* not known, or not for sure */
	SITE_NUMBER,  /* `mov $number, %eax` before it: that becomes the jump, and it stays */
	SITE_COMPARE, /* its answer is compared behind it: both become the jump */
};

struct site {
	uint8_t form; /* enum site_form */
	uint8_t tail_size;
	uint8_t tail[SITE_TAIL_MAX]; /* SITE_COMPARE: the comparison */
	uint32_t number;             /* SITE_NUMBER */
};

/*
 * Read the site whose instruction is at code[SITE_BEFORE], of SITE_BEFORE + SITE_BEHIND bytes, and
 * was reached with (rax).
 */
void site_read(struct site *s, const uint8_t *code, uint64_t rax);

/*
 * May a direct jump in the (n) bytes of (code) lead into the site at its offset (site), behind its
 * beginning and before (end)?
 */
bool site_jumped_into(const uint8_t *code, size_t n, size_t site, size_t end);

/* The flags that the comparison of (s) leaves of (flags), of a program. */
uint64_t site_compare(const struct site *s, uint64_t rax, uint64_t flags);

#endif
