/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a machine that the tool runs: the tool says what time it is.
 *
 * The CMOS clock has whole seconds, and that of QEMU not even those of its host: its seconds begin
 * when the machine was made. So an image that can tell the time asks when it first reads the clock,
 * and waits for a moment: until when somebody is to sleep is computed next, and would be wrong by
 * as much as the clock is set by later. It is at least what the answer says then; when question and
 * answer are close together, the answer is taken to be from halfway, else the question is put
 * again. So the clock goes forward only, but for where it began.
 */
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "plat/pvh/boot.h"

#define CLOSE_ENOUGH 1000000 /* ns */
#define QUESTIONS    8
#define PATIENCE     100000000 /* ns, for all answers */

static unsigned asked;
static nsec_t when;    /* the last time */
static int64_t latest; /* when the machine started, by the latest answer that was not too early */
static bool settled;   /* nothing more is asked; atomic */

static void ask(void)
{
	asked++;
	when = plat_clock();
	control_tell(PITH_CONTROL_TIME, "", 0);
}

void control_time(int64_t wall)
{
	nsec_t now = plat_clock(), apart = now - when;
	bool close = apart <= CLOSE_ENOUGH;
	int64_t boot = wall - (int64_t)now + (close ? (int64_t)(apart / 2) : 0);

	if (asked == 1 || boot > latest) {
		latest = boot;
		plat_wall_set(boot);
	}
	if (!close && asked < QUESTIONS)
		ask();
	else
		__atomic_store_n(&settled, true, __ATOMIC_RELEASE);
}

static void begin(void)
{
	nsec_t limit = plat_clock() + PATIENCE;

	if (!control_take_requests())
		return;
	ask();
	control_await(&settled, limit);
}

static int wall_tool_probe(void)
{
	wall_find_better = begin;
	return 0;
}

const struct driver wall_tool_driver = {
	.plat = PLAT_PVH,
	.probe = wall_tool_probe,
};
