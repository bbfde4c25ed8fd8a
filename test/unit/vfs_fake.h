/* SPDX-License-Identifier: MIT */
/*
 * What is below kern/vfs and fs in a unit test: memory that can be made to end, a clock that
 * counts, a console that keeps what it is given, and one CPU.
 */
#ifndef TEST_UNIT_VFS_FAKE_H
#define TEST_UNIT_VFS_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Blocks and frames that are in use. */
extern size_t fake_blocks;
extern size_t fake_frames;

extern unsigned fake_given_back; /* how often the heap was to give back what it keeps */

/*
 * The allocation that fails next: 1 is the next one, 0 none. With (fake_fail_for_good) all later
 * ones fail, too.
 */
extern unsigned fake_fail_at;
extern bool fake_fail_for_good;

/* The most frames there are. */
extern size_t fake_frames_max;

/* Set up; call first. */
void fake_init(void);

/* What the clock says. */
extern uint64_t fake_now;

/* What was written to the console, and what it can be read. */
extern char fake_output[65536];
extern size_t fake_output_len;
void fake_input(const char *s);
extern bool fake_input_ends;

/* Note a check that does not hold. A test is thousands of them, and one line of TAP. */
extern unsigned fake_failed;
void fake_check(bool holds, const char *what, int line);
#define check(e) fake_check(e, #e, __LINE__)

/*
 * Do (steps) while the 1st, 2nd, 3rd ... allocation fails, until there is none such; (for_good):
 * while all fail from the 1st, 2nd, 3rd ... (most)th on. A step that fails for want of memory is
 * done again with it. Then (after) looks at what came of them and takes it away: what is in use
 * must be as it was. Beyond the (most)th, every 37th is enough.
 */
void fake_repeat(int (*const steps[])(void), size_t nr_steps, void (*after)(void), unsigned most,
		 bool for_good);

#endif
