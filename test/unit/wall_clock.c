/* SPDX-License-Identifier: MIT */
/*
 * The wall clock of a machine: from the CMOS clock, until the tool says what time it is.
 *
 * Links: plat/pvh/wall_clock.c plat/pvh/wall_tool.c
 */
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "plat/pc/clock.h"
#include "plat/pvh/boot.h"
#include "test/unit/tap.h"

#define SECOND ((int64_t)NSEC_PER_SEC)
#define MS     (SECOND / 1000)
#define TRUTH  (1000 * SECOND + 700 * MS) /* at the start of the machine */

extern const struct driver wall_tool_driver;
int64_t pvh_wall_clock(nsec_t *mono);
void pvh_wall_set(int64_t boot);
nsec_t pvh_clock(void);

uintptr_t boot_slide;
static nsec_t now = 3 * MS;
static unsigned questions;

nsec_t pvh_clock(void)
{
	return now;
}

nsec_t plat_clock(void)
{
	return now;
}

void plat_wall_set(int64_t boot)
{
	pvh_wall_set(boot);
}

/* It shows whole seconds. */
int rtc_read(int64_t *seconds)
{
	*seconds = (TRUTH + (int64_t)now) / SECOND;
	return 0;
}

bool kvm_wall_clock(uintptr_t unused_slide, int64_t *unused_boot)
{
	(void)unused_slide;
	(void)unused_boot;
	return false;
}

bool control_take_requests(void)
{
	return true;
}

/* Answers come when the test gives them. */
void control_await(const bool *unused_done, nsec_t unused_limit)
{
	(void)unused_done;
	(void)unused_limit;
}

void control_tell(uint8_t type, const void *unused_data, size_t n)
{
	(void)unused_data;
	questions += type == PITH_CONTROL_TIME && !n;
}

/* Nanoseconds that the clock is behind. */
static int64_t behind(void)
{
	nsec_t mono;
	int64_t wall = pvh_wall_clock(&mono);

	return TRUTH + (int64_t)mono - wall;
}

/* The answer is given (there) after the question, and is here (back) later. */
static void answer(int64_t there, int64_t back)
{
	int64_t said;

	now += (nsec_t)there;
	said = TRUTH + (int64_t)now;
	now += (nsec_t)back;
	control_time(said);
}

int main(void)
{
	ok_int(wall_tool_driver.probe(), 0, "the image can tell the time");
	ok_int(questions, 0, "nobody asks before it is read");
	ok_int(behind(), 703 * MS, "it begins at the second of the CMOS clock");
	ok_int(questions, 1, "then the tool is asked");
	answer(4 * MS, 6 * MS);
	ok_int(behind(), 6 * MS, "it is at least what the answer says");
	ok_int(questions, 2, "it is asked again: that took long");
	answer(MS, 19 * MS);
	ok_int(behind(), 6 * MS, "the clock does not go back");
	answer(30 * MS, MS);
	ok_int(behind(), MS, "but forward");
	ok_int(questions, 4, "and the tool is asked again");
	answer(MS / 5, MS / 2);
	ok_int(behind(), MS / 2 - MS * 7 / 20, "of close ones it is from halfway");
	ok_int(questions, 4, "and that is good enough");
	pvh_wall_set(TRUTH);
	ok_int(behind(), 0, "a server knows better");
	return tap_done();
}
